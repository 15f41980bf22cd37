# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes through the proxy that should not, or the other way round."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping

from ansible_collections.pullproof.registry.plugins.module_utils._go.proxy import GoProxy, ProxyDecision
from ansible_collections.pullproof.registry.plugins.module_utils._go.url import split_host_port
from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import GoUrlError
from ansible_collections.pullproof.registry.plugins.module_utils._text.containerd_variables import (
    CONTAINERD_PREFIX,
    containerd_environment,
    without_prefix,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.catalogue import RULES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.endpoints import EndpointUrl, endpoint_url
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.host_kind import (
    PUBLIC_REGISTRIES,
    is_private,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

_URLS = ("HTTP_PROXY", "HTTPS_PROXY")
_NO_PROXY = "NO_PROXY"
_CLEAR = RULES["proxy-credentials-in-clear"]
_CLUSTER = RULES["proxy-no-cluster-ranges"]
_PRIVATE = RULES["proxy-for-private-mirror"]
_MIRROR = RULES["proxy-for-mirror"]
_DIRECT = RULES["proxy-not-for-public-registry"]


def check_proxy(subject: LintSubject) -> Iterator[Finding]:
    """All findings about the environment that the service will get."""
    for name, value in sorted(subject.environment.items()):
        yield from _clear_credentials(name, value)
    proxy = GoProxy.from_environment(_environment(subject))
    if proxy.http is None and proxy.https is None:
        return
    yield from _cluster_ranges(subject, proxy)
    yield from _mirrors(subject, proxy)
    yield from _public(subject, proxy)


def _environment(subject: LintSubject) -> Mapping[str, str]:
    """The environment of the program that pulls."""
    return containerd_environment(subject.environment) if subject.generates_hosts else subject.environment


def variable_place(name: str) -> str:
    """The role's variable that sets a variable of the environment."""
    plain = without_prefix(name)
    if plain not in (*_URLS, _NO_PROXY):
        return f"proxy_environment[{name!r}]"
    own = plain.removesuffix("_PROXY").lower() if plain in _URLS else "no_proxy"
    return f"proxy_containerd_{own}" if name.startswith(CONTAINERD_PREFIX) else f"proxy_{own}"


def _clear_credentials(name: str, value: str) -> Iterator[Finding]:
    if without_prefix(name) in _URLS and value.startswith("http://") and "@" in value:
        message = "The credentials of the proxy are sent without encryption, and are in the environment of the process."
        fix = "Use an https:// proxy, or allow the addresses of the nodes on the proxy."
        yield _CLEAR.at(variable_place(name), message, fix)


def _cluster_ranges(subject: LintSubject, proxy: GoProxy) -> Iterator[Finding]:
    own_list = bool(subject.environment.get(f"{CONTAINERD_PREFIX}{_NO_PROXY}"))
    is_extended = subject.runtime.endswith("-server") and not own_list
    if subject.product not in ("rke2", "k3s") or is_extended:
        return
    missing = [text for text in subject.cluster_networks if not _is_exempt(proxy, text)]
    if missing:
        name = f"{CONTAINERD_PREFIX}{_NO_PROXY}" if own_list else _NO_PROXY
        message = (
            f"{name} does not cover {' and '.join(missing)}, and only servers add the ranges of pods and services to "
            "NO_PROXY. Network plugins that containerd starts would connect to the API through the proxy."
        )
        yield _CLUSTER.at(variable_place(name), message, f"Add {','.join(missing)}.")


def _is_exempt(proxy: GoProxy, network: str) -> bool:
    try:
        addresses = ipaddress.ip_network(network, strict=False)
    except ValueError:
        # An invalid range is a finding of the variable that contains it.
        return True
    edges = (addresses[0], addresses[-1])
    hosts = [f"[{address}]" if address.version == 6 else str(address) for address in edges]
    return all(proxy.proxy_for(f"https://{host}") is None for host in hosts)


def _mirrors(subject: LintSubject, proxy: GoProxy) -> Iterator[Finding]:
    for endpoint in subject.endpoints:
        decision = _decide(proxy, endpoint.url)
        if decision is None or decision.proxy is None:
            continue
        message = f"{endpoint.url.host} is reached through the proxy of {decision.variable}."
        fix = f"For direct connections, add {split_host_port(endpoint.url.host)[0]} to NO_PROXY."
        rule = _PRIVATE if is_private(endpoint.url.host) else _MIRROR
        yield rule.at(endpoint.where, message, fix)


def _public(subject: LintSubject, proxy: GoProxy) -> Iterator[Finding]:
    needed = {image.reference.domain for image in subject.listed_images} | set(subject.mirrors)
    if not subject.settings.default_endpoint:
        needed -= {name for name in subject.mirrors if subject.endpoints_of(name)}
    for name in sorted(needed & PUBLIC_REGISTRIES):
        decision = proxy.decide(str(endpoint_url(name)))
        if decision.proxy is None:
            where = variable_place(_deciding(subject, decision))
            message = f"{name} is reached directly {_reason(decision)}, although a proxy is set."
            yield _DIRECT.at(where, message, "Correct the variable, unless the nodes can connect directly.")


def _decide(proxy: GoProxy, url: EndpointUrl) -> ProxyDecision | None:
    """None where Go can't parse what it accepted before, such as an IPv6 address without brackets."""
    try:
        return proxy.decide(f"{url.scheme}://{url.host}")
    except GoUrlError:
        return None


def _deciding(subject: LintSubject, decision: ProxyDecision) -> str:
    own = f"{CONTAINERD_PREFIX}{decision.variable}"
    return own if own in subject.environment and subject.generates_hosts else decision.variable


def _reason(decision: ProxyDecision) -> str:
    return f"because of {decision.entry!r} in NO_PROXY" if decision.entry else f"because {decision.variable} is not set"
