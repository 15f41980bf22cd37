# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Restore snapshots: the files that a run changed get back their content, owner and mode, and new files are removed.

This file is also a program, `python3 restore.py --pending --restart`, which a timer of the node starts if a run does
not confirm its change in time. It does not import other files of the collection, because the node only has a copy of
this file.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import typing as t
from dataclasses import asdict, dataclass, field, replace

STATE_FOLDER = "/var/lib/pullproof"
SNAPSHOTS = f"{STATE_FOLDER}/snapshots"
LOCK = f"{STATE_FOLDER}/lock"
PROGRAM = f"{STATE_FOLDER}/restore.py"
MANIFEST = "manifest.json"
TIMER, SERVICE = "pullproof-restore.timer", "pullproof-restore.service"
UNIT_FILES = tuple(f"/etc/systemd/system/{name}" for name in (TIMER, SERVICE))

# A change is pending until a proof confirms it. A change that needs no proof, such as that of a role that is used on
# its own, is applied.
PENDING, APPLIED, PROVEN, RESTORED = "pending", "applied", "proven", "restored"

_COMMAND_SECONDS = 300


class RestoreError(Exception):
    """Why the files were not restored. The texts contain no secret."""

    def __init__(self, checked: str, observed: str, expected: str, fix: str) -> None:
        self.checked, self.observed, self.expected, self.fix = checked, observed, expected, fix
        super().__init__(f"Checked: {checked}. Observed: {observed}. Expected: {expected}. Fix: {fix}.")


@dataclass(frozen=True)
class SavedFile:
    """A file before a change. `content` is the name of its copy in the snapshot; None if the file was absent.

    `takes_effect` is when the runtime reads it: restart, reload, live, none. The copy is removed (`is_removed`) if it
    has secrets and a later change is proven. `is_record`: the record of managed files, whose copy is never removed.
    """

    path: str
    content: t.Optional[str] = None
    mode: int = 0
    uid: int = 0
    gid: int = 0
    takes_effect: str = "none"
    is_record: bool = False
    is_removed: bool = False


