# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that are killed on the controller while a file with secrets is on its way to the Windows nodes."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.lab.host.lab import Lab
from tests.lab.windows.nodes import control
from tests.stages.leaks.collection.controller import MARK
from tests.stages.leaks.collection.nodes import WINDOWS

# A line of registries.yaml. The record has its text, too, but in JSON, where no line begins so.
WITH_SECRETS = "^configs:"
_FOLDER = "/var/lib/wine/drive_c/ProgramData/pullproof"
_LOOK_SECONDS = 0.5


@contextmanager
def ended_half_way(lab: Lab, wanted: bool) -> Iterator[None]:
    """Kill what runs in the block once the nodes have such a file and say no more; nothing if it is not `wanted`."""
    if not wanted:
        yield
        return
    for node in WINDOWS:
        control(lab, node, "stalled", WITH_SECRETS)
    over = threading.Event()
    killer = threading.Thread(target=_kill_in_time, args=(lab, over))
    killer.start()
    try:
        yield
    finally:
        over.set()
        killer.join()
        for node in WINDOWS:
            control(lab, node, "stalled", "off")


def half_done(lab: Lab) -> list[str]:
    """What a killed run left on the nodes, in words; the next run is to take it away."""
    return [f"still there on {node}: {path}" for node in WINDOWS for path in _transferred(lab, node)]


def _kill_in_time(lab: Lab, over: threading.Event) -> None:
    while not over.wait(_LOOK_SECONDS):
        if all(_transferred(lab, node) for node in WINDOWS):
            for process in _marked():
                os.kill(process, signal.SIGKILL)
            return


def _transferred(lab: Lab, node: str) -> list[str]:
    pattern = ("-path", "*/ansible-tmp-*/source", "-o", "-path", f"{_FOLDER}/unfinished")
    found = lab.podman.exec(lab.container(node), "find", _FOLDER, *pattern, check=False)
    return [
        path
        for path in found.splitlines()
        if lab.podman.succeeds("exec", lab.container(node), "grep", "-q", WITH_SECRETS, path)
    ]


def _marked() -> Iterator[int]:
    """The processes of the run, by what stands in their environment."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if MARK.encode() in (entry / "environ").read_bytes():
                    yield int(entry.name)
            except OSError:
                continue  # it has ended, or is another user's
