# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of hosts that Ansible takes for patterns, and patterns that match no host.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from ansible.inventory.manager import InventoryManager, split_host_pattern
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.similar_names import close_name

# At the start of a pattern these have a meaning, in its middle only a part of them.
_STARTS = ("!", "&", "~", "@")
_WILD = re.compile(r"[*?\[]")


def host_name_findings(variables: Mapping[str, object]) -> Iterator[Finding]:
    """An error if the name of the host is a pattern, because the playbooks list hosts by their names."""
    name = str(variables.get("inventory_hostname", "host"))
    if split_host_pattern(name) != [name] or name.startswith(_STARTS) or _WILD.search(name):
        message = f"Ansible reads the host name {name!r} as a pattern, and would skip the host."
        fix = "Use only letters, digits, '.', '-' and '_' in the name, and set ansible_host to the address."
        yield Finding("host-name-pattern", "error", "inventory_hostname", message, fix)


def unknown_part(pattern: object, groups: Mapping[str, Collection[str]]) -> str:
    """A sentence about the first part of a host pattern that is neither a group nor a host; empty if all are."""
    names = {*groups, *(host for hosts in groups.values() for host in hosts)}
    for part in split_host_pattern(pattern):
        name = part.lstrip("!&")
        plain = re.sub(r"\[[-:\d]+\]$", "", name)
        if name.startswith(("~", "@")) or _WILD.search(plain) or plain in names:
            continue
        near = close_name(plain, names)
        return f"{plain!r} is not a group or host of the inventory." + (f" Did you mean {near}?" if near else "")
    return ""


def inventory_of(groups: Mapping[str, Collection[str]]) -> InventoryManager:
    """An inventory with these groups, to evaluate patterns."""
    inventory = InventoryManager(loader=None, parse=False)
    for group, hosts in groups.items():
        inventory.add_group(group)
        for host in hosts:
            inventory.add_host(host, group=group)
    return inventory
