# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Watches, while playbooks run, what other users of the machines could see: process arguments and temporary files.

Started as a program of its own (as root: `/proc/PID/environ`). Reads one line of JSON (`Watched`), and prints an empty
line after the first look. Looks every 20 ms until its standard input ends, then prints each distinct thing it saw as
one line of JSON. A process that lives for less than that can escape it.
"""

from __future__ import annotations

import base64
import json
import os
import select
import stat
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

INTERVAL_SECONDS = 0.02
# A process changes its arguments when it starts the program it was made for; after that hardly ever.
YOUNG_SECONDS = 0.5
LOOK_AGAIN_SECONDS = 2.0
LARGEST = 1 << 20


@dataclass(frozen=True)
class Watched:
    """`nodes`: by name the process id, on this machine, of a node's init. `mark`: in the environment of all we start.

    `node_folders` and `own_folders`: for temporary files on nodes (as seen there) and on this machine.
    """

    mark: str
    nodes: Mapping[str, int]
    node_folders: Sequence[str]
    own_folders: Sequence[str]


@dataclass(frozen=True)
class Seen:
    """One thing that was seen: on which host, what it is, and its bytes."""

    host: str
    name: str
    content: bytes = field(repr=False)


@dataclass
class _Process:
    first: float
    looked: float


class Watcher:
    """Looks, and remembers what it saw, each once."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched
        self._nodes = {_namespace(pid): name for name, pid in watched.nodes.items()}
        self._processes: dict[str, _Process] = {}
        self.seen: set[Seen] = set()

    def look(self) -> None:
        """Look once."""
        now = time.monotonic()
        running = [entry.name for entry in os.scandir("/proc") if entry.name.isdigit()]
        for pid in self._due(running, now):
            try:
                self._look_at(pid)
            except OSError:
                continue  # it has ended
        self._look_at_folders()

    def _due(self, running: Sequence[str], now: float) -> Iterator[str]:
        self._processes = {pid: self._processes[pid] for pid in running if pid in self._processes}
        for pid in running:
            known = self._processes.setdefault(pid, _Process(now, 0.0))
            if now - known.first < YOUNG_SECONDS or now - known.looked > LOOK_AGAIN_SECONDS:
                known.looked = now
                yield pid

    def _look_at(self, pid: str) -> None:
        node = self._nodes.get(_namespace(pid))
        environment = Path(f"/proc/{pid}/environ").read_bytes()
        if node is None and self._watched.mark.encode() not in environment:
            return
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
        self.seen.add(Seen(node or "controller", "process arguments", arguments))
        # The runtimes, which systemd starts, are to have the proxy in their environment.
        if node is None or self._came_by_ssh(pid):
            self.seen.add(Seen(node or "controller", "process environment", environment.replace(b"\0", b"\n")))

    def _came_by_ssh(self, pid: str) -> bool:
        while int(pid) not in {0, 1, *self._watched.nodes.values()}:
            # "PID (NAME) STATE PARENT ...", and a name may hold anything.
            before, _, after = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")
            if before.partition("(")[2].startswith("sshd"):
                return True
            pid = after.split()[1]
        return False

    def _look_at_folders(self) -> None:
        for node, pid in self._watched.nodes.items():
            for folder in self._watched.node_folders:
                self._look_at_files(node, f"/proc/{pid}/root", folder)
        for folder in self._watched.own_folders:
            self._look_at_files("controller", "", folder)

    def _look_at_files(self, host: str, root: str, folder: str) -> None:
        for path in open_files(root + folder):
            try:
                content = Path(path).read_bytes()[:LARGEST]
            except OSError:
                continue  # it is gone
            self.seen.add(Seen(host, f"temporary file that others can read: {path.removeprefix(root)}", content))


def _namespace(pid: int | str) -> str:
    return str(Path(f"/proc/{pid}/ns/pid").readlink())


def open_files(folder: str) -> Iterator[str]:
    """Files below a folder that other users can reach and read."""
    try:
        entries = list(os.scandir(folder)) if _lets_in(os.lstat(folder).st_mode) else []
        for entry in entries:
            mode = entry.stat(follow_symlinks=False).st_mode
            if stat.S_ISDIR(mode):
                yield from open_files(entry.path)
            elif stat.S_ISREG(mode) and mode & 0o044:
                yield entry.path
    except OSError:
        return  # it is gone


def _lets_in(mode: int) -> bool:
    return stat.S_ISDIR(mode) and bool(mode & 0o011)


def main() -> None:
    """Watch until standard input ends."""
    watcher = Watcher(Watched(**json.loads(sys.stdin.readline())))
    watcher.look()
    print(flush=True)
    while not select.select([sys.stdin], [], [], INTERVAL_SECONDS)[0]:
        watcher.look()
    for one in watcher.seen:
        print(json.dumps({**asdict(one), "content": base64.b64encode(one.content).decode()}))


if __name__ == "__main__":
    main()
