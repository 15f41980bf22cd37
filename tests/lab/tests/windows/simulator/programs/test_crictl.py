# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""crictl.exe fails and succeeds in the words of the real programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.lab.model import content
from tests.lab.model.content import Image
from tests.lab.tests.windows.conftest import RunLine
from tests.lab.windows.simulator.control import control
from tests.lab.windows.simulator.machine import Machine
from tests.lab.windows.simulator.programs import crictl
from tests.lab.windows.simulator.system import images
from tests.lab.windows.simulator.system.real import CUT_OFF, Ended

CRICTL = r"C:\var\lib\rancher\rke2\bin\crictl.exe --runtime-endpoint npipe:////./pipe/containerd-containerd"
REGISTRY = "registry.lab:5000"


class Registry:
    """Answers `ctr` from the lab's images as a registry without any trouble would."""

    def __init__(self) -> None:
        held = [image for image in content.REGISTRY if image.repository.startswith("team/")]
        self.images: Mapping[str, Image] = {f"{REGISTRY}/{image.reference}": image for image in held}
        self.blobs = {blob.digest: blob.content for image in held for blob in image.blobs}
        self.fetched: list[str] = []
        self.removed: list[str] = []
        self.environments: list[Mapping[str, str]] = []
        self.seconds, self.hangs = 0.0, False

    def run(self, argv: Sequence[str], environment: Mapping[str, str] | None = None, seconds: float = 0) -> Ended:
        self.seconds = seconds
        if self.hangs:
            return Ended(CUT_OFF, "", "ctr took too long")
        match list(argv[5:]):
            case ["content", "get", digest]:
                return Ended(0, self.blobs[digest].decode(), "")
            case ["images", "ls", filter_]:
                image = self.images[filter_.removeprefix("name==")]
                return Ended(0, f"REF TYPE DIGEST\n{filter_} type {image.digest} size\n", "")
            case ["images", "rm", "--sync", *names]:
                self.removed += names
                return Ended(0, "", "")
            case [*_, name]:
                self.fetched.append(name)
                self.environments.append(environment or {})
                known = name in self.images or "@" in name
                return Ended(0, "", "") if known else Ended(1, "", f"progress\nctr: {name}: not found\n")
        raise AssertionError(argv)


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Registry:
    made = Registry()
    monkeypatch.setattr(images, "run", made.run)
    monkeypatch.setattr(images, "_logins", dict)
    monkeypatch.setattr(images, "CONTAINERD", tmp_path)
    monkeypatch.setattr(crictl, "_proxies", lambda _pid: {})
    return made


def entry(image: Image, build: str) -> str:
    return next(parts.manifest.digest for platform, parts in image.entries if build in platform.os_version)


@pytest.mark.parametrize("build", ["17763", "20348", "26100"])
def test_the_image_for_the_hosts_build_is_fetched(
    machine: Machine, line: RunLine, registry: Registry, build: str
) -> None:
    machine.unit.start([])
    control(machine, "build", [build])
    ended = line(f"{CRICTL} pull {REGISTRY}/team/winapp:1")
    assert (ended.code, ended.out[:26]) == (0, "Image is up to date for sh")
    winapp = registry.images[f"{REGISTRY}/team/winapp:1"]
    assert registry.fetched[-1] == f"{REGISTRY}/team/winapp@{entry(winapp, build)}"


def test_an_index_without_the_hosts_build_fails_the_pull(machine: Machine, line: RunLine, registry: Registry) -> None:
    machine.unit.start([])
    ended = line(f"{CRICTL} pull {REGISTRY}/team/winapp-2022only:1")
    assert ended.code == 1
    assert "no match for platform in manifest: not found" in ended.err
    assert registry.fetched == [f"{REGISTRY}/team/winapp-2022only:1"]


@pytest.mark.parametrize("build", ["17763", "26100"])
def test_a_linux_only_image_fails_the_pull(machine: Machine, line: RunLine, registry: Registry, build: str) -> None:
    machine.unit.start([])
    control(machine, "build", [build])
    ended = line(f"{CRICTL} pull {REGISTRY}/team/linuxonly:1")
    digest = registry.images[f"{REGISTRY}/team/linuxonly:1"].digest
    assert (ended.code, f"no match for platform in manifest {digest}: not found" in ended.err) == (1, True)


