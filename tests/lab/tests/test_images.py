# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images are built after their parents and their programs, and a failure ends the build."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lab.host.lab import Lab
from tests.lab.host.podman import Podman
from tests.lab.model.plan import Base, Image, Plan, Program
from tests.lab.nodes import images

FORK, TOOLS = Program("containerd/k3s-v1"), Program("tools")
PLAN = Plan(
    {"debian": Base("debian", "trixie", ("systemd",))},
    {
        "node": Image("node", "debian", "common", (), {}, {}),
        "agent": Image("agent", "node", "rke2", (), {"tools": TOOLS, "containerd": FORK}, {}),
    },
    {},
)


class EmptyStore(Podman):
    """A store without images."""

    def images(self, pattern: str) -> set[str]:
        return set()


@pytest.fixture(name="steps")
def _steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is made, in order. Nothing is built."""
    steps: list[str] = []
    monkeypatch.setattr(images, "load_plan", lambda: PLAN)
    monkeypatch.setattr(images, "reference", lambda _lab, name: name)
    monkeypatch.setattr(images, "_ensure_base", lambda _lab, base: steps.append(base.name))
    monkeypatch.setattr(images, "_ensure_image", lambda _lab, image: steps.append(image.name))
    monkeypatch.setattr(images, "ensure_program", lambda _lab, folder, _system: steps.append(folder))
    return steps


def ensure(tmp_path: Path, *names: str) -> None:
    images.ensure_images(Lab("0123abcd", tmp_path, tmp_path / "cache", EmptyStore(())), names)


def test_an_image_is_built_after_its_parents_and_its_programs(tmp_path: Path, steps: list[str]) -> None:
    ensure(tmp_path, "agent")
    assert sorted(steps) == ["agent", "containerd/k3s-v1", "debian", "node", "tools"]
    assert steps[-1] == "agent"
    assert steps.index("debian") < steps.index("node")
    assert steps.index("containerd/k3s-v1") < steps.index("tools")


def test_a_base_is_made_without_an_image(tmp_path: Path, steps: list[str]) -> None:
    ensure(tmp_path, "debian")
    assert steps == ["debian"]


def test_a_program_that_does_not_compile_is_the_error(
    tmp_path: Path, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_lab: Lab, folder: str, _system: str) -> None:
        raise RuntimeError(f"{folder} does not compile")

    monkeypatch.setattr(images, "ensure_program", fail)
    with pytest.raises(RuntimeError, match="does not compile"):
        ensure(tmp_path, "agent")
    assert "agent" not in steps
