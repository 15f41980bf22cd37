# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A rule of Windows' firewall that lets programs of the node out to registries or proxies, where all else is denied.

By port alone: a rule knows addresses and no names, and those of registries change.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.module_utils._go.url import split_host_port
from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import GoUrlError
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.endpoint_url import parse_endpoint_url
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.applied import (
    Applied,
    changed_file,
    diff_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import WindowsState, save

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries

_MODULE = "community.windows.win_firewall_rule"
_SCHEME_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}


def registry_ports(registries: Registries) -> tuple[int, ...]:
    """The ports of all configured endpoints and hosts, and the default port of all other registries."""
    named = [endpoint for mirror in registries.mirrors.values() for endpoint in mirror.endpoints]
    hosts = [name for name in (*registries.mirrors, *registries.configs) if name != "*"]
    return tuple(sorted({443, *_ports_of([*named, *hosts])}))


def proxy_ports(entries: Mapping[str, str]) -> tuple[int, ...]:
    """The ports of the proxies in the variables of a service."""
    urls = (value for name, value in entries.items() if name.endswith(("HTTP_PROXY", "HTTPS_PROXY")))
    return tuple(sorted(set(_ports_of(urls))))


def apply_rule(role: str, ports: tuple[int, ...], state: WindowsState, node: WindowsNode) -> Applied:
    """Allow outgoing connections to these ports. Without ports, the recorded rule of the role is removed.

    One remote call where a rule is wanted or recorded. Raises PullproofError.
    """
    recorded = state.firewall.get(role)
    if not ports and recorded is None:
        return Applied(state)
    before, after = recorded or "", ",".join(map(str, ports))
    others = {name: known for name, known in state.firewall.items() if name != role}
    planned = replace(state, firewall={**others, **({role: after} if after else {})})
    if after and not node.check_mode:
        # A new rule is recorded before it exists. A run that is stopped in between leaves no unmanaged rule.
        planned = save(node, state, planned)
    changed = bool(node.call(_MODULE, _rule(role, after))["changed"])
    if not after and not node.check_mode:
        planned = save(node, state, planned)
    applied = Applied(state if node.check_mode else planned)
    return applied.then(_change(applied.state, role, before, after)) if changed else applied


def rule_name(role: str) -> str:
    """The name that the firewall shows."""
    return f"pullproof {role}"


def _rule(role: str, ports: str) -> dict[str, t.Any]:
    if not ports:
        return {"name": rule_name(role), "state": "absent"}
    return {
        "name": rule_name(role),
        "description": "Written by the Ansible collection pullproof.registry",
        "state": "present",
        "enabled": True,
        "direction": "out",
        "action": "allow",
        "protocol": "tcp",
        "remoteport": ports,
    }


def _change(state: WindowsState, role: str, before: str, after: str) -> Applied:
    path = f"firewall rule {rule_name(role)!r}"
    change = "removed" if not after else "updated" if before else "created"
    return Applied(state, [changed_file(path, change, "none")], [diff_of(path, _shown(before), _shown(after))])


def _shown(ports: str) -> str:
    return f"allow out tcp {ports}\n" if ports else ""


def _ports_of(addresses: Iterable[str]) -> Iterable[int]:
    for address in addresses:
        try:
            url = parse_endpoint_url(address)
        except GoUrlError:
            continue
        port = split_host_port(url.host)[1]
        yield int(port) if port else _SCHEME_PORTS.get(url.scheme, 443)
