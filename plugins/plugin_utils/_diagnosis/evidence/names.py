# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names in URLs and image references.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Collection

from ansible_collections.pullproof.registry.plugins.module_utils._go.net import is_localhost
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB_NAMES

_SPEGEL_PORT = "30020"


def host_of(url: str) -> str:
    """``host[:port]`` of a URL."""
    return url.partition("://")[2].partition("/")[0].rpartition("@")[2]


def path_of(url: str) -> str:
    """The path of a URL, without its query and without a slash at its end."""
    return f"/{url.partition('://')[2].partition('?')[0].partition('/')[2]}".rstrip("/")


def is_registry_itself(url: str, registry: str) -> bool:
    """Whether a URL is the registry of the image, and not a mirror."""
    return host_of(url) in (HUB_NAMES if registry in HUB_NAMES else (registry,))


def is_peer_registry(url: str, mirrors: Collection[str]) -> bool:
    """Whether a URL is a peer-to-peer registry on the node: the embedded registry of RKE2 and K3s, or Spegel.

    ``mirrors`` are the hosts of the configured mirrors. The embedded registry is at the port of the supervisor.
    """
    host = host_of(url)
    if host in mirrors:
        return False
    return host.rpartition(":")[2] == _SPEGEL_PORT or (url.startswith("https:") and is_localhost(host))


def name_of(host: str) -> str:
    """A host without its port, an IPv6 address without its brackets."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).strip("[]")


def split_reference(reference: str) -> tuple[str, str]:
    """The repository, and ``:tag`` or ``@digest``."""
    rest = reference.partition("/")[2]
    repository, at, digest = rest.partition("@")
    if at:
        return repository, f"@{digest}"
    repository, colon, tag = rest.rpartition(":")
    return (repository, f":{tag}") if colon else (rest, "")
