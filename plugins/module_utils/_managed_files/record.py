# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What this collection wrote on the node: the record that makes ownership and removal possible.

Kept in `/var/lib/pullproof/owned.json`, mode 0600: it may hold what a file of someone else said before we changed it.
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
RECORD_PATH = f"{STATE_FOLDER}/owned.json"


@dataclass(frozen=True)
class ManagedFile:
    """A file of ours, or our entries in a shared one.

    `digest` is SHA-256 of what we wrote, `masked` what people may see of it, `replaced` what stood there before, by
    entry id. `mode_before` is the mode that a file of others had before ours, `kept` where such a file is kept.
    `digests_before` are those that the file may still have, because a run was killed.
    """

    role: str
    kind: str
    loads: str
    mode: t.Optional[str]
    created: bool
    digest: str
    masked: str
    ids: t.Sequence[str] = ()
    replaced: t.Mapping[str, str] = field(default_factory=dict)
    mode_before: t.Optional[str] = None
    kept: t.Optional[str] = None
    digests_before: t.Sequence[str] = ()


@dataclass(frozen=True)
class Record:
    """All owned files by path, and when (epoch seconds) a role last changed what needs a restart, or a reload.

    `touched` has the role's name for a restart, `<role>:reload` for a reload. `folders` were made for our files.
    `meanings` are the roles' as last applied, secrets as digests.
    """

    files: t.Mapping[str, ManagedFile] = field(default_factory=dict)
    touched: t.Mapping[str, float] = field(default_factory=dict)
    folders: t.Sequence[str] = ()
    meanings: t.Mapping[str, SettingsSummary] = field(default_factory=dict)

    def of(self, role: str) -> t.Mapping[str, ManagedFile]:
        """The owned files of one role."""
        return {path: owned for path, owned in self.files.items() if owned.role == role}

    def with_file(self, path: str, owned: ManagedFile) -> Record:
        """This record and one file more."""
        return replace(self, files={**self.files, path: owned})

    def without_file(self, path: str) -> Record:
        """This record and one file less."""
        return replace(self, files={other: owned for other, owned in self.files.items() if other != path})

    def with_folders(self, folders: t.Iterable[str]) -> Record:
        """This record, with exactly these folders of ours."""
        return replace(self, folders=tuple(sorted(set(folders))))

    def with_meaning(self, role: str, meaning: SettingsSummary) -> Record:
        """This record, with what the role's files mean now."""
        return replace(self, meanings={**self.meanings, role: meaning})

    def with_touch(self, role: str, loads: str, when: float) -> Record:
        """This record, with the time of the role's last change of something that needs a restart, or a reload."""
        return replace(self, touched={**self.touched, _touch_key(role, loads): when})

    def touched_by(self, loads: str) -> t.Mapping[str, float]:
        """By role, when it last changed something that needs a restart, or a reload."""
        roles = {key.partition(":")[0] for key in self.touched}
        keys = {role: _touch_key(role, loads) for role in roles}
        return {role: self.touched[key] for role, key in keys.items() if key in self.touched}


def _touch_key(role: str, loads: str) -> str:
    return role if loads == "restart" else f"{role}:{loads}"


def load_record(files: NodeFiles) -> Record:
    """The record as it is on the node; empty where this collection has not been."""
    text = files.read(RECORD_PATH)
    if text is None:
        return Record()
    try:
        raw = json.loads(text)
    except ValueError as error:
        fix = "restore it from a backup, or remove it and take the files over with <role>_overwrite_unmanaged: true"
        raise NodeError(f"the record of what is ours, {RECORD_PATH}", "it is no JSON", "the record", fix) from error
    return Record(
        files={path: ManagedFile(**owned) for path, owned in raw["files"].items()},
        touched=raw["touched"],
        folders=tuple(raw.get("folders", ())),
        meanings={role: SettingsSummary(**meaning) for role, meaning in raw.get("meanings", {}).items()},
    )


def save_record(files: NodeFiles, record: Record) -> None:
    """Write the record, readable by root only."""
    raw = {
        "version": 1,
        "files": {path: asdict(owned) for path, owned in record.files.items()},
        "touched": dict(record.touched),
        "folders": list(record.folders),
        "meanings": {role: asdict(meaning) for role, meaning in record.meanings.items()},
    }
    files.write(RECORD_PATH, json.dumps(raw, indent=1, sort_keys=True) + "\n", "0600")
