# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The controller as the search needs it: what a run leaves there, and the watch over processes while it runs."""

from __future__ import annotations

import base64
import json
import os
import secrets
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from tests.lab.host.lab import Lab
from tests.lab.host.podman import sudo
from tests.stages.leaks.collection.nodes import Found, init_processes
from tests.stages.leaks.collection.processes import Watched
from tests.stages.leaks.search.places import Place

MARK = f"PULLPROOF_LEAKS={secrets.token_hex(16)}"
SHARED_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm")
NODE_FOLDERS = (
    *SHARED_FOLDERS,
    "/root/.ansible",
    "/home/ops/.ansible",
    "/var/lib/wine/drive_c/windows/temp",
    "/var/lib/wine/drive_c/ProgramData",
)


@contextmanager
def watch(lab: Lab, folder: Path) -> Iterator[list[Found]]:
    """Look at processes and temporary files while the block runs; the list is filled when it ends."""
    watched = Watched(MARK, init_processes(lab), NODE_FOLDERS, (str(folder), str(lab.checkout / ".ansible/tmp")))
    command = [*sudo(), sys.executable, "-B", "-m", "tests.stages.leaks.collection.processes"]
    seen: list[Found] = []
    with subprocess.Popen(
        command, cwd=lab.checkout, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as watcher:
        assert watcher.stdin is not None
        assert watcher.stdout is not None
        print(json.dumps(asdict(watched)), file=watcher.stdin, flush=True)
        watcher.stdout.readline()
        try:
            yield seen
        finally:
            output, _ = watcher.communicate()
    if watcher.returncode:
        raise subprocess.CalledProcessError(watcher.returncode, command)
    for line in output.splitlines():
        one = json.loads(line)
        seen.append(Found(Place(one["host"], one["name"]), base64.b64decode(one["content"])))


def shared_names() -> set[Path]:
    """What lies in the folders for everybody's temporary files."""
    return {path for folder in SHARED_FOLDERS for path in Path(folder).iterdir()}


def leftovers(lab: Lab, since: float, folder: Path, before: set[Path]) -> list[Found]:
    """What changed since then in `folder` and in Ansible's own, and what has come to the `shared_names` of `before`.

    Files of other users are left out: they are none of ours, and not all can be read.
    """
    own = [folder, lab.checkout / ".ansible", Path.home() / ".ansible"]
    roots = [*((root, False) for root in own), *((root, True) for root in shared_names() - before)]
    return [
        Found(place, content, is_unrelated)
        for root, is_unrelated in roots
        for path in _files(root)
        for place, content in _changed(path, since)
    ]


def _files(root: Path) -> Iterator[Path]:
    yield root
    for where, _folders, names in os.walk(root):
        yield from (Path(where, name) for name in names)


def _changed(path: Path, since: float) -> Iterator[tuple[Place, bytes]]:
    try:
        seen = path.lstat()
        if stat.S_ISREG(seen.st_mode) and seen.st_ctime >= since and seen.st_uid == os.geteuid():
            yield Place("controller", str(path), seen.st_uid, stat.S_IMODE(seen.st_mode)), path.read_bytes()
    except FileNotFoundError:
        return  # it is gone
