# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cases: what is injected, on which nodes, and the cause that must be reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parents[1]
PLAIN = "plain"
LINUX, WINDOWS = "linux", "windows"
MIRRORED = "<id>.named.lab"
KINDS: Mapping[str, tuple[str, ...]] = {
    "rke2-server-1": ("rke2", "containerd-2.1", "sample"),
    "rke2-agent-1": ("rke2", "containerd-2.1"),
    "k3s-agent-1": ("k3s", "containerd-2.1", "sample"),
    "containerd-1": ("containerd", "containerd-2.1"),
    "containerd-2": ("containerd", "containerd-1.6"),
    "containerd-3": ("containerd", "containerd-1.7", "sample"),
    "docker-1": ("docker", "sample"),
    "windows-2019": (WINDOWS,),
    "windows-2025": (WINDOWS,),
}
"""The words for a node in `where` of a case, apart from its name: its runtime (or that it is a Windows node on Wine),
its version, and whether it is one of the sample for all runtimes and versions."""


@dataclass(frozen=True)
class Injection:
    """A manual change on a node: the name of the injector and its arguments."""

    name: str
    arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """One fault, or a healthy control if ``code`` is empty.

    ``code`` is the cause that must be reported, ``fix`` a text that its fix must contain. ``warning`` is the warning of
    an image that passes. ``says`` describes the fault. ``image`` is the reference that is pulled: by default that of
    the case at the ``endpoint``, or, with ``mirrors``, at a registry that only its mirrors serve. ``holds`` is the kind
    of content that the faulty registry has. These texts can contain ``<word>``, see ``placeholders.py``. ``variables``
    are merged into those of the round; ``inject`` changes the node after they were applied. ``near_miss`` is a similar
    case with another result. ``impossible`` is the reason why the fault can't be injected, ``not_on`` the reason why it
    can't be on some nodes, which are written as in ``where``. A case for Linux and for Windows nodes becomes two cases,
    since images are made for a ``system``.
    """

    id: str
    topic: str
    says: str
    code: str = ""
    warning: str = ""
    fix: str = ""
    endpoint: str = "healthy"
    image: str = ""
    mirrors: tuple[str, ...] = ()
    holds: str = "image"
    where: tuple[str, ...] = tuple(KINDS)
    round: str = PLAIN
    variables: Mapping[str, Any] = field(default_factory=dict)
    inject: tuple[Injection, ...] = ()
    near_miss: str = ""
    impossible: str = ""
    not_on: Mapping[str, str] = field(default_factory=dict)
    system: str = LINUX

    @property
    def reference(self) -> str:
        """The image, with its placeholders."""
        return self.image or (f"{MIRRORED}/<id>:1" if self.mirrors else "<host>/<id>:1")

    @property
    def nodes(self) -> tuple[str, ...]:
        """The nodes on which it is tried."""
        return nodes_of(self.where)


@dataclass(frozen=True)
class Round:
    """A state of the nodes in which cases are tried together.

    ``roles`` run with ``variables`` before ``inject`` changes each node.
    """

    name: str
    roles: tuple[str, ...]
    variables: Mapping[str, Any]
    inject: tuple[Injection, ...] = ()


def nodes_of(words: Iterable[str]) -> tuple[str, ...]:
    """The nodes with these names, runtimes or versions; ValueError for a word that matches none."""
    wanted = tuple(words)
    known = {word for node, kinds in KINDS.items() for word in (node, *kinds)}
    unknown = sorted(set(wanted) - known)
    if unknown:
        raise ValueError(f"no node has the name, runtime or version {', '.join(unknown)}")
    return tuple(node for node, kinds in KINDS.items() if {node, *kinds} & set(wanted))


@cache
def load_cases() -> tuple[Case, ...]:
    """All cases, by topic; TypeError for an unknown key.

    Without ``where``, the first case of a code is tried on each Linux node, and further ones on the sample. Each is
    also tried on one Windows node, in turn: these nodes pull one image after the other.
    """
    files = sorted((FOLDER / "cases").glob("*.yml"))
    raw = [(file.stem, one) for file in files for one in yaml.safe_load(file.read_text(encoding="utf-8"))]
    firsts = {one["code"]: one["id"] for _topic, one in reversed(raw) if "code" in one}
    turns = cycle(nodes_of([WINDOWS]))
    cases = [_case(topic, one, [*_usual(one["id"] in firsts.values()), next(turns)]) for topic, one in raw]
    return tuple(half for case in cases for half in _halves(case))


@cache
def load_rounds() -> Mapping[str, Round]:
    """The rounds by name, in the order in which they run."""
    raw: dict[str, Any] = yaml.safe_load((FOLDER / "rounds.yml").read_text(encoding="utf-8"))
    return {name: _round(name, one or {}) for name, one in raw.items()}


def _usual(is_first: bool) -> tuple[str, ...]:
    """The Linux nodes of a case without ``where``."""
    meant = nodes_of(KINDS if is_first else ["sample"])
    return tuple(node for node in meant if WINDOWS not in KINDS[node])


def _case(topic: str, raw: Mapping[str, Any], usual: Sequence[str]) -> Case:
    lists: dict[str, Any] = {"inject": _injections(raw.get("inject", ())), "mirrors": tuple(raw.get("mirrors", ()))}
    nodes = nodes_of(raw.get("where", usual))
    excluded = nodes_of(raw.get("not_on", ()))
    # Docker Engine has mirrors of docker.io only.
    left_out = {*excluded, *(nodes_of(["docker"]) if "mirrors" in raw else ())}
    lists["where"] = tuple(node for node in nodes if node not in left_out)
    return Case(topic=topic, **{**raw, **lists})


def _halves(case: Case) -> Iterator[Case]:
    windows = tuple(node for node in case.nodes if WINDOWS in KINDS[node])
    linux = tuple(node for node in case.nodes if node not in windows)
    if linux:
        yield replace(case, where=linux)
    if windows and not case.impossible:
        yield replace(case, id=f"{case.id}-{WINDOWS}", where=windows, system=WINDOWS)


def _round(name: str, raw: Mapping[str, Any]) -> Round:
    return Round(name, tuple(raw.get("roles", ())), raw.get("variables", {}), _injections(raw.get("inject", ())))


def _injections(raw: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(_injection(one) for one in raw)


def _injection(raw: str | Mapping[str, Mapping[str, str]]) -> Injection:
    if isinstance(raw, str):
        return Injection(raw)
    ((name, arguments),) = raw.items()
    return Injection(name, arguments)
