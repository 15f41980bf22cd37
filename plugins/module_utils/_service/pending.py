# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the running service has loaded, against what is on disk: the decision whether a restart or a reload is pending.

After each restart or reload the node records systemd's InvocationID of the unit with digests of its inputs. A record of
another invocation is not used; then the process's start time is compared with the change times of the inputs.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
import os
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.digest import digest_of, managed_part
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import RELOAD, RESTART
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import (
    STATE_FOLDER,
    TRUST_ROLE,
    Record,
    load_notes,
    load_record,
    save_record,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
    from ansible_collections.pullproof.registry.plugins.module_utils._service.facts import PendingFacts, UnitFacts

LOADED_PATH = f"{STATE_FOLDER}/loaded.json"
# Instead of a role, in the record of changes.
RESTORED_FILES = "restored files"


Inputs = dict[str, str]

_INPUTS = {RESTART: "inputs", RELOAD: "reload_inputs"}


def inputs_on_disk(files: NodeFiles, record: Record, takes_effect: str) -> Inputs:
    """One digest per role of its managed files that take effect at a restart, or at a reload.

    Of CA certificates, the names of the files do not count. A bundle that was rebuilt counts.
    """
    parts: dict[str, set[str]] = {}
    for path, managed in record.files.items():
        if managed.takes_effect == takes_effect:
            part = managed_part(managed.kind, files.read(path), managed.ids)
            name = f"rebuilt {record.bundle_rebuilt}" if managed.role == TRUST_ROLE else path
            parts.setdefault(managed.role, set()).add(f"{name}={digest_of(part) if part is not None else 'absent'}")
    return {role: digest_of("\n".join(sorted(lines))) for role, lines in parts.items()}


def record_loaded(files: NodeFiles, unit: str, invocation: str, inputs: Inputs, takes_effect: str = RESTART) -> None:
    """Record that this invocation of the unit has loaded these inputs."""
    known = _load(files)
    recorded = known.get(unit, {})
    same = recorded if recorded.get("invocation") == invocation else {}
    known[unit] = {**same, "invocation": invocation, _INPUTS[takes_effect]: inputs}
    files.write(LOADED_PATH, json.dumps(known, indent=1, sort_keys=True) + "\n", "0600")


def require_load(effects: t.Collection[str], files: NodeFiles, now: float) -> None:
    """Record that the running service has to load restored files. What it has loaded is not known any more.

    `effects` are restart, reload, and others. Restored records of files do not have the time of this change.
    """
    needed = {RESTART, RELOAD} & set(effects)
    if not needed:
        return
    record = load_record(files)
    for takes_effect in sorted(needed):
        record = record.with_change(RESTORED_FILES, takes_effect, now)
    save_record(files, record)
    if files.read(LOADED_PATH) is not None:
        files.remove(LOADED_PATH)


def load_state(files: NodeFiles, name: str, unit: UnitFacts, record: Record, takes_effect: str) -> PendingFacts:
    """`{pending, roles, basis, since}`: basis is record, times, or stopped (nothing runs, so nothing is loaded).

    `since` is the last of the pending changes (epoch seconds), None if nothing is pending or it is not known.
    """
    if not unit["pid"]:
        return {"pending": False, "roles": [], "basis": "stopped", "since": None}
    changed = _changed_at(record, takes_effect)
    recorded = _load(files).get(name, {})
    loaded = recorded.get(_INPUTS[takes_effect])
    if isinstance(loaded, dict) and recorded.get("invocation") == unit["invocation"]:
        now = inputs_on_disk(files, record, takes_effect)
        stale = {key for key in {*now, *loaded} if now.get(key) != loaded.get(key)}
        basis = "record"
    else:
        stale = {role for role, when in changed.items() if when > (unit["started"] or 0)}
        basis = "times"
    if takes_effect == RESTART:
        stale |= _unseen_drop_ins(name, unit, record)
    since = max((changed[role] for role in stale if role in changed), default=None)
    return {"pending": bool(stale), "roles": sorted(stale), "basis": basis, "since": since}


def _load(files: NodeFiles) -> dict[str, t.Any]:
    """By unit what it has loaded. Without this file, or with a broken one, the times of the files decide."""
    return {unit: notes for unit, notes in load_notes(files, LOADED_PATH).items() if isinstance(notes, dict)}


def _changed_at(record: Record, takes_effect: str) -> dict[str, float]:
    changed = dict(record.last_changes(takes_effect))
    for path, managed in record.files.items():
        # A renamed file of a CA is new, and the certificate is not.
        is_timed = managed.role == TRUST_ROLE and managed.role in changed
        if managed.takes_effect == takes_effect and os.path.exists(path) and not is_timed:
            changed[managed.role] = max(changed.get(managed.role, 0.0), os.stat(path).st_ctime)
    return changed


def _unseen_drop_ins(name: str, unit: UnitFacts, record: Record) -> set[str]:
    """Roles whose drop-in systemd has not read: a restart by someone else did not load it either."""
    folder = f"/etc/systemd/system/{name}.d/"
    unseen = (managed.role for path, managed in record.files.items() if path.startswith(folder))
    return set(unseen) if unit["needs_reload"] else set()
