# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a failed request used the wrong route: with a proxy, or without.

This is only reported with evidence: the variables have the other route, or the name of the host is clearly internal or
public. A host in NO_PROXY counts as internal.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.module_utils._go.proxy import GoProxy
from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import GoUrlError
from ansible_collections.pullproof.registry.plugins.module_utils._text.containerd_variables import without_prefix
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.fault import Fault
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.names import name_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.settings import source_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.refine.proxy import (
    joined_variables,
    refine_proxy,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.host_kind import (
    is_private,
    is_public_registry,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Endpoint, Route

UNREACHED = frozenset(("dns", "connect_refused", "connect_timeout", "no_route"))
UNPROXIED = frozenset(("proxy_unresolved", "proxy_refused", "proxy_auth", "proxy_denied", "proxy_error"))
# What a proxy does to a host that it must not or can't reach; other faults are its own, whoever is behind it.
_REFUSED = frozenset(("proxy_denied", "proxy_error"))
_NAMES = ("HTTP_PROXY", "HTTPS_PROXY")
_AGAIN = "run the roles proxy and runtime: the configuration of the node does not match the variables"
_PUBLIC_ENDINGS = frozenset(("*", "com", "net", "org", "io", "dev", "cloud", "co", "ai", "app", "aws"))


def refine_route(fault: Fault, evidence: Evidence) -> Fault:
    """The same fault, or the fault of the route."""
    endpoint = fault.attempt.endpoint if fault.attempt else None
    if endpoint is None:
        return fault
    fault = refine_proxy(fault, endpoint)
    joined = joined_variables(fault, endpoint, evidence)
    if joined is not None:
        return joined
    if endpoint.route.proxy:
        return _proxied(fault, endpoint, evidence)
    if fault.code in UNREACHED or (fault.code == "timeout" and fault.stage and fault.stage.name in ("dns", "tcp")):
        return _direct(fault, endpoint, evidence)
    return fault


def wanted_route(endpoint: Endpoint, evidence: Evidence) -> Route | None:
    """The configured route to the same endpoint, None if the variables do not contain it."""
    wanted = evidence.by_variables(endpoint)
    return wanted.route if wanted else None


def _proxied(fault: Fault, endpoint: Endpoint, evidence: Evidence) -> Fault:
    wanted = wanted_route(endpoint, evidence)
    source = source_of(endpoint.route.variable, evidence)
    origin = f"{endpoint.route.variable}, set in {source}" if source else endpoint.route.variable
    through = f"the request uses the proxy {endpoint.route.proxy} ({origin}): {fault.observed}"
    is_refused = fault.code in _REFUSED or (fault.code == "timeout" and fault.stage and fault.stage.name == "proxy")
    # Variables without any proxy do not mean that none is wanted: it may be set elsewhere.
    if wanted and wanted.entry and (is_refused or fault.code in UNPROXIED):
        observed = f"{through}; with the configured variables it would not use a proxy"
        return _once_more(_other_way("proxied_but_should_not", fault, observed, evidence))
    if is_refused and is_private(fault.host):
        return _other_way("proxied_but_should_not", fault, f"{through}; {_inside(fault.host)}", evidence)
    if wanted and wanted.proxy not in ("", endpoint.route.proxy) and fault.code in UNPROXIED | {"proxy_not_a_proxy"}:
        return replace(fault, observed=f"{fault.observed}; the configured proxy is {wanted.proxy}", fix=_AGAIN)
    return _silent(fault, endpoint) if is_refused and fault.code == "timeout" else fault


def _silent(fault: Fault, endpoint: Endpoint) -> Fault:
    """A proxy that accepts the connection and sends nothing: it hangs, or it waits for the host."""
    fix = f"check in the log of the proxy {endpoint.route.proxy} whether it hangs, and whether it reaches {fault.host}"
    return replace(fault, fix=fix)


def _direct(fault: Fault, endpoint: Endpoint, evidence: Evidence) -> Fault:
    wanted = wanted_route(endpoint, evidence)
    if wanted and wanted.proxy:
        why = f"with the configured variables it would use {wanted.proxy}"
        observed = f"the request does not use a proxy: {fault.observed}; {why}"
        return _once_more(_other_way("direct_but_should_not", fault, observed, evidence))
    given = {name: value for name, value in evidence.environment.items() if value}
    proxies = [name for name in given if without_prefix(name.upper()) in _NAMES]
    if not proxies:
        return fault if endpoint.route.entry or fault.code != "dns" else _without_any_proxy(fault)
    entry = endpoint.route.entry
    why = _wrongly_exempt(fault, entry) if entry else _unset(fault, endpoint, given, proxies)
    if why:
        return _other_way(
            "direct_but_should_not", fault, f"the request does not use a proxy, {why}: {fault.observed}", evidence
        )
    return _with_hint(fault, entry) if entry and fault.code != "connect_refused" else fault


def _wrongly_exempt(fault: Fault, entry: str) -> str:
    because = f"because of {entry} in NO_PROXY"
    if is_public_registry(fault.host) or entry.lstrip("*.") in _PUBLIC_ENDINGS or entry == "*":
        return because
    return because if fault.code == "no_route" and _has_global_address(fault) else ""


def _unset(fault: Fault, endpoint: Endpoint, given: Mapping[str, str], proxies: list[str]) -> str:
    """There is a proxy, but not for this scheme or this program; with it, the host would go through it."""
    scheme = endpoint.url.partition("://")[0]
    variable = f"{scheme.upper()}_PROXY"
    if is_private(fault.host) or not _would_go_through(given, variable, given[proxies[0]], endpoint.url):
        return ""
    return f"because the process has {', '.join(sorted(proxies))}, but not {variable}"


def _would_go_through(given: Mapping[str, str], variable: str, proxy: str, url: str) -> bool:
    plain = {without_prefix(name): value for name, value in given.items()}
    try:
        return GoProxy.from_environment({**plain, variable: proxy}).proxy_for(url) is not None
    except GoUrlError:
        return False


def _other_way(code: str, fault: Fault, observed: str, evidence: Evidence) -> Fault:
    shadowed = evidence.context.shadowed
    fix = f"remove the overriding variables ({'; '.join(shadowed)}), then run the role runtime"
    return replace(fault, code=code, observed=observed, fix=fix if shadowed else "")


def _once_more(fault: Fault) -> Fault:
    """The variables are right; what overrides them on the node has its own fix."""
    return fault if fault.fix else replace(fault, fix=_AGAIN)


def _with_hint(fault: Fault, entry: str) -> Fault:
    return replace(fault, observed=f"{fault.observed} (requested without a proxy because of {entry} in NO_PROXY)")


def _without_any_proxy(fault: Fault) -> Fault:
    return replace(fault, observed=f"{fault.observed} (requested without a proxy, because none is set)")


def _inside(host: str) -> str:
    return f"{name_of(host)} is an internal name or address"


def _has_global_address(fault: Fault) -> bool:
    found = fault.stage.facts.get("addresses") if fault.stage else None
    for text in found if isinstance(found, list | dict) else ():
        try:
            if ipaddress.ip_address(str(text)).is_global:
                return True
        except ValueError:
            continue
    return False
