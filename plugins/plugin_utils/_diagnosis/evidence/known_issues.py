# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Known issues of the runtime's version, and which of them concern the fault of an image.

An issue at a place of another registry, another mirror or another host has no part in the fault.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB_NAMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.reader import VariableReader

_MIRRORS, _CONFIGS = "registries_mirrors", "registries_configs"
_ANY = "*"


@dataclass(frozen=True)
class AffectingIssue:
    """An issue at one place in the variables, or in a file of the node. ``sentence`` is for people.

    ``stops_pulls``: a pull can fail because of it. ``program`` is the only program that has it (empty: all).
    """

    where: str
    sentence: str
    stops_pulls: bool = True
    program: str = ""


@dataclass(frozen=True)
class Concern:
    """What a fault is about: the key of the mirrors of its registry, and the ``host[:port]`` of each endpoint.

    ``only`` is the mirror with the fault; if it is empty, the fault can come from any mirror of the registry.
    """

    registries: Registries
    mirror_key: str
    hosts: Collection[str]
    program: str = ""
    only: str = ""

    def select(self, issues: Sequence[AffectingIssue]) -> list[str]:
        """The sentences about issues that can have a part in the fault, each once."""
        places = list(self._other_places())
        return list(
            dict.fromkeys(
                issue.sentence
                for issue in issues
                if issue.stops_pulls
                and issue.program in ("", self.program)
                and not any(_is_within(issue.where, place) for place in places)
            )
        )

    def _other_places(self) -> Iterator[str]:
        """The places of the variables that other registries, mirrors and hosts have."""
        for name, mirror in self.registries.mirrors.items():
            place = VariableReader.within(_MIRRORS, name)
            if name != self.mirror_key:
                yield place
                continue
            for index, endpoint in enumerate(mirror.endpoints):
                if self.only and _host(endpoint) != self.only:
                    yield f"{place}.endpoint[{index}]"
        hosts = {self.only} if self.only else set(self.hosts)
        yield from _other_configs(self.registries.configs, hosts)


def _other_configs(configs: Mapping[str, object], hosts: Collection[str]) -> Iterator[str]:
    known = {*hosts, _ANY, *(HUB_NAMES if set(HUB_NAMES) & set(hosts) else ())}
    yield from (VariableReader.within(_CONFIGS, name) for name in configs if name not in known)


def _is_within(where: str, place: str) -> bool:
    return where == place or where.startswith((f"{place}.", f"{place}["))


def _host(endpoint: str) -> str:
    return (endpoint.partition("://")[2] or endpoint).partition("/")[0]
