# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The folders for certificates that are given as content, per product and operating system.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.certificates import Folder
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB, HUB_HOST

ANY = "*"
ANY_FOLDER = "_default"
_LINUX = {"containerd": "/etc/containerd/certs.d", "docker": "/etc/docker/certs.d"}
_WINDOWS = {"docker": "C:/ProgramData/docker/certs.d"}
# A folder on Windows has no colon. Docker Engine removes it (moby registry/config_windows.go).
_COLON = {"docker": ""}


def certificate_folder(product: str, platform: str = "linux", root: str = "") -> Folder:
    """The path for the certificates of a registry, with the name of the registry as key.

    `root` is the path of all these folders; empty for the usual one.
    """
    on_windows = platform == "windows"
    above = root or certificates_root(product, platform)

    def folder(name: str) -> str:
        own = _docker_name(name) if product == "docker" else ANY_FOLDER if name == ANY else name
        return f"{above}/{own.replace(':', _COLON.get(product, '_')) if on_windows else own}"

    return folder


def certificates_root(product: str, platform: str) -> str:
    """The usual path of all these folders."""
    if platform == "windows":
        return _WINDOWS.get(product, f"C:/etc/rancher/{product}/pullproof")
    return _LINUX.get(product, f"/etc/rancher/{product}/pullproof")


def _docker_name(name: str) -> str:
    return HUB_HOST if name == HUB else name
