# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The images that drills pull, and how they are removed.

`crictl rmi` removes an image with all its names. If the node has the image under its real name, only the name of the
synthetic registry must go, which `ctr` can do.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import os
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._pull.drill.plan import is_synthetic
from ansible_collections.pullproof.registry.plugins.module_utils._pull.store.image_store import (
    StoredImage,
    StoredImages,
)
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.crictl import runtime_words

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._pull.drill.plan import Drill
    from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import RuntimeAccess
    from ansible_collections.pullproof.registry.plugins.module_utils._pull.store.image_store import ImageStore

_CRI_NAMESPACE = "k8s.io"
_SECONDS = 60


class DrillImages:
    """The images of synthetic registries in the store of the runtime."""

    def __init__(self, store: ImageStore, commands: Commands, access: RuntimeAccess) -> None:
        self._store = store
        self._commands = commands
        self._access = access

    def obstacle(self, drill: Drill) -> str:
        """Why the image of the drill could not be removed after its pull; empty if it could."""
        if self._store.images().by_name(drill.image) is None or self._ctr():
            return ""
        return (
            f"The node has {drill.image} already, and no ctr to remove a second name of it. Set drill_images to an "
            "image of this registry that the node does not have."
        )

    def removed(self, drill: Drill, before: StoredImages) -> list[str]:
        """Remove what the drill pulled. Returns what could not be removed, one sentence each."""
        return self._remove(f"{drill.registry}/", before)

    def remove_leftovers(self) -> None:
        """Remove images that a killed drill has left."""
        self._remove("", StoredImages([]))

    def _remove(self, start: str, before: StoredImages) -> list[str]:
        left = []
        for image in self._store.images().images:
            names = [name for name in (*image.tags, *image.digests) if is_synthetic(name) and name.startswith(start)]
            if names:
                left += self._remove_names(image, names, before.by_id(image.id) is not None)
        return left

    def _remove_names(self, image: StoredImage, names: t.Sequence[str], was_there: bool) -> list[str]:
        if not was_there and len(names) == len(image.tags) + len(image.digests):
            reasons = list(self._store.remove([image]).values())
        else:
            reasons = self._remove_with_ctr(names)
        return [f"{', '.join(names)} could not be removed: {reason}" for reason in reasons]

    def _remove_with_ctr(self, names: t.Sequence[str]) -> list[str]:
        argv = [self._ctr() or "ctr", "--address", self._access.socket, "--namespace", _CRI_NAMESPACE]
        done = self._commands.run([*argv, "images", "rm", *names], seconds=_SECONDS)
        return [runtime_words(done.err)] if done.rc else []

    def _ctr(self) -> t.Optional[str]:
        """RKE2 and K3s install it in the folder of their crictl."""
        beside = os.path.join(os.path.dirname(self._access.crictl), "ctr")
        return self._commands.find(beside) or self._commands.find("ctr")
