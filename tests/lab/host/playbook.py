# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a playbook of the collection on the lab's inventory, as a user would, and keep what it printed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
INVENTORY = ("-i", "tests/lab/inventory", "-i", ".lab/hosts.yml")

# ansible-core's, and those that molecule logs.
_WARNING = re.compile(r"^\s*(?:\[(?:WARNING|DEPRECATION WARNING|DEPRECATED)\]|WARNING\s).*", re.MULTILINE)
_PROVEN = re.compile(r"^(\d+) of (\d+) pulls proven on (\d+) nodes?", re.MULTILINE)
_CHANGED = re.compile(r"^\S+\s+: ok=\d+\s+changed=(\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Proven:
    """Proven pulls, listed pulls and nodes, according to the last line of a report."""

    done: int
    listed: int
    nodes: int


@dataclass(frozen=True)
class Run:
    """One run: exit code, all that was printed, wall time in seconds."""

    code: int
    output: str
    seconds: float

    @property
    def changed(self) -> int:
        """The sum of `changed` over the hosts of the recap."""
        return sum(int(count) for count in _CHANGED.findall(self.output))

    @property
    def proven(self) -> Proven:
        """What the last report shows; all zero without a report."""
        found = _PROVEN.findall(self.output)
        return Proven(*(int(number) for number in found[-1])) if found else Proven(0, 0, 0)

    @property
    def warnings(self) -> list[str]:
        """Warnings and deprecations that were printed."""
        return _WARNING.findall(self.output)


def run_playbook(name: str, *options: str, environment: Mapping[str, str] | None = None, quiet: bool = False) -> Run:
    """Run `playbooks/<name>` (or a playbook by absolute path) and show its output while it runs, unless `quiet`."""
    command = ["ansible-playbook", *INVENTORY, str(CHECKOUT / "playbooks" / name), *options]
    return run_command(command, environment, quiet)


def kill_playbook(name: str, *options: str, at: str) -> Run:
    """Run a playbook, and kill the controller (SIGKILL, with all its workers) as soon as it prints the text `at`."""
    started, process, lines = time.monotonic(), start_playbook(name, *options), []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line)
        if at in line:
            os.killpg(process.pid, signal.SIGKILL)
            break
    return Run(process.wait(), "".join(lines), time.monotonic() - started)


def start_playbook(name: str, *options: str) -> subprocess.Popen[str]:
    """A playbook that runs, with a process group of its own."""
    return _started(["ansible-playbook", *INVENTORY, str(CHECKOUT / "playbooks" / name), *options], {})


def run_command(command: Sequence[str], environment: Mapping[str, str] | None = None, quiet: bool = False) -> Run:
    """Run a command in the checkout, standard output and error together."""
    started, process, lines = time.monotonic(), _started(command, environment or {}), []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line)
        if not quiet:
            sys.stdout.write(line)
            sys.stdout.flush()
    return Run(process.wait(), "".join(lines), time.monotonic() - started)


def _started(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """The command, with a process group of its own."""
    return subprocess.Popen(
        command,
        cwd=CHECKOUT,
        env={**os.environ, "ANSIBLE_NOCOLOR": "1", "ANSIBLE_FORCE_COLOR": "0", **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        process_group=0,
    )
