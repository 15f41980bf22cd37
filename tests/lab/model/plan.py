# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab as data: reads ``lab.yml`` into bases, images and nodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LAB = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Base:
    """A root file system: a Debian suite and the packages in it."""

    name: str
    suite: str
    packages: tuple[str, ...]


@dataclass(frozen=True, order=True)
class Program:
    """A Go program: its folder below ``go``, and the system that it is built for, as Go names it."""

    folder: str
    system: str = "linux"


@dataclass(frozen=True)
class Image:
    """An image built by ``images/<folder>/Containerfile`` on a base or on another image.

    The file copies from ``contexts``, which are folders of the lab, and from ``programs``: names of contexts, each with
    the Go program that it contains.
    """

    name: str
    parent: str
    folder: str
    contexts: tuple[str, ...]
    programs: Mapping[str, Program]
    arguments: Mapping[str, str]


@dataclass(frozen=True)
class Node:
    """One systemd container; ``user`` is who logs in by ssh (any other than root becomes root by sudo).

    ``windows_build`` is the build of Windows Server in the registry of its Wine; 0 for a Linux node.
    """

    name: str
    image: str
    user: str
    volumes: tuple[str, ...]
    extra: bool
    windows_build: int = 0


@dataclass(frozen=True)
class Plan:
    """Everything ``lab.yml`` says."""

    bases: Mapping[str, Base]
    images: Mapping[str, Image]
    nodes: Mapping[str, Node]

    def lineage(self, image: str) -> tuple[Base, tuple[Image, ...]]:
        """The base that an image stands on, and the images from there up to and including it."""
        chain: list[Image] = []
        while image not in self.bases:
            chain.insert(0, self.images[image])
            image = chain[0].parent
        return self.bases[image], tuple(chain)


@cache
def load_plan(path: Path = LAB / "model" / "lab.yml") -> Plan:
    """Read the plan; KeyError or TypeError where the file is wrong."""
    data: dict[str, Any] = yaml.safe_load(path.read_text())
    return Plan(
        {name: _base(name, raw) for name, raw in data["bases"].items()},
        {name: _image(name, raw) for name, raw in data["images"].items()},
        {name: _node(name, raw) for name, raw in data["nodes"].items()},
    )


def _base(name: str, raw: Mapping[str, Any]) -> Base:
    return Base(name, raw["suite"], tuple(_flat(raw["packages"])))


def _image(name: str, raw: Mapping[str, Any]) -> Image:
    contexts, arguments = tuple(raw.get("contexts", ())), dict(raw.get("arguments", {}))
    programs = {context: _program(text) for context, text in raw.get("programs", {}).items()}
    return Image(name, raw["from"], raw["folder"], contexts, programs, arguments)


def _program(text: str) -> Program:
    """``tools`` for Linux, ``tools@windows`` for Windows."""
    return Program(*text.split("@", 1))


def _node(name: str, raw: Mapping[str, Any]) -> Node:
    volumes, extra = tuple(raw.get("volumes", ())), bool(raw.get("extra"))
    return Node(name, raw["image"], raw.get("user", "root"), volumes, extra, raw.get("windows_build", 0))


def _flat(packages: Iterable[str | list[str]]) -> Iterable[str]:
    for entry in packages:
        yield from entry if isinstance(entry, list) else [entry]
