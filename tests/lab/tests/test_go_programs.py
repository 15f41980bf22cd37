# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Go program of the lab is built once for its own sources, and each containerd is the one that its folder names."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lab.host import go_programs
from tests.lab.host.go_programs import SLOWEST, containerds, ensure_containerd, ensure_program, program_dir
from tests.lab.host.lab import Lab, this_lab
from tests.lab.host.podman import Podman
from tests.lab.model.plan import load_plan

SCRIPT = """#!/bin/sh
set -eu
mkdir "$1"
echo "${PWD##*/}" > "$1/containerd"
echo "$GOOS" > "$1/containerd.exe"
echo built >> ../built
"""
SOURCES = Path(__file__).resolve().parents[1] / "go"


@pytest.fixture(name="lab")
def _lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lab:
    """A checkout with two versions of one program, which share a build script."""
    monkeypatch.setattr(go_programs, "go_environment", lambda lab: {"PATH": "/usr/bin:/bin"})
    folder = tmp_path / "tests" / "lab" / "go" / "containerd"
    for name in ("k3s-v1.0.0-k3s1", "upstream-v2.0.0"):
        (folder / name).mkdir(parents=True)
        (folder / name / "go.mod").write_text(f"module {name}\n")
    (folder / "build.sh").write_text(SCRIPT)
    (folder / "build.sh").chmod(0o755)
    return Lab("0123abcd", tmp_path, tmp_path / "cache", Podman(()))


def builds(lab: Lab) -> int:
    return len((lab.checkout / "tests" / "lab" / "go" / "containerd" / "built").read_text().splitlines())


def test_a_program_is_built_once(lab: Lab) -> None:
    path = ensure_containerd(lab, "upstream", "v2.0.0")
    assert path.read_text() == "upstream-v2.0.0\n"
    assert ensure_containerd(lab, "upstream", "v2.0.0") == path
    assert builds(lab) == 1


def test_a_program_is_built_for_each_system_that_needs_it(lab: Lab) -> None:
    windows = ensure_containerd(lab, "upstream", "v2.0.0", "windows")
    assert windows.read_text() == "windows\n"
    linux = ensure_containerd(lab, "upstream", "v2.0.0")
    assert linux.with_name("containerd.exe").read_text() == "linux\n"
    assert builds(lab) == 2


def test_a_change_of_another_program_builds_nothing_again(lab: Lab) -> None:
    ensure_program(lab, "containerd/upstream-v2.0.0")
    (lab.checkout / "tests/lab/go/containerd/k3s-v1.0.0-k3s1/go.mod").write_text("module other\n")
    program_dir.cache_clear()
    ensure_program(lab, "containerd/upstream-v2.0.0")
    assert builds(lab) == 1


@pytest.mark.parametrize("changed", ["upstream-v2.0.0/go.mod", "build.sh"])
def test_a_change_of_the_sources_or_of_the_script_builds_again(lab: Lab, changed: str) -> None:
    before = ensure_program(lab, "containerd/upstream-v2.0.0")
    with (lab.checkout / "tests" / "lab" / "go" / "containerd" / changed).open("a") as file:
        file.write("# changed\n")
    program_dir.cache_clear()
    assert ensure_program(lab, "containerd/upstream-v2.0.0") != before
    assert builds(lab) == 2


def test_every_version_is_listed_with_its_kind(lab: Lab) -> None:
    assert containerds(lab) == (("k3s", "v1.0.0-k3s1"), ("upstream", "v2.0.0"))


@pytest.mark.parametrize(("kind", "version"), containerds(this_lab()))
def test_the_module_pins_the_version_of_its_folder(kind: str, version: str) -> None:
    module = (SOURCES / "containerd" / f"{kind}-{version}" / "go.mod").read_text()
    owner = {"k3s": "k3s-io", "upstream": "containerd"}[kind]
    pinned = re.search(rf"github\.com/{owner}/containerd(?:/v2)? {re.escape(version)}(?: |$)", module, re.MULTILINE)
    assert pinned, module


def test_crictl_and_the_containerd_of_the_nodes_share_packages() -> None:
    crictl, containerd = (required(SOURCES / folder / "go.mod") for folder in ("tools", "containerd/k3s-v2.1.5-k3s1"))
    shared = crictl.keys() & containerd.keys()
    assert {name for name in shared if crictl[name] != containerd[name]} == set()
    assert len(shared) > 50


def required(module: Path) -> dict[str, str]:
    """Version by module, as a go.mod lists them."""
    return dict(re.findall(r"^\t(\S+) (v\S+)", module.read_text(), re.MULTILINE))


def test_every_program_of_an_image_has_a_folder() -> None:
    programs = {program for image in load_plan().images.values() for program in image.programs.values()}
    assert all((SOURCES / program.folder / "go.mod").is_file() for program in programs)


def test_the_program_that_is_built_first_is_part_of_the_demo() -> None:
    plan = load_plan()
    images = (image for node in plan.nodes.values() if not node.extra for image in plan.lineage(node.image)[1])
    assert SLOWEST in {program.folder for image in images for program in image.programs.values()}


def test_the_first_build_needs_only_the_standard_library() -> None:
    command = [sys.executable, "-S", "-c", "import tests.lab.host.go_programs"]
    assert subprocess.run(command, check=False, cwd=this_lab().checkout).returncode == 0
