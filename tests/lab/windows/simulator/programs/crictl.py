# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""crictl.exe: the real program, on Wine, with the texts of Windows for system errors."""

from __future__ import annotations

from collections.abc import Sequence

from ..machine import Machine
from ..system.real import HUNG, Ended
from ..system.real import run as run_real
from ..wine.messages import of_windows
from ..wine.programs import ENVIRONMENT, command

# Once in some thousand runs, Wine does not end a program that has printed its result. The lab then runs it again.
SILENCE_SECONDS = 10
PROGRAM = r"C:\var\lib\rancher\rke2\bin\crictl.exe"


def run(_machine: Machine, arguments: Sequence[str], given: str) -> Ended:
    """Run a crictl command line."""
    ended = _run(arguments, given)
    if ended.code == HUNG:
        ended = _run(arguments, given)
    return Ended(ended.code, of_windows(ended.out), of_windows(ended.err), of_windows(ended.both))


def _run(arguments: Sequence[str], given: str) -> Ended:
    return run_real(command(PROGRAM, arguments), given, ENVIRONMENT, silence=SILENCE_SECONDS)
