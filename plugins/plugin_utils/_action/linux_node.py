# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A Linux node for an action: observe it once, apply a plan, and pass the observation to the following actions.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import posixpath
import time
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._facts.model import NodeFacts
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.digest import entries_text, keyed_digest
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.owners import advice_on_changed
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import (
    Plan,
    PlannedFile,
    encode_plan,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import RUN_ID, RUN_KEY, SNAPSHOT
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._facts.model import ManagedFileFacts
    from ansible_collections.pullproof.registry.plugins.module_utils._text.pem_blocks import PemFacts

FACT = "pullproof_node"

MAX_AGE_SECONDS = 120

# Roles that in check mode would have written what takes effect at a restart, at a reload, and so on.
PLANNED_EFFECTS = {"planned": "restart", "planned_reload": "reload", "planned_live": "live", "planned_none": "none"}

_NOT_WRITTEN = ("unchanged", "removed")

Execute = t.Callable[[str, dict[str, t.Any]], dict[str, t.Any]]


class TlsFiles(t.TypedDict):
    """What `tls_files` returned, and for which paths."""

    requested: dict[str, list[str]]
    files: dict[str, PemFacts]


class PlannedChanges(t.TypedDict):
    """In check mode, the roles whose planned changes take effect at a restart, at a reload, and so on."""

    planned: list[str]
    planned_reload: list[str]
    planned_live: list[str]
    planned_none: list[str]


class CachedFacts(t.TypedDict, total=False):
    """What tasks of the same run hand on. `effects` are the roles that changed something, by when it takes effect.

    `written` are the paths that were written, `extended` the pending snapshots of earlier runs that got more time.
    """

    run: str
    seen_at: float
    written: list[str]
    extended: list[str]
    effects: dict[str, list[str]]
    tls: TlsFiles


class Observation(NodeFacts, PlannedChanges, CachedFacts):
    """The facts of the node, and the changes of earlier tasks of the same run."""


class LinuxNode:
    """One node during one task. `execute` runs a module of the collection on it; `facts` are the host's facts.

    In `check_mode` it records, for the tasks that follow, what this one would have changed. If `confirm_seconds` is
    not None, changes need a proof. The node undoes a change that is not confirmed within this time (0: no limit).
    `snapshot` is the name of the snapshot for the changes.
    """

    def __init__(
        self,
        execute: Execute,
        facts: t.Mapping[str, t.Any],
        check_mode: bool,
        confirm_seconds: int | None = None,
        snapshot: str = SNAPSHOT,
    ) -> None:
        self._execute = execute
        self.snapshot = snapshot
        self._confirmation = {"needs_proof": confirm_seconds is not None, "confirm_seconds": confirm_seconds or 0}
        self._check_mode = check_mode
        known = facts.get(FACT) or {}
        self._observation: dict[str, t.Any] | None = dict(known) if _is_recent(known) else None
        # Planned changes hold for the whole run, however old the observation is.
        same_run = check_mode and known.get("run") == RUN_ID
        self._planned = {name: list(known[name]) if same_run else [] for name in PLANNED_EFFECTS}
        # What was changed in earnest, by when it takes effect.
        self._effects: dict[str, list[str]] = dict(known.get("effects", {})) if known.get("run") == RUN_ID else {}
        # For people, about what the task found on the node.
        self.warnings: list[str] = []
        self._written: list[str] = list(known["written"]) if known.get("run") == RUN_ID else []
        self._extended: list[str] = list(known.get("extended", ())) if known.get("run") == RUN_ID else []

    def observation(self) -> Observation:
        """The facts of this run since the last change. Without any, the node is queried."""
        if self._observation is None:
            result = self.run("internal.observe", {"key": RUN_KEY.hex()})
            self._keep(result["observation"])
        return t.cast(Observation, self._observation)

    def apply(self, plan: Plan) -> dict[str, t.Any]:
        """Make the plan true on the node; without a remote call where the observation shows that it is already."""
        if _is_true(plan, self.observation()):
            return {"changed": False, "diff": [], "files": [], "trust_refreshed": False}
        changed_by = {path: facts.get("changed_by", "") for path, facts in self.observation()["managed"].items()}
        order = {"plan": encode_plan(plan), "key": RUN_KEY.hex(), "snapshot": self.snapshot, **self._confirmation}
        result = self.run("internal.apply", order)
        self.record_change(plan.role, result["files"])
        self.warnings += _changed_by_others(result["files"], changed_by)
        self._written += [entry["path"] for entry in result["files"] if entry["change"] not in _NOT_WRITTEN]
        if plan.trust is not None:
            # The tools of the system also write a copy, or a link, of each anchor to the folder of the bundle.
            self._written.append(f"{posixpath.dirname(plan.trust.bundle)}/")
        self._keep(result.pop("observation"))
        return result

    def record_change(self, role: str, files: t.Iterable[t.Mapping[str, str]]) -> None:
        """Record for the following tasks which files the role changed, or would change in check mode."""
        changes = list(files)
        for name, disruption in PLANNED_EFFECTS.items():
            if not _takes_effect_at(disruption, changes):
                continue
            if self._check_mode:
                self._planned[name].append(role)
            else:
                self._effects[disruption] = sorted({*self._effects.get(disruption, ()), role})

    @property
    def has_changed(self) -> bool:
        """Whether this run changed a file of the node."""
        return bool(self._written or self._effects)

    @property
    def extended(self) -> tuple[str, ...]:
        """The pending snapshots of earlier runs that this run confirms as well."""
        return tuple(self._extended)

    def extend(self, snapshots: t.Iterable[str]) -> None:
        """Record for the following tasks that these snapshots got more time."""
        self._extended = list(snapshots)

    @property
    def confirm_seconds(self) -> int:
        """The time that the changes of this play have for their confirmation; 0 for no limit."""
        return int(self._confirmation["confirm_seconds"])

    def planned_restarts(self) -> tuple[str, ...]:
        """The roles that in check mode would have written what takes effect at a restart."""
        return tuple(self._planned["planned"])

    def tls_files(self, certificates: t.Iterable[str], keys: t.Iterable[str]) -> t.Mapping[str, PemFacts]:
        """What is in these files, by path, as `internal.tls` returns it; read once until the node changes.

        Without those that this run writes, or in check mode would write.
        """
        requested = {
            kind: sorted({path for path in paths if not self._writes(path)})
            for kind, paths in (("certificates", certificates), ("keys", keys))
        }
        if not any(requested.values()):
            return {}
        known = self.observation().get("tls")
        if known is None or known["requested"] != requested:
            files = self.run("internal.tls", requested)["files"]
            known = {"requested": requested, "files": files}
            self._observation = {**self.observation(), "tls": known}
        return known["files"]

    def run_change(self, module: str, arguments: dict[str, t.Any]) -> dict[str, t.Any]:
        """Run a node module that changes what is observed, and returns the observation as it is then."""
        self.invalidate()
        result = self.run(module, arguments)
        self._planned = {name: [] for name in PLANNED_EFFECTS}
        self._keep(result.pop("observation"))
        return result

    def run_and_observe(self, module: str, arguments: dict[str, t.Any]) -> dict[str, t.Any]:
        """Run a node module that returns an observation with its own result."""
        result = self.run(module, arguments)
        self._keep(result.pop("observation"))
        return result

    def run(self, module: str, arguments: dict[str, t.Any]) -> dict[str, t.Any]:
        """Run one of the collection's node modules. Its failure becomes a PullproofError with the same keys."""
        result = self._execute(f"pullproof.registry.{module}", arguments)
        result.pop("invocation", None)
        if result.get("failed"):
            details = {key: value for key, value in result.items() if key not in {"failed", "msg", "observation"}}
            raise PullproofError(str(result.get("msg", "the module failed without a message")), details)
        # Core 2.22 adds failed=false to a success. Merged into another result it would hide that result's failure.
        result.pop("failed", None)
        return result

    def invalidate(self) -> None:
        """Discard the observation: something outside a plan changed the node."""
        self._observation = None

    def facts(self) -> dict[str, t.Any]:
        """The fact with the observation for the following actions of this run. Without it, they query it again."""
        if self._observation is None and any(self._planned.values()):
            # A Windows node has no other facts. With the oldest time they are never used as an observation.
            return {FACT: {"run": RUN_ID, "seen_at": 0.0, "written": [], **self._planned}}
        return {FACT: self._observation}

    def _writes(self, path: str) -> bool:
        return any(path == written or (written.endswith("/") and path.startswith(written)) for written in self._written)

    def _keep(self, observation: t.Mapping[str, t.Any]) -> None:
        self._observation = {**observation, "run": RUN_ID, "seen_at": time.time(), **self._planned}
        self._observation |= {"written": sorted(set(self._written)), "extended": self._extended}
        self._observation |= {"effects": self._effects}


def _changed_by_others(files: t.Iterable[t.Mapping[str, str]], changed_by: t.Mapping[str, str]) -> list[str]:
    """A warning for each managed file that somebody else changed, and that is written again."""
    found = ((entry["path"], changed_by.get(entry["path"])) for entry in files if entry["change"] not in _NOT_WRITTEN)
    return [
        f"{path} was changed by {owner} after this collection wrote it. The role writes it again. "
        f"Fix: {advice_on_changed(owner)}."
        for path, owner in found
        if owner
    ]


def _takes_effect_at(disruption: str, files: t.Iterable[t.Mapping[str, str]]) -> bool:
    return any(entry["change"] != "unchanged" and entry["disruption"] == disruption for entry in files)


def _is_recent(known: t.Mapping[str, t.Any]) -> bool:
    return known.get("run") == RUN_ID and time.time() - known["seen_at"] < MAX_AGE_SECONDS


def _is_true(plan: Plan, observation: Observation) -> bool:
    managed = {path: facts for path, facts in observation["managed"].items() if facts["role"] == plan.role}
    trusted = plan.trust is None or not observation["trust"]["missing"]
    return (
        trusted
        and set(managed) - set(plan.keep) == {planned.path for planned in plan.files}
        and all(_is_there(planned, managed[planned.path]) for planned in plan.files)
    )


def _is_there(planned: PlannedFile, facts: ManagedFileFacts) -> bool:
    part = planned.content if planned.kind == "whole" else entries_text(planned.entries)
    return (
        facts["digest"] == keyed_digest(RUN_KEY, part)
        and facts["kind"] == planned.kind
        and planned.mode in (None, facts["mode"])
    )
