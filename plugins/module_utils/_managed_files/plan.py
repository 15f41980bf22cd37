# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan that the controller sends to a node: the files and entries that the node must have.

It travels as one opaque argument (base64 of JSON), because it may hold secrets.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import base64
import json
import typing as t
from dataclasses import dataclass, field

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.digest import Entries
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.summary import SettingsSummary

RESTART, RELOAD = "restart", "reload"


@dataclass(frozen=True)
class PlannedFile:
    """A managed file (`kind` whole: `content`), or managed `entries` of a shared file (env, json, lines, toml).

    `mode` is octal text, or None to keep the mode of the file. `takes_effect` is when the runtime reads a change:
    restart, reload, live, none. `masked` is the content without secrets. `replaceable_values` are, per entry id, the
    unmanaged values that are replaced even without `overwrite_unmanaged`.
    """

    path: str
    kind: str
    mode: t.Optional[str]
    takes_effect: str
    content: str = field(default="", repr=False)
    masked: str = ""
    entries: Entries = field(default_factory=dict, repr=False)
    replaceable_values: t.Mapping[str, t.Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class PlannedTrust:
    """Fingerprints (SHA-256 of DER, lower-case hex) that the bundle at `bundle` must hold, and the command that
    rebuilds it.
    """

    bundle: str
    command: t.Sequence[str]
    fingerprints: t.Sequence[str]


@dataclass(frozen=True)
class Plan:
    """The files of one role on the node. Recorded files of the role that are neither in `files` nor in `keep` (paths)
    are removed. `summary` is for the diff; None if the role has no summary.
    """

    role: str
    key: bytes = field(repr=False)
    files: t.Sequence[PlannedFile] = ()
    overwrite_unmanaged: bool = False
    trust: t.Optional[PlannedTrust] = None
    keep: t.Sequence[str] = ()
    summary: t.Optional[SettingsSummary] = field(default=None, repr=False)


def decode_plan(blob: str) -> Plan:
    """Read the argument that `encode_plan` made."""
    raw = json.loads(base64.b64decode(blob))
    trust, summary = raw.get("trust"), raw.get("summary")
    return Plan(
        role=raw["role"],
        key=bytes.fromhex(raw["key"]),
        files=tuple(PlannedFile(**item) for item in raw["files"]),
        overwrite_unmanaged=raw["overwrite_unmanaged"],
        trust=PlannedTrust(**trust) if trust else None,
        keep=tuple(raw["keep"]),
        summary=SettingsSummary(**summary) if summary else None,
    )


def encode_plan(plan: Plan) -> str:
    """The opaque argument for `internal.apply`."""
    raw = {
        "role": plan.role,
        "key": plan.key.hex(),
        "files": [vars(item) for item in plan.files],
        "overwrite_unmanaged": plan.overwrite_unmanaged,
        "trust": vars(plan.trust) if plan.trust else None,
        "keep": list(plan.keep),
        "summary": vars(plan.summary) if plan.summary else None,
    }
    return base64.b64encode(json.dumps(raw).encode()).decode()
