# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What pulling needs from a runtime's image store, whichever runtime it is.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import os
import typing as t
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import WantedPull


class RuntimeUnavailableError(NodeError):
    """The runtime does not answer; `reason` is runtime_down, cri_disabled or crictl_absent."""

    def __init__(self, reason: str, checked: str, observed: str, expected: str, fix: str) -> None:
        self.reason = reason
        super().__init__(checked, observed, expected, fix)


@dataclass(frozen=True)
class StoredImage:
    """An image in the store: id (digest of its configuration), full names with tag, full names with digest, bytes."""

    id: str
    tags: t.Sequence[str]
    digests: t.Sequence[str]
    size: t.Optional[int]

    def has_name(self, reference: str) -> bool:
        """Whether the image goes by this full name (with tag or digest)."""
        return reference in self.tags or reference in self.digests

    def digests_of(self, repository: str) -> list[str]:
        """Digests of the image in one repository, according to the store."""
        pairs = (name.rpartition("@") for name in self.digests)
        return [digest for name, _at, digest in pairs if name == repository]


@dataclass(frozen=True)
class StoredImages:
    """All images of the store at one moment."""

    images: t.Sequence[StoredImage]

    def by_id(self, image_id: t.Optional[str]) -> t.Optional[StoredImage]:
        """The image with this id, if it is there."""
        return next((image for image in self.images if image.id == image_id), None)

    def by_name(self, reference: str) -> t.Optional[StoredImage]:
        """The image with this full name, if it is there."""
        return next((image for image in self.images if image.has_name(reference)), None)


@dataclass(frozen=True)
class RawPull:
    """The answer of the runtime to one pull: `error` is None if it succeeded.

    `fetched`: the runtime reported that it downloaded a layer; None if it does not report that. `refused`: the image
    was not requested, because of a rate limit.
    """

    error: t.Optional[str] = None
    image_id: t.Optional[str] = None
    digest: t.Optional[str] = None
    fetched: t.Optional[bool] = None
    refused: bool = False


class ImageStore(t.Protocol):
    """The image store of a runtime. All methods except the pull raise RuntimeUnavailableError if there is no answer."""

    def images(self) -> StoredImages:
        """All images now."""

    def folder(self) -> t.Optional[str]:
        """The directory of the store, or None if the runtime does not report it."""

    def pull(self, wanted: WantedPull, seconds: int) -> RawPull:
        """Pull one image; called from several threads at once."""

    def remove(self, images: t.Sequence[StoredImage]) -> t.Mapping[str, str]:
        """Remove images; returns why not, by image id, for those that had to stay."""


@dataclass(frozen=True)
class Room:
    """The file system of the image store: free MiB for other users than root, and whether it is read-only."""

    folder: str
    free_mb: int
    read_only: bool


def room_of(folder: str) -> t.Optional[Room]:
    """The free space at a folder; None if it is not there (the runtime may live in a root of its own)."""
    try:
        status = os.statvfs(folder)
    except OSError:
        return None
    free = status.f_bavail * status.f_frsize // (1024 * 1024)
    return Room(folder, free, bool(status.f_flag & os.ST_RDONLY))
