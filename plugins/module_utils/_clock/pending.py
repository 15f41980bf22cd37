# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the running time service has loaded the managed files: by a record of its invocation, else by times.

After a run that was stopped between writing and reloading, the next run reloads. Times are the second choice, because
this role may set the clock back.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
import os
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.digest import digest_of, managed_part
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import (
    STATE_FOLDER,
    Record,
    load_notes,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
    from ansible_collections.pullproof.registry.plugins.module_utils._service.facts import UnitFacts

ROLE = "time_sync"
LOADED_PATH = f"{STATE_FOLDER}/clock_loaded.json"


def clock_loaded(files: NodeFiles, name: str, unit: UnitFacts, record: Record, folder: str) -> bool:
    """Whether the unit has loaded the managed files. The time of their `folder` shows when one was removed."""
    managed = record.of(ROLE)
    recorded = load_notes(files, LOADED_PATH)
    if not managed and not recorded:
        return True
    if (recorded.get("unit"), recorded.get("invocation")) == (name, unit["invocation"]):
        return bool(recorded.get("inputs") == _inputs(files, record))
    return max((_changed_at(path) for path in [*managed, folder]), default=0.0) <= (unit["started"] or 0.0)


def record_clock_loaded(files: NodeFiles, name: str, unit: UnitFacts, record: Record) -> None:
    """Record that this invocation of the unit has loaded the managed files as they are now."""
    recorded = {"unit": name, "invocation": unit["invocation"], "inputs": _inputs(files, record)}
    files.write(LOADED_PATH, json.dumps(recorded, indent=1) + "\n", "0600")


def _inputs(files: NodeFiles, record: Record) -> str:
    parts = {
        path: managed_part(managed.kind, files.read(path), managed.ids) for path, managed in record.of(ROLE).items()
    }
    return digest_of(json.dumps(parts, sort_keys=True))


def _changed_at(path: str) -> float:
    return os.stat(path).st_ctime if os.path.exists(path) else 0.0
