# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Queries of a Windows node. A query pairs commands with the parser of their output. All run in one remote call.

cmd.exe runs the programs in order, and prints a line with the exit code and the time of day after each of them. Words
in the language of the system are never parsed: only numbers, names and paths.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import typing as t
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode

_LONGEST_LINE = 8191
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


Outputs = Mapping[str, ProgramOutput]
Value = t.TypeVar("Value")
Value_co = t.TypeVar("Value_co", covariant=True)

_MODULE = "ansible.windows.win_command"
# cmd.exe accepts 8191 characters. Each command needs some of them for the marks around it.
_LONGEST, _AROUND = 7500, 130
_OWN = "query"


@dataclass(frozen=True)
class Query(t.Generic[Value_co]):
    """A fact of a node: the `commands` that print it, by name, and `parse`, which reads the outputs by these names."""

    commands: Mapping[str, str]
    parse: Callable[[Outputs], Value_co]


def output_of(command: str, parse: Callable[[ProgramOutput], Value]) -> Query[Value]:
    """The query of one command. `parse` reads its output and its exit code."""
    return Query({"": command}, lambda outputs: parse(outputs[""]))


def text_of(command: str, parse: Callable[[str], Value]) -> Query[Value]:
    """The query of one command. `parse` reads what it prints, which is nothing if the command fails."""
    return output_of(command, lambda output: parse(output.printed))


def by_name(queries: Mapping[str, Query[Value]]) -> Query[dict[str, Value]]:
    """Several queries as one. The value is a dictionary with the same names."""

    def parse(outputs: Outputs) -> dict[str, Value]:
        return {
            name: query.parse({own: outputs[f"{name}/{own}"] for own in query.commands})
            for name, query in queries.items()
        }

    commands = {f"{name}/{own}": command for name, query in queries.items() for own, command in query.commands.items()}
    return Query(commands, parse)


def combined(make: Callable[..., Value], /, **queries: Query[t.Any]) -> Query[Value]:
    """Several queries as one. `make` gets their values as keyword arguments, and makes one value from them."""
    named = by_name(queries)
    return Query(named.commands, lambda outputs: make(**named.parse(outputs)))


def run_query(node: WindowsNode, query: Query[Value], secret: bool = False, again: bool = False) -> Value:
    """Run the query in one remote call, or in several if the commands are too long for one.

    With `secret` the commands and their output appear in no log of the node. Commands that have an answer do not run,
    unless with `again`.
    """
    answers = {} if node.answers is None or again else node.answers
    missing = {command: command for command in query.commands.values() if command not in answers}
    for commands in _batches(missing):
        result = node.query(_MODULE, {"cmd": command_line(_numbered(commands))}, secret=secret)
        answers |= _outputs_of(commands, parse_outputs(result["stdout"]))
    return query.parse({name: answers[command] for name, command in query.commands.items()})


def run_queries(node: WindowsNode, queries: Mapping[str, Query[Value]], secret: bool = False) -> dict[str, Value]:
    """The values of several queries, by name."""
    return run_query(node, by_name(queries), secret)


def change_and_query(
    node: WindowsNode, programs: Mapping[str, str], query: Query[Value]
) -> tuple[dict[str, ProgramOutput], Value]:
    """Run programs that change the node, then a query, in one remote call. Returns the programs' outputs as well."""
    line = command_line({**programs, **_numbered(query.commands)})
    outputs = parse_outputs(node.call(_MODULE, {"cmd": line})["stdout"])
    return {name: outputs[name] for name in programs}, query.parse(_outputs_of(query.commands, outputs))


def _numbered(commands: Mapping[str, str]) -> dict[str, str]:
    """Names may hold characters that a command line cannot, and would make it longer."""
    return {f"{_OWN}{number}": command for number, command in enumerate(commands.values())}


def _outputs_of(commands: Mapping[str, str], outputs: Outputs) -> dict[str, ProgramOutput]:
    try:
        return {name: outputs[f"{_OWN}{number}"] for number, name in enumerate(commands)}
    except KeyError:
        raise PullproofError(
            "The output of the commands on the Windows node is incomplete. Check whether cmd.exe was terminated there, "
            "and run again."
        ) from None


def _batches(commands: Mapping[str, str]) -> Iterator[dict[str, str]]:
    batch: dict[str, str] = {}
    for name, command in commands.items():
        if batch and sum(len(one) + _AROUND for one in [*batch.values(), command]) > _LONGEST:
            yield batch
            batch = {}
        batch[name] = command
    if batch:
        yield batch


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
    if len(line) > _LONGEST_LINE:
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
