# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups of hosts whose variables mean the same to the lint. One host of each group is linted.

The lint reads the variables of the roles and playbooks, and the variables in their templates. Hosts are in one group if
all these variables are equal before a template is evaluated. A host with a template that could read any variable, or
with an invalid name, is in a group of its own.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.host_names import host_name_findings
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.playbook_options import PLAYBOOK_OPTIONS
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.role_variables import (
    ROLE_NAMES,
    role_options,
)

Variables = Mapping[str, object]

# They decide whether the host runs Windows.
CONNECTION_VARIABLES = ("ansible_connection", "ansible_shell_type")

_NAME = re.compile(r"[A-Za-z_]\w*")
_LOOKUP = re.compile(r"\b(?:lookup|query|q)\(\s*['\"](?:ansible\.builtin\.)?(?:file|env|unvault)['\"]")
# What reads variables whose names are not in the template.
_ANY_VARIABLE = frozenset(("hostvars", "vars", "lookup", "query", "q", "include", "import"))
_ABSENT = object()


@dataclass
class _Group:
    """Hosts with the same names of variables, and the same values of those that are read."""

    names: frozenset[str]
    read: Variables
    hosts: list[str] = field(default_factory=list)

    def has(self, variables: Variables) -> bool:
        same = all(variables.get(name, _ABSENT) == value for name, value in self.read.items())
        return same and variables.keys() == self.names


def equal_hosts(variables: Mapping[str, Variables]) -> list[Sequence[str]]:
    """The groups, and in each the hosts, in the order of the hosts. ``variables`` are by host, not evaluated."""
    groups: list[_Group] = []
    unique: list[Sequence[str]] = []
    for host, raw in variables.items():
        group = next((one for one in groups if one.has(raw)), None)
        read = _read_by_lint(raw) if group is None else None
        if any(host_name_findings(raw)) or (group is None and read is None):
            unique.append([host])
            continue
        if group is None:
            group = _Group(frozenset(raw), read or {})
            groups.append(group)
        group.hosts.append(host)
    return [*(group.hosts for group in groups), *unique]


def _read_by_lint(raw: Variables) -> Variables | None:
    """The variables that the lint reads, directly and by templates; None if any variable may be read."""
    read: dict[str, object] = {}
    waiting = [name for name in (*variables_of_collection(), *CONNECTION_VARIABLES) if name in raw]
    while waiting:
        name = waiting.pop()
        if name in read:
            continue
        read[name] = raw[name]
        for template in _templates(raw[name]):
            names = set(_NAME.findall(_LOOKUP.sub("", template)))
            if names & _ANY_VARIABLE:
                return None
            waiting += [other for other in names if other in raw]
    return read


def variables_of_collection() -> Iterator[str]:
    """The names of all variables of the roles and playbooks."""
    for role in ROLE_NAMES:
        yield from role_options(role)
    yield from PLAYBOOK_OPTIONS


def _templates(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if "{" in value:
            yield value
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _templates(key)
            yield from _templates(entry)
    elif isinstance(value, Sequence):
        for entry in value:
            yield from _templates(entry)
