# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files of a Windows node in the places of managed files, and managed files that were changed.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.owners import (
    RANCHER,
    UNKNOWN,
    Owner,
    UnmanagedFile,
    changed_file,
    changer_of,
    unmanaged_file_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.plan import ROLE
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.audit.items import json_text
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.audit.observation import (
    NodeObservation,
    RuntimeObservation,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.services import ChosenService


def unmanaged_files(chosen: ChosenService, node: NodeObservation, found: RuntimeObservation) -> Iterator[UnmanagedFile]:
    """An unmanaged registries.yaml, and managed files that somebody else changed."""
    owner = RANCHER if node.services.rancher else UNKNOWN
    registries = chosen.runtime.registries_file
    managed = {path.lower() for path in node.state.files}
    if found.digests.get(registries.lower()) and registries.lower() not in managed and not found.has_marker:
        yield unmanaged_file_of(owner, registries, ROLE)
    yield from _changed_files(node, found, owner)


def _changed_files(node: NodeObservation, found: RuntimeObservation, owner: Owner) -> Iterator[UnmanagedFile]:
    for path, managed in node.state.files.items():
        if managed.kind != "whole":
            changer = changer_of(path, json_text(found.shared.get(path, "")), managed, exists=lambda _path: False)
        else:
            digest = found.digests.get(path.lower())
            expected = (None, managed.digest, *managed.digests_before)
            changer = "" if digest in expected else owner.name
        if changer:
            yield changed_file(path, changer, managed.role)
