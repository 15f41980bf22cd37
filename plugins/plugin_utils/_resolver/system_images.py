# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The images that a node needs for itself: without them it starts no Pod, or is not upgraded.

RKE2 and K3s as of June 2026 (v1.33 to v1.36).
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterable

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import Runtime
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB

_PAUSE = "rancher/mirrored-pause:3.6"
_RUNTIME = "rancher/rke2-runtime"


def system_images(
    runtime: Runtime, versions: Iterable[str], system_default_registry: str = "", pause: str = ""
) -> tuple[str, ...]:
    """References of the sandbox image and, for RKE2, of its runtime image in each of the `versions` (v1.34.1+rke2r1).

    `versions` are the running version and the target versions; empty ones are skipped. `pause` is the sandbox
    image that containerd is set to, if that is known; plain containerd has no other source, Docker has no such image.
    `system_default_registry` is the server's option of that name.
    """
    if runtime.product == "docker":
        return ()
    registry = system_default_registry or HUB
    is_rancher = runtime.product in ("rke2", "k3s")
    sandbox = pause or (f"{registry}/{_PAUSE}" if is_rancher else "")
    tags = [version.replace("+", "-") for version in versions if version and runtime.product == "rke2"]
    return tuple(dict.fromkeys(filter(None, (sandbox, *(f"{registry}/{_RUNTIME}:{tag}" for tag in tags)))))
