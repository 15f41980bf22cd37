# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a proxy that is reached does to requests, and how its variable is written.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.module_utils._text.containerd_variables import without_prefix
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.fault import Fault
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.settings import (
    apply_after,
    source_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Endpoint

_BASIC = "basic"
_NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
_OF_ROUTE = frozenset(
    (
        *("dns", "connect_refused", "connect_timeout", "no_route", "timeout"),
        *("proxy_unresolved", "proxy_refused", "proxy_denied", "proxy_error", "proxy_not_a_proxy"),
    )
)
_OF_ADDRESS = frozenset(("proxy_unresolved", "proxy_refused", "proxy_not_a_proxy"))
# A second assignment inside of the value of the first.
_JOINED = re.compile(r"\s([A-Za-z_][A-Za-z0-9_]*)=")
_SCHEMES_FIX = (
    "allow Basic authentication on the proxy, or access without authentication for the addresses of the nodes; or use "
    "a local proxy that authenticates (such as cntlm): programs in Go only support Basic"
)
_RESET_FIX = (
    "allow TLS to {host} in the rules of the proxy, which may filter the name of the server; if its log contains no "
    "refusal, find out why {host} closes connections from the proxy"
)


def refine_proxy(fault: Fault, endpoint: Endpoint) -> Fault:
    """The same fault, or the exact reason why the proxy does not let a request through."""
    facts = fault.stage.facts if fault.stage else {}
    schemes = facts.get("schemes")
    if fault.code == "proxy_auth" and isinstance(schemes, list) and schemes and _BASIC not in schemes:
        observed = f"{fault.observed}; it only accepts {', '.join(map(str, schemes))}"
        return replace(fault, observed=observed, fix=_SCHEMES_FIX)
    if fault.code == "tls_handshake" and endpoint.route.proxy and facts.get("received") is False:
        observed = (
            f"the proxy {endpoint.route.proxy} opens the tunnel to {fault.host}, and the connection ends when TLS "
            f"begins: {fault.observed}"
        )
        return replace(fault, code="proxy_denied", observed=observed, fix=_RESET_FIX.format(host=fault.host))
    return fault


def joined_variables(fault: Fault, endpoint: Endpoint, evidence: Evidence) -> Fault | None:
    """The fault that one pair of quotes surrounds two variables: the value of the first contains the second."""
    if fault.code not in _OF_ROUTE:
        return None
    for name, value in evidence.environment.items():
        found = _JOINED.search(value) if without_prefix(name).upper() in _NAMES else None
        if found is None or not _decides(name, found[1], endpoint):
            continue
        source = source_of(name, evidence) or "the file that sets it"
        observed = f"the value of {name} contains {found[1]}=, because one pair of quotes surrounds both in {source}"
        fix = f'write each variable in quotes of its own in {source} (Environment="{name}=..." "{found[1]}=...")'
        apply = apply_after(source_of(name, evidence), evidence)
        code = _code_of_joined(fault, endpoint)
        return replace(fault, code=code, observed=f"{observed}; {fault.observed}", fix=f"{fix}, then {apply}")
    return None


def _code_of_joined(fault: Fault, endpoint: Endpoint) -> str:
    """Go reads the two as the address of a proxy, or as no address."""
    if fault.code in _OF_ADDRESS:
        return fault.code
    return "proxied_but_should_not" if endpoint.route.proxy else "direct_but_should_not"


def _decides(name: str, second: str, endpoint: Endpoint) -> bool:
    """Whether the route would be another one without the error in the value."""
    names = {without_prefix(one).upper() for one in (name, second)}
    wanted = "NO_PROXY" if endpoint.route.proxy else f"{endpoint.url.partition('://')[0].upper()}_PROXY"
    return wanted in names
