# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The systemd units of the runtimes, as systemd and /proc show them.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import os
import re
import shlex
import time
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._edit.env import assignments
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.rancher_config import (
    PATH_OPTIONS,
    PATH_VARIABLES,
    SHORT_OPTIONS,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
    from ansible_collections.pullproof.registry.plugins.module_utils._service.facts import (
        EnvironmentFileFacts,
        PathOptions,
        UnitFacts,
    )

_PROPERTIES = (
    "Id",
    "LoadState",
    "ActiveState",
    "SubState",
    "UnitFileState",
    "InvocationID",
    "MainPID",
    "FragmentPath",
    "EnvironmentFiles",
    "Environment",
    "NeedDaemonReload",
    "DropInPaths",
    "ExecStart",
)

_ENVIRONMENT_FILE = re.compile(r"^\s*EnvironmentFile\s*=\s*[\"']?-?([^\"'\n]+?)[\"']?\s*$", re.MULTILINE)

_ASSIGNED = re.compile(r"(?:^|\s)[\"']?([A-Za-z_][A-Za-z0-9_]*)=")
_ENVIRONMENT = re.compile(r"^\s*Environment\s*=(.*)$", re.MULTILINE)
# Names only: what is given to an option may be a secret.
_OPTION = re.compile(r"(?<![^\s\0\"'=])--([a-z][a-z0-9-]*)")
_PATH_OPTION = re.compile(rf"(?<![^\s\"'=])--?({'|'.join((*PATH_OPTIONS, *SHORT_OPTIONS))})(?:=|\s+)([^\s;\"']+)")
# The -c of a shell is followed by a command.
_SHELL_COMMAND = re.compile(r"(?:^|(?<=[\s/=]))(?:ba|da|k)?sh\s+-[a-z]*c\s+")
_VARIABLE = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?")


def observe_units(units: t.Sequence[str], files: NodeFiles, commands: Commands) -> dict[str, UnitFacts]:
    """The loaded ones of `units`, by name; none where systemd does not run. Variables are named, their values never."""
    shown = commands.run(["systemctl", "show", "--no-pager", f"--property={','.join(_PROPERTIES)}", *units], seconds=20)
    blocks = [_fields(block) for block in shown.out.split("\n\n") if block.strip()]
    return {fields["Id"][0]: _unit(fields, files) for fields in blocks if fields.get("LoadState") == ["loaded"]}


def process_start(pid: int) -> t.Optional[float]:
    """When a process started (epoch seconds by the present clock), or None if it is gone."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as handle:
            ticks = int(handle.read().rpartition(")")[2].split()[19])
    except (FileNotFoundError, ProcessLookupError, IndexError):
        return None
    # The kernel's own btime has whole seconds: a file that was changed right before the start would look newer.
    boot = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)
    return boot + ticks / os.sysconf("SC_CLK_TCK")


def _fields(block: str) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for line in block.splitlines():
        name, _sign, value = line.partition("=")
        fields.setdefault(name, []).append(value)
    return fields


def _unit(fields: t.Mapping[str, list[str]], files: NodeFiles) -> UnitFacts:
    def last(name: str) -> str:
        return fields.get(name, [""])[-1]

    pid = int(last("MainPID") or 0)
    drop_ins = _files_of_drop_ins(last("Id"), last("DropInPaths").split(), files)
    return {
        "active": last("ActiveState"),
        "sub": last("SubState"),
        "enabled": last("UnitFileState"),
        "invocation": last("InvocationID"),
        "pid": pid,
        "started": process_start(pid) if pid else None,
        "fragment": last("FragmentPath"),
        "needs_reload": last("NeedDaemonReload") == "yes",
        "options": sorted(_options(pid, fields, files)),
        "paths": _paths(pid, fields, files),
        "environment_names": [entry.partition("=")[0] for entry in shlex.split(last("Environment"))],
        "environment_lines": _environment_lines([last("FragmentPath"), *last("DropInPaths").split()], files),
        "environment_files": [
            _environment_file(value, drop_ins, files) for value in fields.get("EnvironmentFiles", []) if value
        ],
    }


def _options(pid: int, fields: t.Mapping[str, list[str]], files: NodeFiles) -> set[str]:
    """Names of the options of the running process, and of those that the unit would start it with."""
    return {name for text in _commands(pid, fields, files) for name in _OPTION.findall(text)}


def _paths(pid: int, fields: t.Mapping[str, list[str]], files: NodeFiles) -> PathOptions:
    # What the unit would start comes first: after a change the running process has the old value.
    commands = reversed(_commands(pid, fields, files))
    found = (pair for text in commands for pair in _PATH_OPTION.findall(_SHELL_COMMAND.sub("", text)))
    options = {SHORT_OPTIONS.get(name, name): value for name, value in found}
    variables = {
        option: value
        for name, value in _variables(fields, files)
        for ending, option in PATH_VARIABLES.items()
        if name in (f"K3S{ending}", f"RKE2{ending}")
    }
    return {"options": options, "variables": variables}


def _commands(pid: int, fields: t.Mapping[str, list[str]], files: NodeFiles) -> list[str]:
    command = " ".join(fields.get("ExecStart", []))
    named = set(_VARIABLE.findall(command))
    running = files.read(f"/proc/{pid}/cmdline") if pid else None
    expanded = [text for name, text in _variables(fields, files) if name in named]
    return [command, *expanded, (running or "").replace("\0", " ")]


def _variables(fields: t.Mapping[str, list[str]], files: NodeFiles) -> list[tuple[str, str]]:
    variables = [entry.partition("=")[::2] for entry in shlex.split(fields.get("Environment", [""])[-1])]
    for value in fields.get("EnvironmentFiles", []):
        variables += assignments(files.read(value.rpartition(" (")[0] or value) or "")
    return variables


def _environment_file(value: str, drop_ins: t.Mapping[str, str], files: NodeFiles) -> EnvironmentFileFacts:
    # systemd reads drop-ins in the order of their names.
    path = value.rpartition(" (")[0] or value
    text = files.read(path)
    return {
        "path": path,
        "present": text is not None,
        "drop_in": drop_ins.get(path, ""),
        "names": sorted({name for name, _value in assignments(text or "")}),
    }


def _environment_lines(paths: t.Sequence[str], files: NodeFiles) -> dict[str, str]:
    """By variable the last file of the unit that sets it by Environment=."""
    found = {}
    for path in filter(None, paths):
        for line in _ENVIRONMENT.findall(files.read(path) or ""):
            found.update(dict.fromkeys(assigned_names(line), path))
    return found


def assigned_names(line: str) -> list[str]:
    """The variables that a value of Environment= or DefaultEnvironment= sets, also if one quote surrounds several."""
    return _ASSIGNED.findall(line)


def _files_of_drop_ins(unit: str, paths: t.Sequence[str], files: NodeFiles) -> dict[str, str]:
    """Name of the drop-in by environment file."""
    stem = unit.rpartition(".")[0]
    specifiers = {"%n": unit, "%N": stem, "%p": stem}
    found = {}
    for path in paths:
        for named in _ENVIRONMENT_FILE.findall(files.read(path) or ""):
            for specifier, value in specifiers.items():
                named = named.replace(specifier, value)
            found[named] = os.path.basename(path)
    return found
