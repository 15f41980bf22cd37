# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Causes on the way to a registry: names, connections, proxies.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.cause import CauseKind

NETWORK_KINDS = (
    CauseKind(
        "dns",
        "dns",
        "the registry's name can't be resolved",
        "the addresses of {name}",
        "an address",
        "correct the name in the variables, or add it to the DNS that the node asks (/etc/resolv.conf)",
    ),
    CauseKind(
        "connect_refused",
        "tcp",
        "nothing listens at the registry's address",
        "a connection to {host}",
        "a port that accepts connections",
        "start the registry, or correct the port in the variables",
    ),
    CauseKind(
        "connect_timeout",
        "tcp",
        "connections to the registry are swallowed",
        "a connection to {host}",
        "an answer within seconds",
        "open the way from the node to {host} (a firewall drops the packets, or the host is down)",
        temporary=True,
    ),
    CauseKind(
        "no_route",
        "tcp",
        "there is no route to the registry",
        "a connection to {host}",
        "a route to its address",
        "add the route or open the way (a firewall that rejects looks like a missing route), or have a proxy used "
        "(proxy_https) where the node has no way out",
    ),
    CauseKind(
        "proxy_unresolved",
        "proxy",
        "the proxy's name can't be resolved",
        "the addresses of the proxy {proxy}",
        "an address",
        "correct the proxy's name ({proxy_setting}), or add it to the DNS that the node asks",
    ),
    CauseKind(
        "proxy_refused",
        "proxy",
        "the proxy can't be reached",
        "a connection to the proxy {proxy}",
        "a port that accepts connections",
        "start the proxy, or correct its address and port ({proxy_setting})",
    ),
    CauseKind(
        "proxy_auth",
        "proxy",
        "the proxy wants other credentials",
        "whether the proxy {proxy} lets the node through to {host}",
        "no demand for credentials (status 407)",
        "put the right user name and password into the proxy's URL ({proxy_setting}), percent-encoded",
    ),
    CauseKind(
        "proxy_denied",
        "proxy",
        "the proxy forbids the way to the registry",
        "whether the proxy {proxy} lets the node through to {host}",
        "a tunnel to {host}",
        "have the proxy's rules allow {host} for this node, or ask {name} directly (proxy_no_proxy)",
    ),
    CauseKind(
        "proxy_error",
        "proxy",
        "the proxy can't reach the registry",
        "whether the proxy {proxy} reaches {host}",
        "a tunnel to {host}",
        "see on the proxy why it can't reach {host}; if {name} is an internal one, add it to proxy_no_proxy",
        temporary=True,
    ),
    CauseKind(
        "proxy_not_a_proxy",
        "proxy",
        "what is given as the proxy is none",
        "the answer of the proxy {proxy}",
        "the answer of an HTTP proxy",
        "correct its address, port and scheme ({proxy_setting}): most proxies are asked by http://",
    ),
    CauseKind(
        "proxied_but_should_not",
        "proxy",
        "an internal registry is asked through the proxy",
        "the way to {host}",
        "a direct connection",
        "add {name} to proxy_no_proxy, then run the roles proxy and runtime",
    ),
    CauseKind(
        "direct_but_should_not",
        "tcp",
        "the registry is asked directly, past the proxy",
        "the way to {host}",
        "a request through the proxy",
        "set proxy_https for {host}, and leave it out of proxy_no_proxy; then run the roles proxy and runtime",
    ),
    CauseKind(
        "timeout",
        "any",
        "an answer took too long",
        "the time that {host} takes to answer",
        "an answer in time",
        "see what slows {host} or the way to it; give slow registries more time (verify_timeout)",
        temporary=True,
    ),
)
