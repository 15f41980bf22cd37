# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a registry is one of the public ones, or one that can only be inside a company, by nothing but its name.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import ipaddress

from ansible_collections.pullproof.registry.plugins.module_utils._go.net import parse_ip, split_host_port
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB, HUB_HOST, HUB_INDEX

PUBLIC_REGISTRIES = frozenset(
    (HUB, "quay.io", "ghcr.io", "gcr.io", "registry.k8s.io", "mcr.microsoft.com", "public.ecr.aws", "nvcr.io")
)
_PUBLIC_HOSTS = PUBLIC_REGISTRIES | {HUB_HOST, HUB_INDEX}
# Names that are kept for use inside a network (RFC 6761, RFC 6762 appendix G, RFC 8375, ICANN 2024), and common ones.
_PRIVATE_SUFFIXES = (
    ".local",
    ".localdomain",
    ".lan",
    ".internal",
    ".intranet",
    ".private",
    ".corp",
    ".home.arpa",
    ".svc",
    ".test",
    ".lab",
)


def is_private(host: str) -> bool:
    """Whether a host (with its port, if any) is inside the network for certain."""
    name = _name(host)
    if parse_ip(name) is not None:
        return ipaddress.ip_address(name).is_private
    return "." not in name or name.endswith(_PRIVATE_SUFFIXES)


def is_public_registry(host: str) -> bool:
    """Whether a host (with its port, if any) is one of the well-known registries."""
    return _name(host) in _PUBLIC_HOSTS


def _name(host: str) -> str:
    return (split_host_port(host) or (host, ""))[0].lower().strip("[]")
