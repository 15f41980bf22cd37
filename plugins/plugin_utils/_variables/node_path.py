# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Paths of files on a node, which may be of another system than the controller.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import ntpath
import re

_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


def is_absolute(path: str, platform: str) -> bool:
    """Whether a path is absolute: on Windows with its drive, and with either slash, as in Go."""
    return bool(_DRIVE.match(path)) if platform == "windows" else path.startswith("/")


def is_same_path(path: str, other: str, platform: str) -> bool:
    """Whether two paths are the same: on Windows with either slash, and in any letter case."""
    if platform != "windows":
        return path == other
    return ntpath.normcase(path) == ntpath.normcase(other)
