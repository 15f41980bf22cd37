# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The drills of a node: real folders, and a simulated containerd, crictl, ctr and systemd."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import CommandResult
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._pull.drill.plan import (
    Drill,
    DrillOutcome,
    DrillPlan,
    decode_drill_plan,
    encode_drill_plan,
)
from ansible_collections.pullproof.registry.plugins.module_utils._pull.drill.run import run_drills
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import RuntimeAccess

MIRROR, SYNTHETIC = "https://m1.lab:5000", "pullproof-drill-1.invalid"
NAME = f"{SYNTHETIC}/library/base:1"
REAL = "docker.io/library/base:1"
KILLED = "pullproof-drill-7.invalid"


class SimulatedNode:
    """Images by id with their names. A pull adds `pulled` under the requested name, or fails with `error`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.images: dict[str, list[str]] = {}
        self.pulled, self.error = "sha256:base", ""
        self.programs = ["crictl", "ctr", "systemctl", "systemd-run", "timeout"]
        self.runs: list[list[str]] = []
        self.seen: dict[str, str] = {}
        self.mode = 0

    def find(self, program: str) -> str | None:
        return program if Path(program).name in self.programs and "/" not in program else None

    def run(
        self,
        argv: Sequence[str],
        seconds: int | None = None,
        env: Mapping[str, str] | None = None,
        stdin: str | None = None,
    ) -> CommandResult:
        self.runs.append(list(argv))
        if argv[0] == "ctr":
            self.images = {key: [n for n in names if n not in argv] for key, names in self.images.items()}
        if argv[0] != "crictl":
            return CommandResult(0, "", "")
        return self._crictl(argv)

    def _crictl(self, argv: Sequence[str]) -> CommandResult:
        if "images" in argv:
            listed = [{"id": key, "repoTags": names} for key, names in self.images.items()]
            return CommandResult(0, json.dumps({"images": listed}), "")
        if "rmi" in argv:
            self.images = {key: names for key, names in self.images.items() if key not in argv}
        if "pull" in argv:
            self.seen = {path.parent.name: path.read_text() for path in self.folder.glob("pullproof-*/hosts.toml")}
            self.links = {path.name: path.read_text() for path in self.folder.glob("pullproof-*/*.crt")}
            if self.error:
                return CommandResult(1, "", f'level=fatal msg="{self.error}"')
            self.images.setdefault(self.pulled, []).append(argv[-1])
        return CommandResult(0, "[]" if "ps" in argv else "", "")

    def programs_run(self) -> list[str]:
        return [argv[0] for argv in self.runs if argv[0] != "crictl"]


@pytest.fixture
def node(tmp_path: Path) -> SimulatedNode:
    registry = tmp_path / "docker.io"
    registry.mkdir()
    (registry / "hosts.toml").write_text(f'[host."{MIRROR}"]\n[host."https://m2.lab"]\n')
    (registry / "ca.crt").write_text("a certificate")
    return SimulatedNode(tmp_path)


def run(node: SimulatedNode, **changes: Any) -> DrillOutcome:
    given: dict[str, Any] = {"copied": "docker.io", "unreachable": (MIRROR,), **changes}
    drill = Drill(SYNTHETIC, REAL, "library/base", "1", str(node.folder), **given)
    plan = DrillPlan(RuntimeAccess("cri", "/run/c.sock", "crictl"), [drill], 60)
    module: Any = SimpleNamespace(atomic_move=lambda source, target: Path(source).rename(target))
    (outcome,) = run_drills(decode_drill_plan(encode_drill_plan(plan)), NodeFiles(module), node)
    return outcome


def folders(node: SimulatedNode) -> list[str]:
    return sorted(path.name for path in node.folder.iterdir())


def test_the_pull_has_a_copy_in_which_the_first_host_is_an_address_of_the_node(node: SimulatedNode) -> None:
    outcome = run(node)
    assert list(tomllib.loads(node.seen[SYNTHETIC])["host"]) == [f"https://{outcome.address}", "https://m2.lab"]
    assert outcome.address.startswith("127.0.0.1:") and outcome.error is None
    assert node.links == {"ca.crt": "a certificate"}


def test_the_registry_itself_is_in_the_copy_if_containerd_falls_back_to_it(node: SimulatedNode) -> None:
    run(node, server="https://registry-1.docker.io/v2")
    assert tomllib.loads(node.seen[SYNTHETIC])["server"] == "https://registry-1.docker.io/v2"


def test_a_server_that_is_avoided_is_an_address_of_the_node(node: SimulatedNode) -> None:
    hosts = node.folder / "docker.io" / "hosts.toml"
    hosts.write_text(f'server = "https://m2.lab"\n{hosts.read_text()}')
    outcome = run(node, avoids_server=True)
    assert tomllib.loads(node.seen[SYNTHETIC])["server"] == f"https://{outcome.address}/server"


@pytest.mark.parametrize("error", ["", "connection refused"])
def test_nothing_is_left_behind(node: SimulatedNode, error: str) -> None:
    node.error = error
    outcome = run(node)
    assert (outcome.error or "") == error
    assert folders(node) == ["docker.io"] and node.images == {} and outcome.left_behind == []
    assert sorted(path.name for path in (node.folder / "docker.io").iterdir()) == ["ca.crt", "hosts.toml"]


def test_an_image_that_the_node_has_loses_only_the_name_of_the_drill(node: SimulatedNode) -> None:
    node.images = {"sha256:base": [REAL]}
    assert run(node).error is None
    assert node.images == {"sha256:base": [REAL]}


def test_without_ctr_an_image_that_the_node_has_is_not_pulled(node: SimulatedNode) -> None:
    node.programs.remove("ctr")
    node.images = {"sha256:base": [REAL]}
    assert "no ctr to remove a second name" in run(node).skipped
    assert node.seen == {} and node.images == {"sha256:base": [REAL]}


def test_a_drill_of_the_wildcard_makes_no_directory_and_needs_no_timer(node: SimulatedNode) -> None:
    outcome = run(node, copied="", unreachable=())
    assert node.seen == {} and outcome.address == ""
    assert "systemd-run" not in node.programs_run()


def test_a_timer_that_would_remove_the_directory_is_stopped_at_the_end(node: SimulatedNode) -> None:
    run(node)
    (started,) = [argv for argv in node.runs if argv[0] == "systemd-run"]
    assert started[-4:] == ["rm", "-rf", "--", str(node.folder / SYNTHETIC)]
    assert [argv[0] for argv in node.runs if argv[0].startswith("systemd")] == ["systemd-run"]
    assert node.programs_run()[-1] == "systemctl" and node.runs[-1][1:] == ["stop", "pullproof-drill.timer"]


def test_a_node_without_timers_is_not_drilled(node: SimulatedNode, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = node.run

    def refuse(argv: Sequence[str], **options: Any) -> CommandResult:
        return CommandResult(1, "", "no bus") if argv[0] == "systemd-run" else plain(argv, **options)

    monkeypatch.setattr(node, "run", refuse)
    with pytest.raises(NodeError, match="no bus"):
        run(node)
    assert node.seen == {} and folders(node) == ["docker.io"]


def test_what_a_killed_drill_left_is_removed_first(node: SimulatedNode) -> None:
    (node.folder / KILLED).mkdir()
    node.images = {"sha256:left": [f"{KILLED}/library/base:1"], "sha256:kept": [REAL, f"{KILLED}/library/base:1"]}
    run(node, copied="", unreachable=())
    assert folders(node) == ["docker.io"]
    assert node.images == {"sha256:kept": [REAL]}


def test_a_file_that_cant_be_copied_skips_its_drill(node: SimulatedNode) -> None:
    (node.folder / "docker.io" / "hosts.toml").write_text(f'host."{MIRROR}".skip_verify = true\n')
    assert "without a table of its own" in run(node).skipped
    assert folders(node) == ["docker.io"]
