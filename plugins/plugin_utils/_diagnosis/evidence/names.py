# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names in URLs and image references.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB_NAMES


def host_of(url: str) -> str:
    """``host[:port]`` of a URL."""
    return url.partition("://")[2].partition("/")[0].rpartition("@")[2]


def is_registry_itself(url: str, registry: str) -> bool:
    """Whether a URL is the registry of the image, and not a mirror."""
    return host_of(url) in (HUB_NAMES if registry in HUB_NAMES else (registry,))


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
