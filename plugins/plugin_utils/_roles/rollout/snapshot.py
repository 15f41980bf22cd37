# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Restores snapshots of a Linux node, and confirms its changes.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import STATE_FOLDER
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import RUN_KEY
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import (
    choose_runtime_if_needed,
    runtime_expected_to_run,
    wave_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.runtime import ends_containers
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode

LAST, UNPROVEN = "last", "unproven"

_FAILED = ("failed", "blocked")
_NOTHING = "no change is pending"

Result = dict[str, t.Any]


def list_snapshots(arguments: Result, node: LinuxNode) -> Result:
    """The names of the snapshots, and the wave in which the node is restored."""
    facts = node.observation()["snapshots"]
    chosen = choose_runtime_if_needed(arguments["runtime"], node.observation(), needed=False)
    wave = wave_of(chosen.runtime.name if chosen else "")
    return {**_names(node), "wave": wave, "msg": f"{len(facts['restorable'])} snapshots can be restored"}


def extend(_arguments: Result, node: LinuxNode) -> Result:
    """Give pending changes of earlier runs the time of this play. Without any, there is no remote call."""
    pending = node.observation()["snapshots"]["pending"]
    if not pending:
        return {**_names(node), "msg": _NOTHING}
    done = _run(node, "extend", "", confirm_seconds=node.confirm_seconds)
    # The timer may have expired since the last observation.
    node.extend(node.observation()["snapshots"]["pending"])
    return {"changed": done["changed"], **_names(node), "msg": f"{node.confirm_seconds or 'unlimited'} s from now on"}


def confirm(_arguments: Result, node: LinuxNode) -> Result:
    """Confirm the pending changes. There is no remote call if this run did not change the node, and no change
    is pending.

    Raises PullproofError if the node undid the change of this run. What was observed before may be outdated.
    """
    if not node.has_changed and not node.extended and not node.observation()["snapshots"]["pending"]:
        return {**_names(node), "msg": _NOTHING}
    done = _run(node, "confirm", node.snapshot, expected=list(node.extended))
    return {"changed": done["changed"], **_names(node), "msg": "the change is confirmed"}


def restore(arguments: Result, node: LinuxNode) -> Result:
    """Restore the files down to the wanted snapshot. Raises PullproofError if it does not exist."""
    if arguments["to"] == UNPROVEN:
        # The timer of the node may have restored the files since the last observation.
        node.invalidate()
    snapshot = _snapshot_of(arguments["to"], node)
    if not snapshot:
        return _without_change(node)
    # With an unproven change of an earlier run, it is not known what the node could pull before both.
    if not node.extended and not is_worse(arguments["result"], arguments["pullable"], arguments["probed"]):
        return _keep(node)
    done = _run(node, "restore", snapshot)
    files = [entry for entry in done["files"] if not entry["path"].startswith(f"{STATE_FOLDER}/")]
    node.record_change("snapshot", files)
    return {
        "changed": True,
        "files": files,
        "diff": [_diff(entry, snapshot) for entry in files if entry["change"] != "unchanged"],
        "snapshot": snapshot,
        "warnings": [f"The files are restored, but a command failed afterwards: {text}." for text in done["problems"]],
        **_names(node),
        "msg": f"the node has its files from before the run {snapshot}",
    }


def restart_ends_containers(arguments: Result, node: LinuxNode) -> bool:
    """Whether a restart of the runtime ends the containers of the node."""
    chosen = runtime_expected_to_run(arguments["runtime"], node.observation())
    return chosen is not None and ends_containers(chosen)


def is_worse(result: t.Mapping[str, t.Any] | None, pullable: t.Collection[str], probed: t.Collection[str]) -> bool:
    """Whether the change has to be undone.

    It stays only if pulls failed after it, and probes showed that none of these images could be pulled before.
    """
    if not result or result.get("failed") or result.get("skipped"):
        return True
    failed = [image["reference"] for image in result.get("images", ()) if image["state"] in _FAILED]
    return not failed or any(reference in pullable or reference not in probed for reference in failed)


def _without_change(node: LinuxNode) -> Result:
    is_restored = node.snapshot in node.observation()["snapshots"]["restored"]
    msg = "the node has restored itself, because the change was not confirmed in time" if is_restored else _NOTHING
    return {"snapshot": node.snapshot if is_restored else "", **_names(node), "msg": msg}


def _keep(node: LinuxNode) -> Result:
    """Stop the timer of the node, which would restore a configuration that is not better."""
    _run(node, "keep", node.snapshot)
    msg = "the change stays, because each image that failed could not be pulled before either"
    return {**_names(node), "kept": True, "msg": msg}


def _run(node: LinuxNode, act: str, snapshot: str, **options: t.Any) -> Result:
    order = {"do": act, "snapshot": snapshot, "key": RUN_KEY.hex(), **options}
    return node.run_and_observe("internal.snapshot", order)


def _names(node: LinuxNode) -> dict[str, list[str]]:
    facts = node.observation()["snapshots"]
    return {"restorable": facts["restorable"], "restored": facts["restored"]}


def _snapshot_of(wanted: str, node: LinuxNode) -> str:
    """The name of the oldest snapshot to restore; empty if no change is unproven."""
    facts = node.observation()["snapshots"]
    restorable = facts["restorable"]
    if wanted == UNPROVEN:
        own = [node.snapshot] if node.snapshot in restorable else []
        return next(iter([*facts["pending"][::-1], *own]), "")
    name = restorable[0] if wanted == LAST and restorable else wanted
    if name not in restorable:
        fix = "use one of them" if restorable else "exclude this node, because no run has changed it"
        raise PullproofError(
            f"Checked: the snapshot {wanted}. Observed: the node has {', '.join(restorable) or 'no snapshot'}. "
            f"Expected: a snapshot of this node. Fix: {fix}."
        )
    return name


def _diff(entry: t.Mapping[str, str], snapshot: str) -> dict[str, str]:
    """The content is not shown, because it can contain secrets."""
    path, is_removed = entry["path"], entry["change"] == "removed"
    after = "" if is_removed else f"# as before the run {snapshot}\n"
    return {"before_header": path, "after_header": path, "before": "# as it is on the node\n", "after": after}
