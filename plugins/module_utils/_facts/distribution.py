# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where each family of distributions keeps trust anchors, and how its bundle is made.

Behaviour of ca-certificates (Debian 11 to 14, Ubuntu), ca-certificates with p11-kit (EL 8 to 10) and of SUSE's
ca-certificates (SLES 15, openSUSE).
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import shlex
import typing as t
from dataclasses import dataclass

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles


@dataclass(frozen=True)
class TrustStore:
    """`anchors` is the folder for managed certificates. `command` builds `bundle`, which OpenSSL and Go read."""

    anchors: str
    bundle: str
    command: t.Sequence[str]


TRUST_STORES: t.Mapping[str, TrustStore] = {
    "debian": TrustStore(
        "/usr/local/share/ca-certificates", "/etc/ssl/certs/ca-certificates.crt", ("update-ca-certificates",)
    ),
    "el": TrustStore(
        "/etc/pki/ca-trust/source/anchors", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", ("update-ca-trust",)
    ),
    "suse": TrustStore("/etc/pki/trust/anchors", "/var/lib/ca-certificates/ca-bundle.pem", ("update-ca-certificates",)),
}

_FAMILY_OF_ID = {
    "debian": "debian",
    "ubuntu": "debian",
    "rhel": "el",
    "fedora": "el",
    "centos": "el",
    "rocky": "el",
    "almalinux": "el",
    "ol": "el",
    "amzn": "el",
    "suse": "suse",
    "sles": "suse",
    "opensuse": "suse",
    "opensuse-leap": "suse",
    "sle-micro": "suse",
}


def read_os_release(files: NodeFiles) -> dict[str, str]:
    """The fields of os-release(5)."""
    text = files.read("/etc/os-release") or files.read("/usr/lib/os-release") or ""
    pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#"))
    return {name: "".join(shlex.split(value)[:1]) for name, value in pairs}


def family_of(os_release: t.Mapping[str, str]) -> str:
    """debian, el, suse or other, by ID and then by ID_LIKE."""
    for name in [os_release.get("ID", ""), *os_release.get("ID_LIKE", "").split()]:
        if name in _FAMILY_OF_ID:
            return _FAMILY_OF_ID[name]
    return "other"
