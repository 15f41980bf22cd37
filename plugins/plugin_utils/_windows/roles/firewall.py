# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A rule of Windows' firewall that lets programs of the node out to registries or proxies, where all else is denied.

By port alone: a rule knows addresses and no names, and those of registries change.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace

from ansible_collections.pullproof.registry.plugins.module_utils._go.url import split_host_port
from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import GoUrlError
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.endpoint_url import parse_endpoint_url
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import WindowsState, save

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries

Result = dict[str, t.Any]

_MODULE = "community.windows.win_firewall_rule"
_SCHEME_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}


@dataclass(frozen=True)
class FirewallChange:
    """What came of one rule: the state with it, and what to tell of it (nothing where nothing changed)."""

    state: WindowsState
    files: list[dict[str, str]] = field(default_factory=list)
    diff: list[dict[str, str]] = field(default_factory=list)

    def joined(self, result: Mapping[str, t.Any]) -> Result:
        """The result of a role with this in it."""
        return {
            **result,
            "changed": bool(result["changed"] or self.files),
            "files": [*result["files"], *self.files],
            "diff": [*result["diff"], *self.diff],
        }


def registry_ports(registries: Registries) -> tuple[int, ...]:
    """The ports of all endpoints and hosts that the variables name, and that of registries that they don't."""
    named = [endpoint for mirror in registries.mirrors.values() for endpoint in mirror.endpoints]
    hosts = [name for name in (*registries.mirrors, *registries.configs) if name != "*"]
    return tuple(sorted({443, *_ports_of([*named, *hosts])}))


def proxy_ports(entries: Mapping[str, str]) -> tuple[int, ...]:
    """The ports of the proxies among a service's variables."""
    urls = (value for name, value in entries.items() if name.endswith(("HTTP_PROXY", "HTTPS_PROXY")))
    return tuple(sorted(set(_ports_of(urls))))


def set_rule(role: str, ports: tuple[int, ...], state: WindowsState, node: WindowsNode) -> FirewallChange:
    """Have the rule of a role for these ports; none removes the one that is recorded as ours.

    One remote call where there is, or was, a rule. Raises PullproofError.
    """
    known = state.firewall.get(role)
    if not ports and known is None:
        return FirewallChange(state)
    rules = {name: old for name, old in state.firewall.items() if name != role}
    if not ports:
        changed = _call(node, {"name": rule_name(role), "state": "absent"})
        after = state if node.check_mode else save(node, state, replace(state, firewall=rules))
        return FirewallChange(after, *_told(role, known or "", "")) if changed else FirewallChange(after)
    wanted = ",".join(map(str, ports))
    after = replace(state, firewall={**rules, role: wanted})
    if not node.check_mode:
        save(node, state, after)
    changed = _call(node, _rule(role, wanted))
    after = state if node.check_mode else after
    return FirewallChange(after, *_told(role, known or "", wanted)) if changed else FirewallChange(after)


def rule_name(role: str) -> str:
    """As the firewall shows it."""
    return f"pullproof {role}"


def _rule(role: str, ports: str) -> Result:
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


def _call(node: WindowsNode, arguments: Result) -> bool:
    return bool(node.call(_MODULE, arguments)["changed"])


def _told(role: str, before: str, after: str) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    place = f"firewall rule {rule_name(role)!r}"
    change = "removed" if not after else "updated" if before else "created"
    file = {"path": place, "change": change, "loads": "none", "disruption": "none"}
    return [file], [{"before_header": place, "after_header": place, "before": _shown(before), "after": _shown(after)}]


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
