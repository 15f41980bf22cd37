# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What this collection wrote on the node: the record that makes ownership and removal possible.

Kept in `/var/lib/pullproof/owned.json`, mode 0600: it may contain values of unmanaged files before they were changed.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
import typing as t
from dataclasses import asdict, dataclass, field, replace

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.summary import SettingsSummary
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

STATE_FOLDER = "/var/lib/pullproof"
TRUST_ROLE = "ca_trust"
# A trust bundle that had lost managed certificates was rebuilt.
REBUILT = "rebuilt"
RECORD_PATH = f"{STATE_FOLDER}/owned.json"


@dataclass(frozen=True)
class ManagedFile:
    """A managed file, or the managed entries of a shared file (`ids`).

    `digest` is the SHA-256 of the content that was written, and `masked` the content without secrets. `replaced` has
    the unmanaged values by entry id, `mode_before` and `backup` the mode of an unmanaged file and the path of its copy.
    `digests_before` are digests that the file may still have after a run that was killed.
    """

    role: str
    kind: str
    takes_effect: str
    mode: t.Optional[str]
    created: bool
    digest: str
    masked: str
    ids: t.Sequence[str] = ()
    replaced: t.Mapping[str, str] = field(default_factory=dict)
    mode_before: t.Optional[str] = None
    backup: t.Optional[str] = None
    digests_before: t.Sequence[str] = ()


@dataclass(frozen=True)
class Record:
    """The managed files by path, and when (epoch seconds) a role last changed a file that needs a restart or a reload.

    The keys of `changed_at` are `<role>` for a restart, `<role>:reload` for a reload, and `ca_trust:rebuilt`.
    `folders` were created for managed files. `summaries` are the settings of the roles as last applied, with digests of
    secrets.
    """

    files: t.Mapping[str, ManagedFile] = field(default_factory=dict)
    changed_at: t.Mapping[str, float] = field(default_factory=dict)
    folders: t.Sequence[str] = ()
    summaries: t.Mapping[str, SettingsSummary] = field(default_factory=dict)

    def of(self, role: str) -> t.Mapping[str, ManagedFile]:
        """The managed files of one role."""
        return {path: managed for path, managed in self.files.items() if managed.role == role}

    def with_folders(self, folders: t.Iterable[str]) -> Record:
        """This record with these folders only."""
        return replace(self, folders=tuple(sorted(set(folders))))

    def with_change(self, role: str, takes_effect: str, when: float) -> Record:
        """This record, with the time of the role's last change of something that needs a restart, or a reload."""
        return replace(self, changed_at={**self.changed_at, _change_key(role, takes_effect): when})

    @property
    def bundle_rebuilt(self) -> float:
        """When the trust bundle was last rebuilt because it had lost managed certificates; 0 for never."""
        return self.changed_at.get(_change_key(TRUST_ROLE, REBUILT), 0.0)

    def last_changes(self, takes_effect: str) -> t.Mapping[str, float]:
        """By role, when it last changed something that needs a restart, or a reload."""
        roles = {key.partition(":")[0] for key in self.changed_at}
        keys = {role: _change_key(role, takes_effect) for role in roles}
        return {role: self.changed_at[key] for role, key in keys.items() if key in self.changed_at}


def _change_key(role: str, takes_effect: str) -> str:
    return role if takes_effect == "restart" else f"{role}:{takes_effect}"


def load_record(files: NodeFiles) -> Record:
    """The record as it is on the node; empty where this collection has not been."""
    text = files.read(RECORD_PATH)
    if text is None:
        return Record()
    try:
        return _record_from(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        observed = "it is not valid JSON" if isinstance(error, ValueError) else "it lacks a part, or has another form"
        fix = "restore it from a backup, or remove it and take the files over with <role>_overwrite_unmanaged: true"
        raise NodeError(f"the record of managed files, {RECORD_PATH}", observed, "the record", fix) from error


def _record_from(raw: t.Mapping[str, t.Any]) -> Record:
    return Record(
        files={path: ManagedFile(**managed) for path, managed in raw["files"].items()},
        changed_at=raw["changed_at"],
        folders=tuple(raw.get("folders", ())),
        summaries={role: SettingsSummary(**summary) for role, summary in raw.get("summaries", {}).items()},
    )


def load_notes(files: NodeFiles, path: str) -> dict[str, t.Any]:
    """A JSON object that this collection can do without: empty if the file is missing, broken, or of another form."""
    try:
        notes = json.loads(files.read(path) or "{}")
    except ValueError:
        return {}
    return notes if isinstance(notes, dict) else {}


def save_record(files: NodeFiles, record: Record) -> None:
    """Write the record, readable by root only."""
    raw = {
        "version": 1,
        "files": {path: asdict(managed) for path, managed in record.files.items()},
        "changed_at": dict(record.changed_at),
        "folders": list(record.folders),
        "summaries": {role: asdict(summary) for role, summary in record.summaries.items()},
    }
    files.write(RECORD_PATH, json.dumps(raw, indent=1, sort_keys=True) + "\n", "0600")
