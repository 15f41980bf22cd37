# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is remembered on a Windows node: what is ours, and which changes the service has not loaded yet.

Both are files in a folder that SYSTEM and Administrators alone may enter. The record has no secret in it: of what was
there before ours it knows nothing. The marker is there from before the first change until a good restart, so that a
run that is killed between the two is healed by the next.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
import typing as t
from dataclasses import asdict, dataclass, field, replace

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import ManagedFile
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.summary import SettingsSummary
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import FOLDER
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.files import remove_file
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.queries import content_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import combined
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state_folder import (
    STATE_FOLDER,
    StateFolder,
    create_state_folder,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode

RECORD = rf"{FOLDER}\owned.json"
MARKER = rf"{FOLDER}\restart-pending"


@dataclass(frozen=True)
class ManagedCertificate:
    """A certificate in a store of LocalMachine, installed under a `name` of ca_trust; `summary` is for people."""

    store: str
    name: str
    summary: str


@dataclass(frozen=True)
class WindowsState:
    """Certificates by thumbprint, files by path, names of variables by service, what the roles' files mean, ports of
    a rule of the firewall by role, and the roles that wait for a restart (`pending`). `folder` is where that is
    kept.
    """

    certificates: t.Mapping[str, ManagedCertificate] = field(default_factory=dict)
    files: t.Mapping[str, ManagedFile] = field(default_factory=dict)
    variables: t.Mapping[str, t.Sequence[str]] = field(default_factory=dict)
    summaries: t.Mapping[str, SettingsSummary] = field(default_factory=dict)
    firewall: t.Mapping[str, str] = field(default_factory=dict)
    pending: tuple[str, ...] = ()
    folder: StateFolder = field(default_factory=StateFolder)


def _state(record: str, marker: str, folder: StateFolder) -> WindowsState:
    """Empty where this collection has not been. Raises PullproofError."""
    raw = _parsed(RECORD, record) if record else {}
    pending = tuple(_parsed(MARKER, marker)["roles"]) if marker else ()
    return WindowsState(
        {thumbprint: ManagedCertificate(**managed) for thumbprint, managed in raw.get("certificates", {}).items()},
        {path: ManagedFile(**managed) for path, managed in raw.get("files", {}).items()},
        raw.get("variables", {}),
        {role: SettingsSummary(**summary) for role, summary in raw.get("summaries", {}).items()},
        raw.get("firewall", {}),
        pending,
        folder,
    )


STATE = combined(_state, record=content_of(RECORD), marker=content_of(MARKER), folder=STATE_FOLDER)


def mark_pending(hands: WindowsNode, memory: WindowsState, role: str) -> WindowsState:
    """Put the role on the marker before its first change is made."""
    if role in memory.pending:
        return memory
    memory = with_folder(hands, memory)
    memory = replace(memory, pending=(*memory.pending, role))
    _write(hands, MARKER, {"roles": list(memory.pending)})
    return memory


def save(hands: WindowsNode, before: WindowsState, after: WindowsState) -> WindowsState:
    """Write the record if it says something else than before. The marker is not touched."""
    if _text(_raw(before)) == _text(_raw(after)):
        return after
    after = with_folder(hands, after)
    _write(hands, RECORD, _raw(after))
    return after


def clear_pending(hands: WindowsNode) -> None:
    """After a good restart: the service has loaded everything."""
    remove_file(hands, MARKER)


def with_folder(hands: WindowsNode, memory: WindowsState) -> WindowsState:
    """Our folder is there, with nothing in it that a killed run left."""
    if not memory.folder.safe:
        create_state_folder(hands)
    for path in memory.folder.leftovers:
        remove_file(hands, path)
    return replace(memory, folder=StateFolder(safe=True))


def _raw(memory: WindowsState) -> dict[str, t.Any]:
    return {
        "version": 1,
        "certificates": {thumbprint: asdict(managed) for thumbprint, managed in memory.certificates.items()},
        "files": {path: asdict(managed) for path, managed in memory.files.items()},
        "variables": {service: list(names) for service, names in memory.variables.items()},
        "firewall": dict(memory.firewall),
        "summaries": {role: asdict(summary) for role, summary in memory.summaries.items()},
    }


def _write(hands: WindowsNode, path: str, raw: t.Mapping[str, t.Any]) -> None:
    hands.call("ansible.windows.win_copy", {"dest": path, "content": _text(raw)}, secret=True)


def _text(raw: t.Mapping[str, t.Any]) -> str:
    return json.dumps(raw, indent=1, sort_keys=True) + "\n"


def _parsed(path: str, text: str) -> dict[str, t.Any]:
    try:
        parsed: dict[str, t.Any] = json.loads(text)
    except ValueError:
        raise PullproofError(
            f"Checked: {path} on the node, where this collection keeps what is its own. Observed: it is no JSON. "
            "Expected: what was written there. Fix: restore it from a backup, or remove it and take the files over "
            "with <role>_overwrite_unmanaged: true."
        ) from None
    return parsed