@dataclass(frozen=True)
class Snapshot:
    """What one run changed. The node numbers its snapshots. `folders` did not exist, the inner ones first.

    `commands` must run after the files are restored, such as `update-ca-certificates`. `runtimes` are the units of the
    runtimes that were active. `time_services` has the `UnitFileState` and `ActiveState` of the time services.
    """

    id: str
    number: int
    state: str
    files: t.Sequence[SavedFile] = ()
    folders: t.Sequence[str] = ()
    commands: t.Sequence[t.Sequence[str]] = ()
    runtimes: t.Sequence[str] = ()
    time_services: t.Mapping[str, t.Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Restoration:
    """A file to restore, with the path of its copy; None if the file was absent."""

    saved: SavedFile
    copy: t.Optional[str]

    @property
    def change(self) -> str:
        """What restoring this file changes: restored, removed, or unchanged."""
        now = _state_of(self.saved.path)
        if self.copy is None:
            return "unchanged" if now is None else "removed"
        saved = self.saved
        return "unchanged" if now == (_bytes_of(self.copy), saved.mode, saved.uid, saved.gid) else "restored"

    @property
    def result(self) -> dict[str, str]:
        """The `path` and `change`, when the file `takes_effect`, and the `disruption` of this change."""
        change, effect = self.change, self.saved.takes_effect
        disruption = effect if change != "unchanged" else "none"
        return {"path": self.saved.path, "change": change, "takes_effect": effect, "disruption": disruption}

    def carry_out(self) -> None:
        """Write or remove the file."""
        if self.copy is not None:
            write_file(self.saved.path, _bytes_of(self.copy), self.saved)
        elif os.path.lexists(self.saved.path):
            os.unlink(self.saved.path)


@contextlib.contextmanager
def locked() -> t.Iterator[None]:
    """Nothing else applies, confirms or restores changes meanwhile. The lock ends with the process.

    Only root can open the file. Raises RestoreError if another process has the lock for a long time.
    """
    os.makedirs(os.path.dirname(LOCK), exist_ok=True)
    handle = os.open(LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.fchmod(handle, 0o600)
        _wait_for(handle, time.monotonic() + _COMMAND_SECONDS)
        yield
    finally:
        os.close(handle)


def load_snapshots(root: str = SNAPSHOTS) -> list[Snapshot]:
    """The snapshots of the node, the newest first. A folder without a complete manifest is of a run that was killed
    before its first change.
    """
    names = os.listdir(root) if os.path.isdir(root) else []
    found = [one for one in (_load(os.path.join(root, name)) for name in names) if one is not None]
    return sorted(found, key=lambda one: one.number, reverse=True)


def save_snapshot(snapshot: Snapshot, root: str = SNAPSHOTS) -> None:
    """Write the manifest in one step."""
    text = json.dumps(asdict(snapshot), indent=1, sort_keys=True) + "\n"
    write_file(os.path.join(root, snapshot.id, MANIFEST), text.encode(), SavedFile(MANIFEST, mode=0o600))


def pending_snapshots(root: str = SNAPSHOTS) -> list[Snapshot]:
    """The changes to undo if nothing confirms them: from the newest to the oldest pending one."""
    found = [one for one in load_snapshots(root) if one.state != RESTORED]
    pending = [place for place, one in enumerate(found) if one.state == PENDING]
    return found[: pending[-1] + 1] if pending else []


def snapshots_down_to(wanted: str, root: str = SNAPSHOTS) -> list[Snapshot]:
    """The snapshots to restore, the newest first: the wanted one and all later ones. Raises RestoreError."""
    found = [one for one in load_snapshots(root) if one.state != RESTORED]
    ids = [one.id for one in found]
    if wanted not in ids:
        fix = "use one of them" if ids else "leave this node out, because no run has changed it"
        raise RestoreError(
            f"the snapshot {wanted}", f"the node has {', '.join(ids) or 'none'}", "a snapshot of this node", fix
        )
    chain = found[: ids.index(wanted) + 1]
    removed = _removed_copies(chain, root)
    if removed:
        observed = f"those of {', '.join(removed)} were removed, because they have secrets and a later change is proven"
        fix = "provision the node with the variables of that time"
        raise RestoreError(f"the copies in the snapshots down to {wanted}", observed, "a copy of each file", fix)
    return chain


def restorable_ids(snapshots: t.Iterable[Snapshot], root: str = SNAPSHOTS) -> list[str]:
    """The names of those snapshots of the node that can be restored, the newest first."""
    found = [one for one in snapshots if one.state != RESTORED]
    return [one.id for place, one in enumerate(found) if not _removed_copies(found[: place + 1], root)]


def restorations(chain: t.Sequence[Snapshot], root: str = SNAPSHOTS) -> list[Restoration]:
    """One per file. If several snapshots have a file, the oldest counts."""
    found: dict[str, Restoration] = {}
    for snapshot in chain:
        for saved in snapshot.files:
            copy = os.path.join(root, snapshot.id, saved.content) if saved.content else None
            found[saved.path] = Restoration(saved, copy)
    return list(found.values())


def restore(chain: t.Sequence[Snapshot], root: str = SNAPSHOTS) -> list[str]:
    """Restore the files, remove folders that are empty now, run the commands, and restore the time services.

    Returns what failed after the files were restored, one sentence each. Raises RestoreError if a file cannot be
    written. It can be repeated.
    """
    planned = restorations(chain, root)
    try:
        for one in planned:
            one.carry_out()
    except OSError as error:
        raise RestoreError(
            "whether the files of the snapshot can be restored",
            f"{error.strerror}: {error.filename}",
            "files that root can write",
            f"correct this on the node, and run python3 {PROGRAM} --to {chain[-1].id} --restart there",
        ) from error
    for folder in (folder for snapshot in chain for folder in snapshot.folders):
        with contextlib.suppress(OSError):
            os.rmdir(folder)
    _label_again([one.saved.path for one in planned if one.copy is not None])
    commands = dict.fromkeys(tuple(command) for snapshot in chain for command in snapshot.commands)
    return [problem for command in (*commands, *_of_time_services(chain)) for problem in _run(command)]


def mark_restored(chain: t.Sequence[Snapshot], root: str = SNAPSHOTS) -> None:
    """Record that these snapshots were restored, and remove their copies."""
    for snapshot in chain:
        files = tuple(replace(saved, is_removed=saved.content is not None) for saved in snapshot.files)
        save_snapshot(replace(snapshot, state=RESTORED, files=files), root)
        for saved in files:
            if saved.content is not None:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(os.path.join(root, snapshot.id, saved.content))


def disarm(of_itself: bool = False) -> None:
    """Stop the timer of the node and the service that it starts, and remove both. The service calls it `of_itself`."""
    if not any(os.path.exists(path) for path in UNIT_FILES):
        return
    _systemctl("disable", "--now", TIMER)
    if not of_itself:
        _systemctl("stop", SERVICE)
    for path in UNIT_FILES:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
    _systemctl("daemon-reload")


def write_file(path: str, content: bytes, saved: SavedFile) -> None:
    """Replace a file in one step, with the mode and the owner of `saved`."""
    folder = os.path.dirname(path)
    os.makedirs(folder, exist_ok=True)
    for name in os.listdir(folder):
        if name.startswith(".pullproof-"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(os.path.join(folder, name))
    handle, temporary = tempfile.mkstemp(prefix=".pullproof-", dir=folder)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    os.chown(temporary, saved.uid, saved.gid)
    os.chmod(temporary, saved.mode)
    os.replace(temporary, path)


def _wait_for(handle: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                observed = f"another process has it for more than {_COMMAND_SECONDS} s"
                fix = f"find out on the node which process it is: fuser {LOCK}"
                raise RestoreError(f"the lock {LOCK}", observed, "a free lock", fix) from None
        time.sleep(0.2)


def _removed_copies(chain: t.Sequence[Snapshot], root: str) -> list[str]:
    return sorted(one.saved.path for one in restorations(chain, root) if one.saved.is_removed)


def _load(folder: str) -> t.Optional[Snapshot]:
    try:
        with open(os.path.join(folder, MANIFEST), encoding="utf-8") as handle:
            raw = json.load(handle)
        return Snapshot(**{**raw, "files": tuple(SavedFile(**saved) for saved in raw["files"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _state_of(path: str) -> t.Optional[tuple[bytes, int, int, int]]:
    try:
        found = os.stat(path)
        return _bytes_of(path), found.st_mode & 0o7777, found.st_uid, found.st_gid
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def _bytes_of(path: str) -> bytes:
    with open(path, "rb") as handle:
        return handle.read()


def _label_again(paths: t.Sequence[str]) -> None:
    """A file that was removed gets the SELinux context of its folder, not its own."""
    program = shutil.which("restorecon")
    if program and paths:
        subprocess.run([program, *paths], check=False, capture_output=True)


def _of_time_services(chain: t.Sequence[Snapshot]) -> list[tuple[str, ...]]:
    """Two time services must not run at the same time: the ones that were stopped come first."""
    before: dict[str, t.Mapping[str, str]] = {}
    for snapshot in chain:
        before.update(snapshot.time_services)
    commands: list[tuple[str, ...]] = []
    for unit in sorted(before, key=lambda name: before[name]["ActiveState"] == "active"):
        verb = {"enabled": "enable", "disabled": "disable"}.get(before[unit]["UnitFileState"])
        commands += [("systemctl", "--quiet", verb, unit)] if verb else []
        commands.append(("systemctl", "restart" if before[unit]["ActiveState"] == "active" else "stop", unit))
    return commands


def _run(command: t.Sequence[str]) -> list[str]:
    """Why the command failed, as one sentence; empty if it did not."""
    try:
        result = subprocess.run(list(command), check=False, capture_output=True, text=True, timeout=_COMMAND_SECONDS)
    except (subprocess.TimeoutExpired, OSError) as error:
        return [f"{' '.join(command)}: {type(error).__name__}"]
    output = (result.stderr or result.stdout).strip().splitlines()[-1:] or ["no output"]
    return [f"{' '.join(command)}: exit code {result.returncode}, {output[0]}"] if result.returncode else []


def _systemctl(*arguments: str) -> list[str]:
    return _run(("systemctl", *arguments))


def _restart(chain: t.Sequence[Snapshot]) -> list[str]:
    """Restart the runtimes that were active before the changes, and wait for them."""
    units = sorted({unit for snapshot in chain for unit in snapshot.runtimes})
    return [*_systemctl("daemon-reload"), *(problem for unit in units for problem in _systemctl("restart", unit))]


def main() -> int:
    """Restore from the command line. The exit code is 0 if the files were restored."""
    parser = argparse.ArgumentParser(description="Restore the files that runs of pullproof.registry changed.")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--to", metavar="ID", help=f"the oldest snapshot to restore, a folder in {SNAPSHOTS}")
    which.add_argument("--pending", action="store_true", help="undo all changes that are not confirmed")
    parser.add_argument("--restart", action="store_true", help="restart the runtimes that were active")
    options = parser.parse_args()
    try:
        with locked():
            chain = pending_snapshots() if options.pending else snapshots_down_to(options.to)
            changes = [one.result for one in restorations(chain)]
            problems = restore(chain)
            problems += _restart(chain) if options.restart else []
            mark_restored(chain)
            disarm(of_itself=True)
    except (RestoreError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.writelines(f"{change['change']}: {change['path']}\n" for change in changes)
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
