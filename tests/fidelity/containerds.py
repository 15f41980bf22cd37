# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The containerds of the matrix: Debian's from the base images of the lab, the others built from source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.fidelity.world.task import Task
from tests.lab.host.go_programs import TOOLS, ensure_containerd, ensure_program
from tests.lab.host.lab import Lab
from tests.lab.nodes.images import ensure_images, reference

_PLAIN = "containerd"


@dataclass(frozen=True)
class MatrixContainerd:
    """One containerd: ``source`` is the name of a base image, or kind and version of a build."""

    name: str
    source: tuple[str, ...]
    version: str
    labels: tuple[str, ...]
    runtime: str = _PLAIN
    config_version: int = 2

    @property
    def containerd_version(self) -> str:
        """The version that the program prints."""
        return self.source[1] if len(self.source) > 1 else self.version

    def program(self, lab: Lab) -> Path:
        """The program, built or taken from its image."""
        return ensure_containerd(lab, *self.source) if len(self.source) > 1 else _from_image(lab, self.source[0])

    def task(self, lab: Lab, only: Sequence[str]) -> Task:
        """The task of its world, with all programs built."""
        tools = ensure_program(lab, TOOLS)
        return Task(
            program=str(self.program(lab)),
            crictl=str(tools / "crictl"),
            runtime=self.runtime,
            version=self.version,
            labels=(*self.labels, self.name),
            config_version=self.config_version,
            standin="" if self.runtime == _PLAIN else str(tools / "standin"),
            only=tuple(only),
        )


def load_containerds(names: Sequence[str] = ()) -> list[MatrixContainerd]:
    """All containerds, or those with these names. ValueError for an unknown name."""
    text = Path(__file__).with_name("containerds.yml").read_text("utf-8")
    found = {name: _parsed(name, raw) for name, raw in yaml.safe_load(text).items()}
    unknown = sorted(set(names) - set(found))
    if unknown:
        raise ValueError(f"no containerd has the name {', '.join(unknown)}: known are {', '.join(found)}")
    return [one for one in found.values() if not names or one.name in names]


def _parsed(name: str, raw: dict[str, list[str]]) -> MatrixContainerd:
    rest = {key: value for key, value in raw.items() if key not in ("from", "labels")}
    return MatrixContainerd(name, tuple(raw["from"]), labels=tuple(raw["labels"]), **rest)  # type: ignore[arg-type]


def _from_image(lab: Lab, base: str) -> Path:
    """Debian's programs need only the C library, and run on other releases, too."""
    ensure_images(lab, [base])
    image = reference(lab, base)
    program = lab.cache / f"containerd-{base}-{image.rpartition(':')[2]}" / "containerd"
    if not program.exists():
        program.parent.mkdir(parents=True, exist_ok=True)
        container = lab.podman.run("create", image, "true").strip()
        try:
            lab.podman.run("cp", f"{container}:/usr/bin/containerd", str(program))
        finally:
            lab.podman.run("rm", "--force", container)
    return program
