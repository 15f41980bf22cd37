# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Take a snapshot: copy the files that a run is about to change, before the first of them is written.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import os
import shutil
import typing as t
from dataclasses import dataclass, replace

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.snapshots import timer
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.snapshots.confirm import (
    remove_secrets,
    restored_too_early,
    settle,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.snapshots.restore import (
    APPLIED,
    PENDING,
    RESTORED,
    SNAPSHOTS,
    SavedFile,
    Snapshot,
    disarm,
    load_snapshots,
    save_snapshot,
    write_file,
)
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

NEWEST = 5

TIME_SYNC = "time_sync"

_ACTIVE = ("active", "activating", "reloading")
_TIME_SERVICES = ("chrony.service", "chronyd.service", "systemd-timesyncd.service")


@dataclass(frozen=True)
class SnapshotOrder:
    """The name of the run's snapshot. With `needs_proof`, the change is pending until a proof confirms it. Without a
    confirmation the node undoes it after `confirm_seconds`; 0 for no time limit.
    """

    id: str
    needs_proof: bool = False
    confirm_seconds: int = 0


class SnapshotTaker:
    """The snapshot of one run on one node. It grows with each role that changes something."""

    def __init__(self, order: SnapshotOrder, files: NodeFiles, commands: Commands, root: str = SNAPSHOTS) -> None:
        self._order = order
        self._files = files
        self._commands = commands
        self._root = root

    def add(
        self, role: str, effects: t.Mapping[str, str], record: str, commands: t.Sequence[t.Sequence[str]] = ()
    ) -> None:
        """Copy those files that the snapshot does not have yet. `effects` has by path when the runtime reads the file.

        `record` is the path of the record of managed files. `commands` must run after the files are restored.
        """
        found = load_snapshots(self._root)
        known = next((one for one in found if one.id == self._order.id), None)
        snapshot = known or self._new(found)
        if snapshot.state == RESTORED:
            raise restored_too_early()
        # A role on its own, in the same run as a play whose changes need a proof.
        is_reopened = self._order.needs_proof and snapshot.state != PENDING
        snapshot = replace(snapshot, state=PENDING) if is_reopened else snapshot
        grown = self._with_files(snapshot, {record: "none", **effects}, record)
        every = dict.fromkeys(tuple(command) for command in (*snapshot.commands, *commands))
        services = self._time_services() if role == TIME_SYNC and not snapshot.time_services else snapshot.time_services
        save_snapshot(replace(grown, commands=list(every), time_services=services), self._root)
        if known is None or is_reopened:
            self._begin([one for one in found if one.id != self._order.id])

    def _new(self, earlier: t.Sequence[Snapshot]) -> Snapshot:
        """An empty snapshot, which is not saved yet. Folders of runs that were killed at this point are removed."""
        os.makedirs(self._root, mode=0o700, exist_ok=True)
        os.chmod(self._root, 0o700)
        for name in set(os.listdir(self._root)) - {one.id for one in earlier}:
            shutil.rmtree(os.path.join(self._root, name))
        number = max((one.number for one in earlier), default=0) + 1
        state = PENDING if self._order.needs_proof else APPLIED
        return Snapshot(self._order.id, number, state, runtimes=self._active_runtimes())

    def _begin(self, earlier: t.Sequence[Snapshot]) -> None:
        """Before the first change: start the timer, and remove what is not needed any more.

        The timer also covers pending changes of earlier runs. A change without a proof stops it.
        """
        timer.install_program(self._files)
        if self._order.needs_proof:
            self._arm()
        else:
            disarm()
            settle(earlier, APPLIED, self._root)
            remove_secrets(load_snapshots(self._root)[1:], self._root)
        for outdated in earlier[NEWEST - 1 :]:
            if outdated.state != PENDING:
                shutil.rmtree(os.path.join(self._root, outdated.id))

    def _arm(self) -> None:
        try:
            timer.arm(self._order.confirm_seconds, self._files, self._commands)
        except NodeError:
            settle(load_snapshots(self._root)[:1], APPLIED, self._root)
            raise

    def _with_files(self, snapshot: Snapshot, effects: t.Mapping[str, str], record: str) -> Snapshot:
        known = {saved.path for saved in snapshot.files}
        targets = {os.path.realpath(path): effect for path, effect in sorted(effects.items())}
        new = [path for path in targets if path not in known]
        saved = [self._save(path, f"{len(known) + place}-{os.path.basename(path)}") for place, path in enumerate(new)]
        of_record = os.path.realpath(record)
        marked = [replace(one, takes_effect=targets[one.path], is_record=one.path == of_record) for one in saved]
        missing = [folder for path in new for folder in self._files.missing_folders(path)]
        folders = sorted({*snapshot.folders, *missing}, key=len, reverse=True)
        return replace(snapshot, files=(*snapshot.files, *marked), folders=folders)

    def _save(self, path: str, name: str) -> SavedFile:
        try:
            found = os.stat(path)
        except (FileNotFoundError, NotADirectoryError):
            return SavedFile(path)
        with open(path, "rb") as handle:
            content = handle.read()
        write_file(os.path.join(self._root, self._order.id, name), content, SavedFile(name, mode=0o600))
        return SavedFile(path, name, found.st_mode & 0o7777, found.st_uid, found.st_gid)

    def _active_runtimes(self) -> list[str]:
        units = [runtime.unit for runtime in RUNTIMES.values()]
        return [unit for unit, shown in self._show(units).items() if shown.get("ActiveState") in _ACTIVE]

    def _time_services(self) -> dict[str, dict[str, str]]:
        shown = self._show(_TIME_SERVICES)
        names = ("UnitFileState", "ActiveState")
        return {unit: {name: shown[unit].get(name, "") for name in names} for unit in _TIME_SERVICES if unit in shown}

    def _show(self, units: t.Sequence[str]) -> dict[str, dict[str, str]]:
        """The properties of those units that are installed."""
        properties = "--property=Id,LoadState,ActiveState,UnitFileState"
        out = self._commands.run(["systemctl", "show", "--no-pager", properties, *units], seconds=30).out
        blocks = [dict(line.split("=", 1) for line in block.splitlines() if "=" in line) for block in out.split("\n\n")]
        return {block["Id"]: block for block in blocks if block.get("LoadState") == "loaded"}
