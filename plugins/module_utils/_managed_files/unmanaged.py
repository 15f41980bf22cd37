# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Unmanaged files in the places of managed files: the error of a plan, and the finding of an audit.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import glob
import os
import typing as t
from dataclasses import asdict

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.owners import (
    MARKER,
    SPEGEL,
    UNKNOWN,
    UnmanagedFile,
    changed_file,
    changer_of,
    unmanaged_file,
)
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import Record
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import Runtime

Results = list[dict[str, str]]


def unmanaged_error(found: t.Sequence[UnmanagedFile], record_path: str) -> NodeError:
    """One error for all of them."""
    places = [f"{item.entries} in {item.path}" if item.entries else item.path for item in found]
    observed = [
        "the file already sets it to another value, which this collection did not write"
        if item.entries
        else f"a file that this collection did not write, probably written by {item.owner}"
        for item in found
    ]
    fixes = dict.fromkeys(item.fix for item in found)
    several = len(found) > 1
    return NodeError(
        f"who owns {', '.join(places)}",
        "; ".join(f"{place}: {what}" for place, what in zip(places, observed)) if several else observed[0],
        f"no file or entry, or a managed one that is recorded in {record_path}",
        " | ".join(fixes),
        {"unmanaged": as_results(found)},
    )


def unmanaged_in(runtime: Runtime, folders: t.Iterable[str], record: Record, files: NodeFiles) -> Results:
    """The files of a runtime whose owner is known from a sign, any unmanaged registries.yaml, and managed files that
    somebody else changed.

    Other files in `folders` (certs.d) do not conflict: they configure other registries.
    """
    hosts = [path for folder in folders for path in sorted(glob.glob(f"{glob.escape(folder)}/*/hosts.toml"))]
    found = []
    for path in filter(None, [runtime.registries_file, *(hosts if runtime.product == "containerd" else ())]):
        text = files.read(path)
        if text is not None and path not in record.files and MARKER not in text[:200]:
            item = unmanaged_file(path, text, "registries")
            if item.owner != UNKNOWN.name or path == runtime.registries_file:
                found.append(item)
    backups = [backup for backup in (os.path.join(folder, "_backup") for folder in folders) if os.path.isdir(backup)]
    for path, managed in record.of("registries").items():
        owner = changer_of(path, files.read(path), managed)
        if owner:
            found.append(changed_file(path, owner, managed.role))
    return as_results([*found, *(UnmanagedFile(backup, SPEGEL.name, SPEGEL.advice) for backup in backups)])


def as_results(found: t.Iterable[UnmanagedFile]) -> Results:
    """The files as a module returns them."""
    return [asdict(item) for item in found]
