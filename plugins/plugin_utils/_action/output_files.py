# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder of the reports, on the controller.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Mapping
from pathlib import Path

from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError


def check_folder(folder: str, variable: str) -> None:
    """Raise PullproofError if reports could not be written there, without creating the folder. Call it early."""
    path = _path(folder)
    nearest = next(place for place in (path, *path.parents) if place.exists())
    if not nearest.is_dir():
        raise _refusal(path, f"{nearest} is not a folder", variable)
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise _refusal(path, f"{nearest} is not writable", variable)


def write_reports(folder: str, texts: Mapping[str, str], variable: str) -> dict[str, str]:
    """Make the folder and write the files by their names, each whole or not at all; return their paths by name.

    They contain no secrets. Their mode depends on the umask.
    """
    path = _path(folder)
    try:
        path.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            _replace(path / name, text)
    except OSError as error:
        raise _refusal(path, error.strerror or str(error), variable) from None
    return {name: str(path / name) for name in texts}


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with beside.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        beside.replace(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            beside.unlink()


def _path(folder: str) -> Path:
    return Path(folder).expanduser().absolute()


def _refusal(path: Path, observed: str, variable: str) -> PullproofError:
    return PullproofError(
        f"The reports cannot be written to {path}: {observed}. "
        f"Set {variable} to a folder that exists or can be created, and that is writable."
    )


def check_file(path: str, variable: str) -> None:
    """Raise PullproofError if the folder of a report file does not exist. Call it early."""
    folder = _path(path).parent
    if not folder.is_dir():
        raise _no_file(path, "No such file or directory", variable)


def write_report(path: str, text: str, variable: str) -> None:
    """Write the file; raise PullproofError, naming the variable that the path is from, where that can't be done."""
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise _no_file(path, error.strerror or str(error), variable) from None


def _no_file(path: str, reason: str, variable: str) -> PullproofError:
    return PullproofError(
        f"The report cannot be written to {path} ({reason}). Set {variable} to a file in an existing folder."
    )
