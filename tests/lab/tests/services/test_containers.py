# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which podman commands the services lead to, seen at the seam by a podman that runs nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.lab.host.lab import Lab
from tests.lab.host.podman import Podman
from tests.lab.model import pki
from tests.lab.model.content import Image
from tests.lab.services import catalog, containers, passwords, probes
from tests.lab.services.containers import Found
from tests.lab.services.model import CORP, Service
from tests.lab.services.push import push_missing

IMAGE = "localhost/pullproof/services:x"
SERVICE = Service("refuse.lab", (CORP,), ("sleep", "infinity"), (), probes.refuses(5000))


@dataclass(frozen=True)
class Recorder(Podman):
    """Keeps the commands (and what goes to their standard input) instead of running them."""

    calls: list[tuple[str, ...]] = field(default_factory=list)

    def run(
        self, *args: str, data: bytes | None = None, check: bool = True, timeout: float = 300, scratch: str = ""
    ) -> str:
        self.calls.append(args)
        return ""

    @property
    def verbs(self) -> list[str]:
        return [call[0] for call in self.calls]


@pytest.fixture(name="podman")
def _podman() -> Recorder:
    return Recorder(())


@pytest.fixture(name="lab")
def _lab(tmp_path: Path, podman: Recorder) -> Lab:
    lab = Lab("0123abcd", tmp_path, tmp_path, podman)
    lab.state_dir.mkdir()
    return lab


def test_a_container_that_is_right_and_runs_is_left_alone(lab: Lab, podman: Recorder) -> None:
    containers.ensure_running(lab, SERVICE, IMAGE, Found("1", "running", SERVICE.inputs(IMAGE)))
    assert podman.calls == []


def test_a_container_that_stopped_is_started_and_keeps_what_it_held(lab: Lab, podman: Recorder) -> None:
    containers.ensure_running(lab, SERVICE, IMAGE, Found("1", "exited", SERVICE.inputs(IMAGE)))
    assert podman.calls == [("start", "pp-0123abcd-refuse.lab")]


@pytest.mark.parametrize("state", ["created", "paused", "configured"])
def test_a_container_left_half_made_is_replaced(lab: Lab, podman: Recorder, state: str) -> None:
    containers.ensure_running(lab, SERVICE, IMAGE, Found("1", state, SERVICE.inputs(IMAGE)))
    assert podman.verbs == ["rm", "create", "start"]


def test_a_container_made_from_other_inputs_is_replaced(lab: Lab, podman: Recorder) -> None:
    containers.ensure_running(lab, SERVICE, IMAGE, Found("1", "running", SERVICE.inputs("another image")))
    assert podman.verbs == ["rm", "create", "start"]


def test_a_container_carries_the_label_it_is_cleaned_up_by(lab: Lab, podman: Recorder) -> None:
    containers.recreate(lab, SERVICE, IMAGE)
    assert "--label=pullproof.lab=0123abcd" in podman.calls[1]


def test_no_password_is_ever_an_argument(lab: Lab, podman: Recorder) -> None:
    pki.ensure(lab.state_dir / "pki")
    known = passwords.ensure(lab.state_dir / "secrets.json")
    for service in catalog.services(catalog.Sources(lab.state_dir / "pki", known)):
        containers.recreate(lab, service, IMAGE)
    given = "\n".join(argument for call in podman.calls for argument in call)
    secrets = [password for users in known.values() for password in users.values() if len(password) > 1]
    assert podman.verbs.count("create") == 9
    assert [secret for secret in secrets if secret in given] == []


def test_images_are_pushed_once_per_container(lab: Lab, podman: Recorder) -> None:
    registry = Service("mirror.lab", (CORP,), (), (), probes.tcp(5000), port=5000, images=(Image("library/base", "1"),))
    first, second = ({"pp-0123abcd-mirror.lab": Found(id_, "running", "")} for id_ in ("old", "new"))
    push_missing(lab, [registry], first)
    assert podman.verbs == ["cp", "exec"]
    push_missing(lab, [registry], first)
    assert podman.verbs == ["cp", "exec"]
    push_missing(lab, [registry], second)
    assert podman.verbs == ["cp", "exec", "cp", "exec"]
    assert list(json.loads((lab.state_dir / "pushed.json").read_text())) == ["new"]
