# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Effects of win_find and win_tempfile."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from ..machine import Call, Effect, Machine, ModuleFailureError
from .files import place

TEMPORARY = "C:\\Windows\\Temp"


def _find(machine: Machine, call: Call) -> dict[str, Any]:
    """By type, name, and letter case folded; size and age are not simulated. What is no folder is a warning."""
    if call["age"] or call["size"]:
        raise ModuleFailureError("age and size are not simulated")
    missing = [path for path in call["paths"] if not place(machine, path).is_dir()]
    present = [path for path in call["paths"] if path not in missing]
    found = [entry for path in present for entry in _entries(machine, path, call["recurse"])]
    chosen = [_described(name, entry, call) for name, entry in found if _is_wanted(entry, call)]
    warnings = [f"Argument path '{path}' does not exist or is not accessible, skipping" for path in missing]
    status = {"examined": len(found), "matched": len(chosen), "files": chosen}
    return {**status, "warnings": warnings} if warnings else status


def _entries(machine: Machine, path: str, recurse: bool) -> Iterator[tuple[str, Path]]:
    for entry in sorted(place(machine, path).iterdir()):
        name = f"{path.rstrip(chr(92))}\\{entry.name}"
        yield name, entry
        if recurse and entry.is_dir() and not entry.is_symlink():
            yield from _entries(machine, name, recurse)


def _is_wanted(entry: Path, call: Call) -> bool:
    if entry.is_dir() is not (call["file_type"] == "directory"):
        return False
    name = entry.name
    patterns = call["patterns"] or []
    matches = re.search if call["use_regex"] else _by_wildcard
    return not patterns or any(matches(pattern.lower(), name.lower()) for pattern in patterns)


def _by_wildcard(pattern: str, name: str) -> bool:
    return fnmatch(name, pattern)


def _described(name: str, entry: Path, call: Call) -> dict[str, Any]:
    status = entry.stat()
    described = {
        "path": name,
        "filename": entry.name,
        "exists": True,
        "isdir": entry.is_dir(),
        "isreg": entry.is_file(),
        "islnk": False,
        "lastwritetime": status.st_mtime,
        "creationtime": status.st_ctime,
        "size": status.st_size,
    }
    if entry.is_file() and call["get_checksum"]:
        described["checksum"] = hashlib.new(call["checksum_algorithm"], entry.read_bytes()).hexdigest()
    return described


def _temporary(machine: Machine, call: Call) -> dict[str, Any]:
    folder = TEMPORARY if call["path"] in (None, "%TEMP%") else call["path"]
    path = f"{folder}\\{call['prefix']}{secrets.token_hex(4)}{call['suffix']}"
    if not call.check_mode:
        made = place(machine, path)
        made.parent.mkdir(parents=True, exist_ok=True)
        if call["state"] == "directory":
            made.mkdir()
        else:
            made.touch()
    return {"changed": True, "path": path, "state": call["state"]}


EFFECTS: Mapping[str, Effect] = {
    "ansible.windows.win_find": _find,
    "ansible.windows.win_tempfile": _temporary,
}
