# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""curl.exe: the container's real curl, with the certificate stores of the node as its trust (Schannel uses those)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..machine import Machine
from ..system.real import Ended
from ..system.real import run as run_real

# What only curl for Schannel knows.
_ONLY_SCHANNEL = ("--ssl-no-revoke", "--ssl-revoke-best-effort")
_CA_FILE = re.compile(r'^cacert = "(?P<path>.*)"$', re.MULTILINE)
_DRIVE = re.compile(r"^@?[A-Za-z]:[\\/]")


def run(machine: Machine, arguments: Sequence[str], given: str) -> Ended:
    """Run curl; paths on drives become paths of the container, NUL becomes /dev/null."""
    translated = [_translated(machine, argument) for argument in arguments if argument not in _ONLY_SCHANNEL]
    return run_real(["curl", *translated], _configured(machine, given))


def _configured(machine: Machine, configuration: str) -> str:
    """The configuration on standard input, where a backslash is doubled."""

    def translated(found: re.Match[str]) -> str:
        path = found["path"].replace(r"\\", "\\")
        return f'cacert = "{_translated(machine, path)}"'

    return _CA_FILE.sub(translated, configuration)


def _translated(machine: Machine, argument: str) -> str:
    if argument.upper() == "NUL":
        return "/dev/null"
    if not _DRIVE.match(argument):
        return argument
    at = "@" if argument.startswith("@") else ""
    return f"{at}{machine.files.at(argument.removeprefix('@'))}"
