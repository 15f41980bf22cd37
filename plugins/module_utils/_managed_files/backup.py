# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files of others that ours takes the place of: kept beside it, and put back when ours goes.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import itertools
import typing as t
from dataclasses import replace

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.change import FileChange
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

SUFFIX = ".before-pullproof"


def with_backup_path(step: FileChange, files: NodeFiles) -> FileChange:
    """The step, with the path that a foreign file is kept at: one that no other file was kept at before."""
    if not step.needs_backup or step.managed is None:
        return step
    text = files.read(step.path)
    names = (f"{step.path}{SUFFIX}{f'.{number}' if number else ''}" for number in itertools.count())
    free = next(name for name in names if files.read(name) in (None, text))
    return replace(step, managed=replace(step.managed, kept=free, mode_before=files.mode(step.path)))


def back_up(step: FileChange, files: NodeFiles) -> None:
    """Keep what is about to be replaced, readable by root only."""
    if step.needs_backup and step.managed is not None and step.managed.kept is not None:
        files.write(step.managed.kept, files.read(step.path) or "", "0600")


def discard_backup(step: FileChange, files: NodeFiles) -> None:
    """What was put back needs no copy any more."""
    if step.restored_from is not None and files.read(step.restored_from) is not None:
        files.remove(step.restored_from)
