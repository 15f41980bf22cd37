# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The environment of the process that pulls images, compared with the managed variables in the unit's files.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import os
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._edit.env import assignments
from ansible_collections.pullproof.registry.plugins.module_utils._text.containerd_variables import (
    CONTAINERD_PREFIX,
    containerd_environment,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import Record
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import Runtime
    from ansible_collections.pullproof.registry.plugins.module_utils._service.facts import UnitFacts

Variables = t.Mapping[str, str]

# RKE2 and K3s turn it into an option of containerd.
_NO_VARIABLE = "CONTAINERD_LOG_LEVEL"


def written_variables(unit: UnitFacts, files: NodeFiles, record: Record) -> dict[str, str]:
    """Our variables in the environment files that the unit loads."""
    found: dict[str, str] = {}
    for loaded in unit["environment_files"]:
        managed = record.files.get(loaded["path"])
        if managed is not None:
            values = assignments(files.read(loaded["path"]) or "")
            found.update({name: value for name, value in values if managed.kind == "whole" or name in managed.ids})
    return found


def differing_variables(runtime: Runtime, written: Variables, process: Variables) -> list[str]:
    """Names of managed variables that the pulling process does not have as written.

    The servers of RKE2 and K3s add to NO_PROXY.
    """
    expected = _for_containerd(written) if runtime.environment_file else written
    return sorted(name for name, value in expected.items() if not _is_satisfied(name, value, process.get(name)))


def pulling_process(runtime: Runtime, main_pid: int) -> t.Optional[int]:
    """The process id of containerd or dockerd; None while it does not run."""
    if not main_pid:
        return None
    return _descendant(main_pid, "containerd") if runtime.environment_file else main_pid


def process_variables(pid: int) -> dict[str, str]:
    """The environment that a process was started with; empty if it is gone."""
    try:
        with open(f"/proc/{pid}/environ", "rb") as handle:
            raw = handle.read()
    except (FileNotFoundError, ProcessLookupError):
        return {}
    pairs = (os.fsdecode(item).partition("=") for item in raw.split(b"\0") if item)
    return {name: value for name, _sign, value in pairs}


def _for_containerd(written: Variables) -> dict[str, str]:
    given = {name: value for name, value in written.items() if name != _NO_VARIABLE}
    environment = containerd_environment(given)
    return {name: value for name, value in environment.items() if not name.startswith(CONTAINERD_PREFIX)}


def _is_satisfied(name: str, written: str, present: t.Optional[str]) -> bool:
    if present is None or name != "NO_PROXY":
        return present == written
    return set(written.split(",")) <= set(present.split(","))


def _descendant(ancestor: int, command: str) -> t.Optional[int]:
    """The process nearest to `ancestor` that runs `command`."""
    processes = dict(_processes())
    generation = {ancestor}
    while generation:
        generation = {pid for pid, (parent, _name) in processes.items() if parent in generation}
        found = [pid for pid in generation if processes[pid][1] == command]
        if found:
            return min(found)
    return None


def _processes() -> t.Iterator[tuple[int, tuple[int, str]]]:
    """Process id, parent and command of all processes."""
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as handle:
                    head, _bracket, tail = handle.read().rpartition(")")
            except (FileNotFoundError, ProcessLookupError):
                continue
            yield int(name), (int(tail.split()[1]), head.partition("(")[2])
