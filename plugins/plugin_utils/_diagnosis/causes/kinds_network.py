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
        "correct the name in the variables, or add it to the DNS servers of the node (/etc/resolv.conf)",
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
        "connections to the registry get no answer",
        "a connection to {host}",
        "an answer within seconds",
        "allow connections from the node to {host} (a firewall drops the packets, or the host is down)",
        temporary=True,
    ),
    CauseKind(
        "no_route",
        "tcp",
        "there is no route to the registry",
        "a connection to {host}",
        "a route to its address",
        "add the route, or correct the firewall (a rejected connection looks like a missing route); set "
        "proxy_https if the node has no direct access",
    ),
    CauseKind(
        "proxy_unresolved",
        "proxy",
        "the proxy's name can't be resolved",
        "the addresses of the proxy {proxy}",
        "an address",
        "correct the name of the proxy ({proxy_setting}), or add it to the DNS servers of the node",
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
        "the proxy does not accept the credentials",
        "whether the proxy {proxy} allows connections to {host}",
        "no request for credentials (status 407)",
        "set the correct user name and password in the URL of the proxy ({proxy_setting}), percent-encoded",
    ),
    CauseKind(
        "proxy_denied",
        "proxy",
        "the proxy does not allow connections to the registry",
        "whether the proxy {proxy} allows connections to {host}",
        "a tunnel to {host}",
        "allow {host} for this node in the rules of the proxy, or exempt {name} from the proxy ({no_proxy_setting})",
    ),
    CauseKind(
        "proxy_error",
        "proxy",
        "the proxy can't reach the registry",
        "whether the proxy {proxy} reaches {host}",
        "a tunnel to {host}",
        "find out on the proxy why it can't reach {host}; if {name} is internal, add it to {no_proxy_setting}",
        temporary=True,
    ),
    CauseKind(
        "proxy_not_a_proxy",
        "proxy",
        "the configured proxy is not an HTTP proxy",
        "the answer of the proxy {proxy}",
        "the answer of an HTTP proxy",
        "correct its address, port and scheme ({proxy_setting}): most proxies need http://",
    ),
    CauseKind(
        "proxied_but_should_not",
        "proxy",
        "requests to an internal registry go through the proxy",
        "the route to {host}",
        "a direct connection",
        "add {name} to {no_proxy_setting}, then {proxy_apply}",
    ),
    CauseKind(
        "direct_but_should_not",
        "tcp",
        "requests to the registry do not go through the proxy",
        "the route to {host}",
        "a request through the proxy",
        "{proxy_route}, then {proxy_apply}",
    ),
    CauseKind(
        "timeout",
        "any",
        "the answer took too long",
        "the time that {host} takes to answer",
        "an answer in time",
        "find out what slows {host} or the connection to it; for slow registries, increase verify_timeout",
        temporary=True,
    ),
)
