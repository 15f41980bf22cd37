# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Confirm a change that is proven: stop the timer, and remove old copies of files with secrets.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import contextlib
import os
import typing as t
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.snapshots.restore import (
    APPLIED,
    PENDING,
    PROVEN,
    RESTORED,
    SNAPSHOTS,
    SavedFile,
    Snapshot,
    disarm,
    load_snapshots,
    save_snapshot,
)
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import mask_userinfo_in_words


def confirm(run: str, expected: t.Collection[str] = (), is_proven: bool = True, root: str = SNAPSHOTS) -> bool:
    """Confirm the pending changes up to the one of this run, as proven or as applied; returns whether there are any.

    Raises NodeError if the change of this run, or an `expected` one of an earlier run, was restored before.
    """
    snapshots = load_snapshots(root)
    own = next((one for one in snapshots if one.id == run), None)
    if any(one.state == RESTORED and one.id in (run, *expected) for one in snapshots):
        raise restored_too_early()
    confirmed = [one for one in snapshots if one.state == PENDING and (own is None or one.number <= own.number)]
    if len(confirmed) == sum(one.state == PENDING for one in snapshots):
        disarm()
    settle(confirmed, PROVEN if is_proven else APPLIED, root)
    if is_proven:
        remove_secrets(load_snapshots(root)[1:], root)
    return bool(confirmed)


def settle(snapshots: t.Iterable[Snapshot], state: str, root: str = SNAPSHOTS) -> None:
    """The pending ones of these changes need no further confirmation."""
    for one in snapshots:
        if one.state == PENDING:
            save_snapshot(replace(one, state=state), root)


def restored_too_early() -> NodeError:
    """The error of a run whose change the timer of the node undid."""
    return NodeError(
        "whether the change is still on the node",
        "the node restored its files, because the change was not confirmed in time",
        "a confirmation before the timer of the node expires",
        "run provision again, with a larger provision_confirm_timeout",
    )


def remove_secrets(snapshots: t.Iterable[Snapshot], root: str = SNAPSHOTS) -> None:
    """Remove the copies of files with secrets from these snapshots."""
    for one in snapshots:
        folder = os.path.join(root, one.id)
        secret = {saved.path for saved in one.files if _has_secret(saved, folder)}
        files = tuple(replace(saved, is_removed=saved.is_removed or saved.path in secret) for saved in one.files)
        if files != tuple(one.files):
            save_snapshot(replace(one, files=files), root)
        for saved in files:
            if saved.is_removed and saved.content is not None:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(os.path.join(folder, saved.content))


def _has_secret(saved: SavedFile, folder: str) -> bool:
    """Whether only root could read the file, or it has a URL with credentials. The record counts as without."""
    if saved.content is None or saved.is_record or saved.is_removed:
        return False
    return not saved.mode & 0o077 or _has_credentials(os.path.join(folder, saved.content))


def _has_credentials(path: str) -> bool:
    with open(path, encoding="utf-8", errors="surrogateescape") as handle:
        text = handle.read()
    return mask_userinfo_in_words(text) != text
