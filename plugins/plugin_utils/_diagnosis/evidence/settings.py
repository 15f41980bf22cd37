# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the settings are that a fix refers to.

A fix must not refer to a variable that is empty, or to a role that has nothing to do. If another file sets a variable
of the service, the fix contains this file instead. This plugin util is private to the collection and may change at any
time.
"""

from __future__ import annotations

from collections.abc import Sequence

from ansible_collections.pullproof.registry.plugins.module_utils._text.containerd_variables import (
    CONTAINERD_PREFIX,
    without_prefix,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Mirror
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.rewrite_text import (
    is_changed_by_toml,
    spelling_for_toml,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Endpoint
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.reader import VariableReader

_OWN = {"HTTP_PROXY": "http", "HTTPS_PROXY": "https", "NO_PROXY": "no_proxy"}
_MANAGER = "systemd/system.conf"


def proxy_values(endpoint: Endpoint | None, evidence: Evidence) -> dict[str, str]:
    """The values of templates about the proxy of an endpoint."""
    variable = endpoint.route.variable if endpoint else ""
    used = variable if without_prefix(variable).upper() != "NO_PROXY" else ""
    # A direct request has no variable.
    scheme = endpoint.url.partition("://")[0].upper() if endpoint else "HTTPS"
    proxy = used or f"{scheme}_PROXY"
    entry = endpoint.route.entry if endpoint else ""
    no_proxy, source = no_proxy_setting(proxy, evidence), source_of(proxy, evidence)
    return {
        "proxy": (endpoint.route.proxy if endpoint else "") or "of the process",
        "proxy_setting": f"{proxy} in {source}" if source else _managed(proxy),
        "no_proxy_setting": no_proxy,
        "proxy_route": f"remove {entry} from {no_proxy}" if entry else _set_proxy(proxy, evidence),
        "proxy_apply": apply_after(source, evidence),
    }


def source_of(variable: str, evidence: Evidence) -> str:
    """The file that sets a variable of the process; empty if this collection manages it, or if it is not set."""
    sources = evidence.context.sources
    return sources.get(variable) or sources.get(variable.lower()) or ""


def no_proxy_setting(proxy: str, evidence: Evidence) -> str:
    """Where exceptions belong: where NO_PROXY is set, or else next to the variable of the proxy."""
    prefix = CONTAINERD_PREFIX if proxy.startswith(CONTAINERD_PREFIX) else ""
    own, of_proxy = source_of(f"{prefix}NO_PROXY", evidence), source_of(proxy, evidence)
    # Servers of RKE2 and K3s add the names of the cluster to NO_PROXY: then no file sets it.
    is_managed = not own and any(evidence.environment.get(name) for name in ("NO_PROXY", "no_proxy"))
    source = own if own.startswith("/") else "" if is_managed else of_proxy
    return f"NO_PROXY in {source}" if source else _managed(f"{prefix}NO_PROXY")


def apply_after(source: str, evidence: Evidence) -> str:
    """How the service loads a variable from a file. The role proxy manages the variable if there is no file."""
    if not source:
        return "run the roles proxy and runtime"
    return f"{'run systemctl daemon-reexec and ' if _MANAGER in source else ''}{restart_of(evidence)}"


def restart_of(evidence: Evidence) -> str:
    """A restart that the role runtime does not do, because no managed file has changed."""
    return f"restart the service (systemctl daemon-reload; systemctl restart {evidence.unit or 'UNIT'})"


def _managed(variable: str) -> str:
    prefix = "proxy_containerd_" if variable.startswith(CONTAINERD_PREFIX) else "proxy_"
    return f"{prefix}{_OWN.get(without_prefix(variable).upper(), 'https')}"


def _set_proxy(proxy: str, evidence: Evidence) -> str:
    source = source_of(proxy, evidence)
    return f"correct {proxy} in {source}" if source else f"set {_managed(proxy)}"


def changed_rules(evidence: Evidence, rules: Sequence[tuple[str, str]] | None = None) -> str:
    """The fix for rewrites that change on their way through hosts.toml (default: all of the registry); empty if none
    does.
    """
    mirror = evidence.registries.mirrors.get(evidence.mirror_key, Mirror())
    changed = [rule for rule in (mirror.rewrites if rules is None else rules) if is_changed_by_toml(*rule)]
    if not changed:
        return ""
    place = f"{VariableReader.within('registries_mirrors', evidence.mirror_key)}.rewrite"
    named = " and ".join(VariableReader.within(place, pattern) for pattern, _replacement in changed)
    ways = dict.fromkeys(spelling_for_toml(replacement) for _pattern, replacement in changed)
    advice = ". ".join(ways)
    return f"change {named}, then run the roles registries and runtime. {advice}"
