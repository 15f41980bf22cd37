# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Queries about services and processes of a Windows node: the service manager, its registry keys, and tasklist.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.queries import parse_values, values_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import (
    ProgramOutput,
    Query,
    combined,
    output_of,
)

SERVICES = r"HKLM\SYSTEM\CurrentControlSet\Services"

_DISABLED = "0x4"
_STATE = re.compile(r"\b[1-7]\s+(STOPPED|START_PENDING|STOP_PENDING|RUNNING|CONTINUE_PENDING|PAUSE_PENDING|PAUSED)\b")
_KEY = re.compile(r"^HKEY_LOCAL_MACHINE\\.*\\Services\\([^\\\r\n]+?)\s*$", re.MULTILINE | re.IGNORECASE)
_IMAGE_PATH = re.compile(r'\s*(?:"([^"]+)"|(\S+))')
_SAFE = re.compile(r"[A-Za-z0-9 .:\\_()-]+")


@dataclass(frozen=True)
class ServiceSettings:
    """The start mode of a service, and the variables that the service manager starts it with."""

    disabled: bool = False
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)


def services_that_run(program: str) -> Query[dict[str, str]]:
    """The paths of programs, with the service that starts the program as key."""
    return output_of(f"reg.exe query {SERVICES} /s /f {program} /d", lambda output: parse_services(output.text))


def parse_services(text: str) -> dict[str, str]:
    """The programs by service name. Names that are not safe in a command line are left out."""
    found = {}
    for block in re.split(r"(?=^HKEY_)", text, flags=re.MULTILINE):
        key, path = _KEY.search(block), _IMAGE_PATH.match(parse_values(block).get("imagepath", ""))
        program = path and (path[1] or path[2])
        if key and program and _SAFE.fullmatch(program) and _SAFE.fullmatch(key[1]):
            found[key[1]] = program
    return found


def service_exists(service: str) -> Query[bool]:
    """Whether the service manager has a service of this name."""
    return output_of(rf"reg.exe query {SERVICES}\{service} /v ImagePath", lambda output: bool(output.printed))


def settings_of(service: str) -> Query[ServiceSettings]:
    """The settings of a service; defaults if it does not exist."""
    return combined(_settings, values=values_of(rf"{SERVICES}\{service}"))


def _settings(values: dict[str, str]) -> ServiceSettings:
    return ServiceSettings(
        values.get("start", "").lower() == _DISABLED, parse_environment(values.get("environment", ""))
    )


def parse_environment(data: str) -> dict[str, str]:
    """The variables in a REG_MULTI_SZ value, as reg.exe prints it."""
    pairs = (entry.partition("=") for entry in data.split("\\0") if "=" in entry)
    return {name: value for name, _sign, value in pairs}


def state_of_service(service: str) -> Query[str]:
    """The state that the service manager reports, such as RUNNING; empty if the service does not exist."""
    return output_of(f'sc.exe queryex "{service}"', _state)


def _state(output: ProgramOutput) -> str:
    found = _STATE.search(output.text)
    return found[1] if found else ""


def processes_of(programs: Collection[str]) -> Query[dict[str, frozenset[int]]]:
    """The process ids of these programs, without those that do not run; names are in lower case."""
    return output_of("tasklist.exe /fo csv /nh", lambda output: _processes(output.text, programs))


def _processes(text: str, programs: Collection[str]) -> dict[str, frozenset[int]]:
    rows = [(row[0].lower(), int(row[1])) for row in csv.reader(text.splitlines()) if len(row) > 1 and row[1].isdigit()]
    ids = {program: frozenset(pid for name, pid in rows if name == program) for program in programs}
    return {program: pids for program, pids in ids.items() if pids}
