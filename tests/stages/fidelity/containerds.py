# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The containerds of the matrix: Debian's from the base images of the lab, the others built from source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.lab.host.go_programs import LINUX, TOOLS, WINDOWS, ensure_containerd, ensure_program
from tests.lab.host.lab import Lab
from tests.lab.nodes.images import ensure_images, reference
from tests.stages.fidelity.world.task import Task

_PLAIN = "containerd"
_WINE = "wine"


@dataclass(frozen=True)
class MatrixContainerd:
    """One containerd: ``source`` is the name of a base image, or kind and version of a build.

    With ``windows_build`` it runs on Wine, as on this build of Windows. ``rows`` are the rows that it runs, or the
    names above them (none: all). ``rke2_of``: RKE2 writes its configuration as in this year (0: a current version).
    """

    name: str
    source: tuple[str, ...]
    version: str
    labels: tuple[str, ...]
    runtime: str = _PLAIN
    config_version: int = 2
    windows_build: int = 0
    rke2_of: int = 0
    rows: tuple[str, ...] = ()

    @property
    def containerd_version(self) -> str:
        """The version that the program prints."""
        return self.source[1] if len(self.source) > 1 else self.version

    @property
    def system(self) -> str:
        """The system, as Go names it."""
        return WINDOWS if self.windows_build else LINUX

    def program(self, lab: Lab) -> Path:
        """The program, built or taken from its image."""
        if len(self.source) == 1:
            return _from_image(lab, self.source[0])
        kind, version = self.source
        return ensure_containerd(lab, kind, version, self.system)

    def task(self, lab: Lab, only: Sequence[str], wine: str) -> Task:
        """The task of its world, with all programs built. ``wine`` is the folder with Wine."""
        tools, suffix = ensure_program(lab, TOOLS, self.system), ".exe" if self.windows_build else ""
        standin = "rke2.exe" if self.windows_build else "standin"
        return Task(
            program=str(self.program(lab)),
            crictl=str(tools / f"crictl{suffix}"),
            runtime=self.runtime,
            version=self.version,
            labels=(*self.labels, self.name),
            config_version=self.config_version,
            standin="" if self.runtime == _PLAIN else str(tools / standin),
            only=tuple(only),
            rows=self.rows,
            windows_build=self.windows_build,
            root=wine if self.windows_build else "",
            rke2_of=self.rke2_of,
        )


def load_containerds(names: Sequence[str] = ()) -> list[MatrixContainerd]:
    """All containerds, or those with these names. ValueError for an unknown name."""
    text = Path(__file__).with_name("containerds.yml").read_text("utf-8")
    found = {name: _parsed(name, raw) for name, raw in yaml.safe_load(text).items()}
    unknown = sorted(set(names) - set(found))
    if unknown:
        raise ValueError(f"no containerd has the name {', '.join(unknown)}: known are {', '.join(found)}")
    return [one for one in found.values() if not names or one.name in names]


@contextmanager
def mounted_wine(lab: Lab, containerds: Sequence[MatrixContainerd]) -> Iterator[str]:
    """The folder of a root file system with Wine; empty if none of these needs it."""
    if not any(one.windows_build for one in containerds):
        yield ""
        return
    ensure_images(lab, [_WINE])
    image = reference(lab, _WINE)
    folder = lab.podman.run("image", "mount", image).strip()
    try:
        yield folder
    finally:
        lab.podman.run("image", "unmount", image)


def _parsed(name: str, raw: dict[str, Any]) -> MatrixContainerd:
    source, labels, rows = (tuple(raw.pop(key, ())) for key in ("from", "labels", "rows"))
    return MatrixContainerd(name, source, labels=labels, rows=rows, **raw)


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
