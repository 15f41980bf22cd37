# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan that the controller sends to a node: which files, or parts of files, are to be there.

It travels as one opaque argument (base64 of JSON), because it may hold secrets.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import typing as t
from dataclasses import dataclass, field

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.summary import SettingsSummary

Entries = t.Mapping[str, str]


@dataclass(frozen=True)
class PlannedFile:
    """One file of ours (`kind` whole: `content`), or our `entries` in a file that others share (env, json, lines,
    toml).

    `mode` is octal text, or None to keep what is there. `loads` says when the runtime notices a change: restart,
    reload, live, none.
    `masked` is what people may see. `yields` lists, per entry id, foreign values that may be replaced unasked.
    """

    path: str
    kind: str
    mode: t.Optional[str]
    loads: str
    content: str = field(default="", repr=False)
    masked: str = ""
    entries: Entries = field(default_factory=dict, repr=False)
    yields: t.Mapping[str, t.Sequence[str]] = field(default_factory=dict)


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
    """All that one role wants on the node; what is recorded for it and is neither in `files` nor in `keep`
    (paths) is removed. `meaning` is for the diff; None where there is none.
    """

    role: str
    key: bytes = field(repr=False)
    files: t.Sequence[PlannedFile] = ()
    adopt: bool = False
    trust: t.Optional[PlannedTrust] = None
    keep: t.Sequence[str] = ()
    meaning: t.Optional[SettingsSummary] = field(default=None, repr=False)


def decode_plan(blob: str) -> Plan:
    """Read the argument that `encode_plan` made."""
    raw = json.loads(base64.b64decode(blob))
    trust, meaning = raw.get("trust"), raw.get("meaning")
    return Plan(
        role=raw["role"],
        key=bytes.fromhex(raw["key"]),
        files=tuple(PlannedFile(**item) for item in raw["files"]),
        adopt=raw["adopt"],
        trust=PlannedTrust(**trust) if trust else None,
        keep=tuple(raw["keep"]),
        meaning=SettingsSummary(**meaning) if meaning else None,
    )


def encode_plan(plan: Plan) -> str:
    """The opaque argument for `internal.apply`."""
    raw = {
        "role": plan.role,
        "key": plan.key.hex(),
        "files": [vars(item) for item in plan.files],
        "adopt": plan.adopt,
        "trust": vars(plan.trust) if plan.trust else None,
        "keep": list(plan.keep),
        "meaning": vars(plan.meaning) if plan.meaning else None,
    }
    return base64.b64encode(json.dumps(raw).encode()).decode()


def entries_text(entries: Entries) -> str:
    """Entries in the one canonical form that digests are made of: sorted, but for the members of one list.

    Docker Engine asks `registry-mirrors` in their order.
    """
    return json.dumps(dict(sorted(entries.items(), key=_place)), separators=(",", ":"))


def _place(entry: tuple[str, str]) -> str:
    """The id of the list for a member of it, such as `["registry-mirrors", ["https://m"]]`, else the entry's own id."""
    name = entry[0]
    return name.rpartition(", [")[0] or name if name.endswith("]]") else name


def keyed_digest(key: bytes, text: str) -> str:
    """A digest that says nothing about `text` to whoever does not know this run's `key`."""
    return hmac.new(key, text.encode("utf-8", "surrogateescape"), hashlib.sha256).hexdigest()


RESTART = "restart"


RELOAD = "reload"