@pytest.mark.parametrize(("version", "replaces"), [("v1.36.1+rke2r1", True), ("v1.36.2+rke2r1", False), ("", True)])
@pytest.mark.parametrize("has_ca", [True, False])
def test_a_ca_file_replaces_the_root_store_before_containerd_2_3(
    machine: Machine, line: RunLine, registry: Registry, tmp_path: Path, version: str, replaces: bool, has_ca: bool
) -> None:
    folder = tmp_path / "certs.d" / REGISTRY
    folder.mkdir(parents=True)
    ca = '  ca = ["ca.crt"]\n' * has_ca
    (folder / "hosts.toml").write_text(f'server = "https://x"\n[host."https://mirror.lab/v2"]\n{ca}')
    machine.unit.start([])
    control(machine, "version", [version])
    line(f"{CRICTL} pull {REGISTRY}/team/winapp:1")
    assert all(("SSL_CERT_FILE" in one) is (replaces and has_ca) for one in registry.environments)
    assert len(registry.environments) == 2


def test_what_the_registry_says_is_told(machine: Machine, line: RunLine, registry: Registry) -> None:
    machine.unit.start([])
    name = f"{REGISTRY}/team/none:1"
    assert f'failed to pull and unpack image \\"{name}\\": {name}: not found' in line(f"{CRICTL} pull {name}").err


def test_without_containerd_there_is_no_pipe(line: RunLine) -> None:
    ended = line(f"{CRICTL} pull {REGISTRY}/team/winapp:1")
    assert (ended.code, "The system cannot find the file specified" in ended.err) == (1, True)


def test_a_pulled_image_is_listed_and_goes(machine: Machine, line: RunLine, registry: Registry) -> None:
    machine.unit.start([])
    name = f"{REGISTRY}/team/winapp:1"
    line(f"{CRICTL} pull {name}")
    listed: dict[str, Any] = json.loads(line(f"{CRICTL} images -o json").out)
    digest = registry.images[name].digest
    assert [image["repoDigests"] for image in listed["images"]] == [[f"{REGISTRY}/team/winapp@{digest}"]]
    assert json.loads(line(f"{CRICTL} inspecti {name}").out)["status"]["repoTags"] == [name]
    line(f"{CRICTL} rmi {name}")
    assert line(f"{CRICTL} inspecti {name}").code == 1


def test_an_image_that_goes_by_its_id_is_downloaded_anew(machine: Machine, line: RunLine, registry: Registry) -> None:
    machine.unit.start([])
    name = f"{REGISTRY}/team/winapp:1"
    identity = line(f"{CRICTL} pull {name}").out.split()[-1]
    assert line(f"{CRICTL} rmi {identity}").code == 0
    assert registry.removed == [name, f"{REGISTRY}/team/winapp@{entry(registry.images[name], '17763')}"]
    assert line(f"{CRICTL} rmi {identity}").code == 1


@pytest.mark.parametrize(
    ("given", "means"),
    [
        ("base", "docker.io/library/base:latest"),
        ("team/app:1", "docker.io/team/app:1"),
        ("registry.lab:5000/team/app", "registry.lab:5000/team/app:latest"),
        ("quay.io/a@sha256:0", "quay.io/a@sha256:0"),
    ],
)
def test_names_are_completed_as_cri_does(given: str, means: str) -> None:
    assert crictl._qualified(given) == means


def test_a_pull_is_cut_off_at_its_time_limit(machine: Machine, line: RunLine, registry: Registry) -> None:
    machine.unit.start([])
    registry.hangs = True
    ended = line(f"{CRICTL} pull --pull-timeout 7s {REGISTRY}/team/winapp:1")
    assert (ended.code, "code = DeadlineExceeded" in ended.err) == (1, True)
    assert 6 < registry.seconds <= 7
