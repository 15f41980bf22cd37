# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the running service has loaded, against what is on disk: the decision whether a restart is pending.

After each restart the node records systemd's InvocationID of the unit with digests of its inputs. A record of another invocation
says nothing; then the process's start time is compared with the change times of the inputs.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
import os
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._record import STATE_FOLDER, Record
from ansible_collections.pullproof.registry.plugins.module_utils._steps import digest_of, ours_in

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node_files import NodeFiles
    from ansible_collections.pullproof.registry.plugins.module_utils._observe_units import Unit

LOADED_PATH = f"{STATE_FOLDER}/loaded.json"

Inputs = dict[str, str]


def inputs_on_disk(files: NodeFiles, record: Record) -> Inputs:
    """One digest per concern, over all that is ours and takes effect at a restart."""
    parts: dict[str, list[str]] = {}
    for path, owned in sorted(record.files.items()):
        if owned.loads == "restart":
            ours = ours_in(owned.kind, files.read(path), owned.ids)
            parts.setdefault(owned.concern, []).append(f"{path}={digest_of(ours) if ours is not None else 'absent'}")
    return {concern: digest_of("\n".join(lines)) for concern, lines in parts.items()}


def note_loaded(files: NodeFiles, unit: str, invocation: str, inputs: Inputs) -> None:
    """Record that this invocation of the unit started with these inputs."""
    known = _load(files)
    known[unit] = {"invocation": invocation, "inputs": inputs}
    files.write(LOADED_PATH, json.dumps(known, indent=1, sort_keys=True) + "\n", "0600")


def restart_state(files: NodeFiles, name: str, unit: Unit, record: Record) -> dict[str, t.Any]:
    """`{pending, concerns, basis}`: basis is record, times, or stopped (nothing runs, so nothing is loaded)."""
    if not unit["pid"]:
        return {"pending": False, "concerns": [], "basis": "stopped"}
    noted = _load(files).get(name)
    now = inputs_on_disk(files, record)
    if noted and noted["invocation"] == unit["invocation"]:
        stale = sorted(key for key in {*now, *noted["inputs"]} if now.get(key) != noted["inputs"].get(key))
        return {"pending": bool(stale), "concerns": stale, "basis": "record"}
    stale = sorted(concern for concern, when in _changed_at(record).items() if when > (unit["started"] or 0))
    return {"pending": bool(stale), "concerns": stale, "basis": "times"}


def _load(files: NodeFiles) -> dict[str, t.Any]:
    text = files.read(LOADED_PATH)
    loaded: dict[str, t.Any] = json.loads(text) if text else {}
    return loaded


def _changed_at(record: Record) -> dict[str, float]:
    changed = dict(record.touched)
    for path, owned in record.files.items():
        if owned.loads == "restart" and os.path.exists(path):
            changed[owned.concern] = max(changed.get(owned.concern, 0.0), os.stat(path).st_ctime)
    return changed
