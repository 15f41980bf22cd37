# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Several programs in one remote call, and the output of each.

cmd.exe runs the programs in order, and prints a line with the exit code and the time of day after each of them. Words
in the language of the system are never parsed: only numbers, names and paths.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_LONGEST = 8191
_BEGIN, _END = "==pullproof-begin", "==pullproof-end"
_MARK = re.compile(rf"^({_BEGIN}|{_END}) (\S+) (-?\d+) (.*?)\s*$")
_DAY = 24 * 3600.0


@dataclass(frozen=True)
class ProgramOutput:
    """The exit code of a program, the text of both output streams, and the duration in seconds."""

    rc: int = -1
    text: str = ""
    seconds: float = 0.0

    @property
    def printed(self) -> str:
        """The text; empty if the program failed."""
        return self.text if self.rc == 0 else ""


def command_line(programs: Mapping[str, str]) -> str:
    """One command line for all `programs`, by a name without spaces.

    Raises ValueError if the line is longer than cmd.exe accepts.
    """
    # `ver` resets the exit code to 0. Built-in commands of cmd.exe leave it unchanged when they succeed.
    parts = [
        f"ver >nul& echo {_BEGIN} {name} 0 !time!& {program} 2>&1 & echo.& echo {_END} {name} !errorlevel! !time!"
        for name, program in programs.items()
    ]
    line = f"cmd.exe /d /v:on /c {'& '.join(parts)}& exit 0"
    if len(line) > _LONGEST:
        raise ValueError(f"a command line of {len(line)} characters")
    return line


def parse_outputs(stdout: str) -> dict[str, ProgramOutput]:
    """The output of each program, with its name as key. A program that did not end is missing."""
    found: dict[str, ProgramOutput] = {}
    lines: list[str] = []
    begun = 0.0
    for line in stdout.splitlines():
        mark = _MARK.match(line)
        if mark is None:
            lines.append(line)
        elif mark[1] == _BEGIN:
            lines, begun = [], _time_of_day(mark[4])
        else:
            seconds = (_time_of_day(mark[4]) - begun) % _DAY
            found[mark[2]] = ProgramOutput(int(mark[3]), "\n".join(lines).strip(), round(seconds, 2))
    return found


def _time_of_day(text: str) -> float:
    """`9:03:12,34` or `09.03.12.34`: hours, minutes, seconds and hundredths with any separators."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if len(numbers) < 4:
        return 0.0
    hours, minutes, seconds, hundredths = numbers[:4]
    return hours * 3600 + minutes * 60 + seconds + hundredths / 100
