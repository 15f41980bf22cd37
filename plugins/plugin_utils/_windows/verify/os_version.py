# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which image of an index a Windows host can run, following containerd (containerd/platforms v1.0, containerd 2.1 on).

RKE2 runs process-isolated containers, which share the kernel of Windows. Their builds must be compatible.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# From Server 2022 on, a host runs images of its own release and of older releases from Server 2022 on.
FIRST_COMPATIBLE = 20348
_PLATFORM = ("windows", "amd64")


@dataclass(frozen=True)
class Offered:
    """One entry of an index: its digest, `os/architecture`, and the build of Windows (None: not specified)."""

    digest: str
    platform: str
    build: int | None = None

    def __str__(self) -> str:
        return f"{self.platform} {self.build}" if self.build is not None else self.platform


def offered_by(index: Mapping[str, Any]) -> tuple[Offered, ...]:
    """The entries of an index (OCI, or Docker's manifest list), without attestations."""
    return tuple(_offered(index.get("manifests") or ()))


def fits(build: int | None, host: int) -> bool:
    """Whether an image for a build runs on the host. Every host accepts an image without a build."""
    if build is None:
        return True
    return build == host if host < FIRST_COMPATIBLE else FIRST_COMPATIBLE <= build <= host


def fitting(offered: Iterable[Offered], host: int) -> tuple[Offered, ...]:
    """The entries that the host accepts. Which of them containerd takes depends on its version."""
    return tuple(one for one in offered if one.platform == "/".join(_PLATFORM) and fits(one.build, host))


def wanted_builds(host: int) -> str:
    """The builds that the host accepts, as text."""
    if host < FIRST_COMPATIBLE or host == FIRST_COMPATIBLE:
        return f"windows/amd64 {host}"
    return f"windows/amd64 from {FIRST_COMPATIBLE} up to {host}"


def _offered(entries: Iterable[Any]) -> Iterator[Offered]:
    for entry in entries:
        platform = entry.get("platform") if isinstance(entry, Mapping) else None
        if isinstance(platform, Mapping) and platform.get("os") != "unknown":
            name = f"{platform.get('os', '')}/{platform.get('architecture', '')}"
            yield Offered(str(entry.get("digest", "")), name, _build(str(platform.get("os.version", ""))))


def _build(version: str) -> int | None:
    """17763 of 10.0.17763.5458."""
    parts = version.split(".")
    return int(parts[2]) if len(parts) > 2 and parts[2].isdigit() else None
