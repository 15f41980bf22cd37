# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The state on a Windows node: the record of managed settings, and the marker of a pending restart.

Both are files in the state folder. The record holds no secrets, and no unmanaged values. The marker exists from before
the first change until a successful restart. If a run is stopped in between, the next run restarts the service.
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
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import (
    ProgramOutput,
    combined,
    output_of,
)
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
    """A certificate in a store of LocalMachine, with its `name` in ca_trust and a readable `summary`."""

    store: str
    name: str
    summary: str


@dataclass(frozen=True)
class WindowsState:
    """Managed certificates by thumbprint, files by path, names of variables by service, and ports of the firewall rule
    by role. `summaries` are the settings by role, `pending` the roles with changes that the service has not loaded.
    """

    certificates: t.Mapping[str, ManagedCertificate] = field(default_factory=dict)
    files: t.Mapping[str, ManagedFile] = field(default_factory=dict)
    variables: t.Mapping[str, t.Sequence[str]] = field(default_factory=dict)
    summaries: t.Mapping[str, SettingsSummary] = field(default_factory=dict)
    firewall: t.Mapping[str, str] = field(default_factory=dict)
    pending: tuple[str, ...] = ()
    folder: StateFolder = field(default_factory=StateFolder)


def _state(record: str, marker: str, folder: StateFolder) -> WindowsState:
    """Empty before the first run. Raises PullproofError."""
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


def _pending_roles(output: ProgramOutput) -> tuple[str, ...]:
    """An unreadable marker counts as well: it was written before a change."""
    if output.rc != 0:
        return ()
    try:
        roles = json.loads(output.text)["roles"]
    except (ValueError, KeyError, TypeError):
        return ("unknown",)
    return tuple(sorted(str(role) for role in roles))


# The roles with a pending restart, without the record and the checks of the state folder.
PENDING_ROLES = output_of(f"type {MARKER}", _pending_roles)


def mark_pending(node: WindowsNode, state: WindowsState, role: str) -> WindowsState:
    """Add the role to the marker. Must be called before its first change."""
    if role in state.pending:
        return state
    state = with_folder(node, state)
    state = replace(state, pending=(*state.pending, role))
    _write(node, MARKER, {"roles": list(state.pending)})
    return state


def save(node: WindowsNode, before: WindowsState, after: WindowsState) -> WindowsState:
    """Write the record if it differs. The marker is not changed."""
    if _text(_raw(before)) == _text(_raw(after)):
        return after
    after = with_folder(node, after)
    _write(node, RECORD, _raw(after))
    return after


def clear_pending(node: WindowsNode) -> None:
    """Remove the marker. Must be called after a successful restart."""
    remove_file(node, MARKER)


def with_folder(node: WindowsNode, state: WindowsState) -> WindowsState:
    """Create the state folder if necessary, and remove incomplete files of a run that was stopped."""
    if not state.folder.safe:
        create_state_folder(node)
    for path in state.folder.leftovers:
        remove_file(node, path)
    return replace(state, folder=StateFolder(safe=True))


def _raw(state: WindowsState) -> dict[str, t.Any]:
    return {
        "version": 1,
        "certificates": {thumbprint: asdict(managed) for thumbprint, managed in state.certificates.items()},
        "files": {path: asdict(managed) for path, managed in state.files.items()},
        "variables": {service: list(names) for service, names in state.variables.items()},
        "firewall": dict(state.firewall),
        "summaries": {role: asdict(summary) for role, summary in state.summaries.items()},
    }


def _write(node: WindowsNode, path: str, raw: t.Mapping[str, t.Any]) -> None:
    node.call("ansible.windows.win_copy", {"dest": path, "content": _text(raw)}, secret=True)


def _text(raw: t.Mapping[str, t.Any]) -> str:
    return json.dumps(raw, indent=1, sort_keys=True) + "\n"


def _parsed(path: str, text: str) -> dict[str, t.Any]:
    try:
        parsed: dict[str, t.Any] = json.loads(text)
    except ValueError:
        raise PullproofError(
            f"{path} on the node is not valid JSON. Restore it from a backup, or delete it and run again with "
            "<role>_overwrite_unmanaged: true."
        ) from None
    return parsed
