# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which manifest of an index a Windows host takes: containerd's rule, as of containerd/platforms v1.0.

Below build 20348 the builds have to be equal; from there on any from 20348 up to the host's will do. Revisions don't
count, and an image without a version fits every host.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

FIRST_COMPATIBLE = 20348


def matching(manifests: Sequence[Mapping[str, Any]], build: int) -> Mapping[str, Any] | None:
    """The entry of an index that the host takes, the highest version first."""
    fitting = [entry for entry in manifests if _fits(entry.get("platform", {}), build)]
    return max(fitting, key=lambda entry: entry["platform"].get("os.version", ""), default=None)


def _fits(platform: Mapping[str, Any], build: int) -> bool:
    if (platform.get("os"), platform.get("architecture")) != ("windows", "amd64"):
        return False
    version = platform.get("os.version", "")
    if not version:
        return True
    image = int(version.split(".")[2])
    return image == build if build < FIRST_COMPATIBLE else FIRST_COMPATIBLE <= image <= build
