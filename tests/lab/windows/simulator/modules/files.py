# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""win_stat, win_file, win_copy and slurp."""

from __future__ import annotations

import base64
import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..machine import Call, Effect, Machine, ModuleFailureError
from ..system.access import forget, owner
from ..system.files import NoSuchDriveError


def place(machine: Machine, path: str) -> Path:
    """Where a Windows path is. Raises ModuleFailureError for a drive that there is not."""
    try:
        return machine.files.at(path)
    except NoSuchDriveError as error:
        raise ModuleFailureError(str(error)) from None


def _stat(machine: Machine, call: Call) -> dict[str, Any]:
    found = place(machine, call["path"])
    if not found.exists():
        return {"stat": {"exists": False}}
    status = found.stat()
    stat = {
        "exists": True,
        "path": call["path"],
        "filename": found.name,
        "isdir": found.is_dir(),
        "isreg": found.is_file(),
        "islnk": False,
        "isjunction": False,
        "lastwritetime": status.st_mtime,
        "creationtime": status.st_ctime,
        "owner": owner(machine.state, call["path"]),
    }
    if found.is_file():
        stat["size"] = status.st_size
        stat["extension"] = found.suffix
        if call["get_checksum"]:
            stat["checksum"] = hashlib.new(call["checksum_algorithm"], found.read_bytes()).hexdigest()
    return {"stat": stat}


def _file(machine: Machine, call: Call) -> dict[str, Any]:
    found = place(machine, call["path"])
    state = call["state"] or "file"
    if state == "absent":
        return {"changed": _remove(machine, call, found)}
    if state == "directory":
        if found.is_file():
            raise ModuleFailureError(f"path {call['path']} is not a directory")
        return {"changed": _make(call, found)}
    if state == "touch":
        if not call.check_mode:
            found.touch()
        return {"changed": True}
    if not found.is_file():
        raise ModuleFailureError(f"path {call['path']} will not be created")
    return {}


def _remove(machine: Machine, call: Call, found: Path) -> bool:
    if not found.exists():
        return False
    if not call.check_mode:
        if found.is_dir():
            shutil.rmtree(found)
        else:
            found.unlink()
        forget(machine.state, call["path"])
    return True


def _make(call: Call, found: Path) -> bool:
    if found.is_dir():
        return False
    if not call.check_mode:
        found.mkdir(parents=True)
    return True


def _copy(machine: Machine, call: Call) -> dict[str, Any]:
    """The halves of the action win_copy: it asks what differs, then copies one file from the temporary folder."""
    modes = {"query": _query, "remote": _remote, "single": _single}
    mode = call["_copy_mode"]
    if mode not in modes:
        raise ModuleFailureError(f"_copy_mode {mode} is not simulated")
    return modes[mode](machine, call)


def _query(machine: Machine, call: Call) -> dict[str, Any]:
    differing = []
    for entry in call["files"] or []:
        found = place(machine, f"{call['dest']}\\{entry['dest']}")
        if found.is_dir():
            raise ModuleFailureError(f"cannot copy file to dest '{found.name}': object at path is already a directory")
        if not found.is_file() or (call["force"] and _sha1(found) != entry["checksum"]):
            differing.append(entry)
    return {"files": differing, "directories": [], "symlinks": []}


def _single(machine: Machine, call: Call) -> dict[str, Any]:
    source, target = place(machine, call["src"]), place(machine, call["dest"])
    if not source.is_file():
        raise ModuleFailureError(f"Cannot copy src file: '{call['src']}' as it does not exist")
    if target.is_dir():
        target /= call["_original_basename"]
    if not target.parent.is_dir():
        raise ModuleFailureError(f"Destination directory '{call['dest'].rpartition(chr(92))[0]}' does not exist")
    result: dict[str, Any] = {"changed": True, "dest": call["dest"], "src": call["src"], "operation": "file_copy"}
    if call["backup"] and target.exists():
        result["backup_file"] = f"{call['dest']}.simulated.bak"
        shutil.copyfile(target, place(machine, result["backup_file"]))
    # As Copy-Item does: the access control of a file that is there stays.
    target.write_bytes(source.read_bytes())
    return result


def _remote(machine: Machine, call: Call) -> dict[str, Any]:
    """A file of the node itself; folders are not simulated."""
    source, target = place(machine, call["src"]), place(machine, call["dest"])
    if not source.is_file():
        raise ModuleFailureError(f"Cannot copy src file: '{call['src']}' as it does not exist")
    changed = not target.is_file() or _sha1(source) != _sha1(target)
    if changed and not call.check_mode:
        # The old file is removed first, and its access control with it.
        forget(machine.state, call["dest"])
        target.write_bytes(source.read_bytes())
    return {"changed": changed, "dest": call["dest"], "src": call["src"], "operation": "file_copy"}


def _slurp(machine: Machine, call: Call) -> dict[str, Any]:
    found = place(machine, call["src"])
    if not found.is_file():
        raise ModuleFailureError(f"file not found: {call['src']}")
    return {"content": base64.b64encode(found.read_bytes()).decode(), "encoding": "base64", "source": call["src"]}


def _sha1(path: Path) -> str:
    return hashlib.sha1(path.read_bytes()).hexdigest()


EFFECTS: Mapping[str, Effect] = {
    "ansible.windows.slurp": _slurp,
    "ansible.windows.win_copy": _copy,
    "ansible.windows.win_file": _file,
    "ansible.windows.win_stat": _stat,
}
