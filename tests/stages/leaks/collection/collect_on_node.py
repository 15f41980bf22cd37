# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs on a node, given to its Python on standard input: prints what changed there since a time, as lines of JSON.

Python 3.9, standard library only. Called as `main(since)`, seconds since the epoch.
"""

from __future__ import annotations

import base64
import json
import os
import re
import stat
import subprocess
from pathlib import Path

LARGEST = 8 << 20
# No files, or programs, or the layers of images, which come from a registry.
LEFT_OUT = re.compile(
    r"/(proc|sys)"
    r"|.*/io\.containerd\.(content\.v1\.content/blobs|snapshotter\.v1\.[a-z]+/snapshots)"
    r"|/var/lib/docker/(vfs|overlay2)"
    r"|/var/lib/rancher/(rke2|k3s)/data"
    r"|/var/lib/wine/drive_c/(usr/local/lib/standin|var/lib/rancher/rke2/(data|bin))"
    r"|/(run|var)/log/journal"
)


def main(since: float) -> None:
    for folder, folders, names in os.walk("/"):
        inside = folder.rstrip("/")
        folders[:] = [name for name in folders if not LEFT_OUT.fullmatch(f"{inside}/{name}")]
        for name in names:
            tell_file(f"{inside}/{name}", since)
    tell_journal(since)


def tell_file(path: str, since: float) -> None:
    try:
        seen = os.lstat(path)
        if not stat.S_ISREG(seen.st_mode) or seen.st_ctime < since:
            return
        too_large = seen.st_size > LARGEST
        content = b"" if too_large else Path(path).read_bytes()
    except OSError:
        return  # gone since it was listed
    tell(
        name=path,
        owner=seen.st_uid,
        mode=stat.S_IMODE(seen.st_mode),
        size=seen.st_size,
        unread=too_large,
        content=content,
    )


def tell_journal(since: float) -> None:
    command = ["journalctl", "--no-pager", "--all", "--output=json", f"--since=@{int(since)}"]
    by_unit: dict[str, list[str]] = {}
    for line in subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.splitlines():
        entry = json.loads(line)
        # systemd's own words about a unit stand in UNIT; what the unit says itself has _SYSTEMD_UNIT.
        texts = [f"{key}={text(value)}" for key, value in sorted(entry.items())]
        by_unit.setdefault(entry.get("_SYSTEMD_UNIT", "no unit"), []).append("\n".join(texts))
    for unit, entries in sorted(by_unit.items()):
        content = "\n\n".join(entries).encode()
        tell(name=f"journal of {unit}", owner=0, mode=0o640, size=len(content), unread=False, content=content)


def text(value: object) -> str:
    # journalctl gives a field that is no plain text as a list of bytes, and one that occurs twice as a list of fields.
    if isinstance(value, list):
        if all(isinstance(item, int) for item in value):
            return bytes(value).decode(errors="replace")
        return "\n".join(text(item) for item in value)
    return str(value)


def tell(*, content: bytes, **facts: object) -> None:
    print(json.dumps({**facts, "content": base64.b64encode(content).decode()}))
