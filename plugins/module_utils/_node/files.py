# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole files on the node: read, replace atomically, remove.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import os
import stat
import tempfile
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError

if t.TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule

TEMPORARY_PREFIX = ".pullproof-"


class NodeFiles:
    """The files of the node. Symbolic links are followed: the link stays, its target is replaced."""

    def __init__(self, module: AnsibleModule) -> None:
        self._module = module

    def read(self, path: str) -> t.Optional[str]:
        """The text of a file (undecodable bytes survive a later write), or None if there is none.

        A file of /proc whose process ends while it is read counts as absent, too. Raises NodeError for a directory.
        """
        try:
            with open(path, encoding="utf-8", errors="surrogateescape", newline="") as handle:
                return handle.read()
        except (FileNotFoundError, NotADirectoryError, ProcessLookupError):
            return None
        except IsADirectoryError:
            fix = f"remove the directory {path} if nothing in it is needed, then run again"
            raise NodeError(path, "a directory", "a file, or nothing", fix) from None

    def mode(self, path: str) -> t.Optional[str]:
        """Permission bits as four octal digits, or None if there is no file."""
        try:
            return f"{stat.S_IMODE(os.stat(path).st_mode):04o}"
        except (FileNotFoundError, NotADirectoryError):
            return None

    def write(self, path: str, text: str, mode: t.Optional[str]) -> None:
        """Replace a file in one step, SELinux context and owner of an existing file kept; `mode` None keeps the
        mode (0644 if new).
        """
        target = os.path.realpath(path)
        self._make_folder(os.path.dirname(target))
        wanted = mode or self.mode(target) or "0644"
        if self.mode(target) not in (None, wanted):
            os.chmod(target, int(wanted, 8) & 0o600)
        temporary = self._temporary(target, text, int(wanted, 8))
        # For a new file, atomic_move sets the mode that the umask leaves, if only for a moment.
        former = os.umask(0o777 & ~int(wanted, 8))
        try:
            self._module.atomic_move(temporary, target)
        finally:
            os.umask(former)
        os.chmod(target, int(wanted, 8))

    def remove(self, path: str) -> None:
        """Remove a file, or what a symbolic link leads to; its folder, and the link, stay."""
        os.unlink(os.path.realpath(path))

    def obstacle(self, path: str) -> str:
        """Why a file can't be written or removed here, also by root; empty if it can. Nothing is tried."""
        target = os.path.realpath(path)
        folder = os.path.dirname((self.missing_folders(path) or [target])[-1])
        closed = next((one for one in (folder, target) if os.path.exists(one) and not os.access(one, os.W_OK)), None)
        if closed is None:
            return ""
        if os.statvfs(closed).f_flag & os.ST_RDONLY:
            return f"the file system at {self._mount_point(closed)} is mounted read-only"
        return f"{closed} can't be written, which mode bits do not cause for root (chattr +i, or a security module)"

    def missing_folders(self, path: str) -> list[str]:
        """The folders that `write` would make for this file, innermost first."""
        missing = []
        folder = os.path.dirname(os.path.realpath(path))
        while not os.path.isdir(folder):
            missing.append(folder)
            folder = os.path.dirname(folder)
        return missing

    def remove_empty_folder(self, folder: str) -> bool:
        """Remove a folder if nothing is in it; whether it is gone. An absent folder counts as gone."""
        if os.path.isdir(folder):
            self._sweep(folder)
        try:
            os.rmdir(folder)
        except (FileNotFoundError, NotADirectoryError):
            return True
        except OSError:
            return False
        return True

    def _mount_point(self, path: str) -> str:
        """As the kernel lists it. A bind mount has the device of the folder around it."""
        lines = (self.read("/proc/self/mounts") or "").splitlines()
        listed = [line.split(" ")[1].replace("\\040", " ") for line in lines]
        around = [place for place in listed if f"{path}/".startswith(f"{place.rstrip('/')}/")]
        return max(around, key=len, default="/")

    def _make_folder(self, folder: str) -> None:
        if not os.path.isdir(folder):
            os.makedirs(folder, mode=0o755)
        self._sweep(folder)

    def _sweep(self, folder: str) -> None:
        """A run killed in `write` may have left its temporary file here."""
        for name in os.listdir(folder):
            if name.startswith(TEMPORARY_PREFIX):
                os.unlink(os.path.join(folder, name))

    def _temporary(self, target: str, text: str, mode: int) -> str:
        handle, temporary = tempfile.mkstemp(prefix=TEMPORARY_PREFIX, dir=os.path.dirname(target))
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, mode)
        return temporary
