# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of a node around its pulls, for a diagnosis and for people.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.node_checks import NodeCheck
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import NodeState
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.plan import ROLE as REGISTRIES
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.proxy import ROLE as PROXY
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.expectation.expectation import Expectation

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._clock.facts import ClockState
    from ansible_collections.pullproof.registry.plugins.module_utils._facts.model import ManagedFileFacts, NodeFacts
    from ansible_collections.pullproof.registry.plugins.module_utils._service.facts import (
        EnvironmentFileFacts,
        ServiceFacts,
    )

Facts = Mapping[str, Any]

# By less than that no certificate is judged otherwise.
_CLOCK_SECONDS = 60.0


def context_of(expectation: Expectation, node: NodeFacts | None, room: Facts | None) -> NodeState:
    """The context, from the facts of the runtime and of a Linux node, and from the `room` in its image store."""
    facts = expectation.chosen.installed_facts
    restart, reload = facts["restart"], facts["reload"]
    changed = [loads["since"] for loads in (restart, reload) if loads["since"] is not None]
    return NodeState(
        pending_roles=tuple(sorted({*restart["roles"], *reload["roles"]})),
        since=moment(max(changed, default=None)),
        environment_differs=tuple(facts["service"]["environment_differs"]),
        shadowed=tuple(_shadowed(facts["unit"]["environment_files"], node["managed"] if node else {})),
        clock_offset=_offset(node["clock"]["state"] if node else None),
        anchors_missing=tuple(node["trust"]["missing"] if node else ()),
        ca_newer_than_process=_is_newer(node["trust"]["changed"] if node else None, facts["service"]),
        disk_free_mib=room["free_mb"] if room else None,
        store_read_only=bool(room and room["read_only"]),
        known_issues=expectation.known_issues,
        sources=facts["service"]["sources"],
        trust_variables=facts["service"]["trust_variables"],
        changed_files=_changed_files(node["managed"] if node else {}),
    )


def checks(context: NodeState, expectation: Expectation) -> list[dict[str, str]]:
    """`[{check, state, observed}]` for reports, by stable ids; what is not known is left out."""
    found = (
        (NodeCheck.RESTART_PENDING, not context.pending_roles, _pending(context)),
        (NodeCheck.ENVIRONMENT_DIFFERS, not context.environment_differs, ", ".join(context.environment_differs)),
        (NodeCheck.VARIABLE_SHADOWED, not context.shadowed, "; ".join(context.shadowed)),
        (NodeCheck.ANCHORS_MISSING, not context.anchors_missing, ", ".join(context.anchors_missing)),
        (NodeCheck.STORE_READ_ONLY, not context.store_read_only, "the image store's file system is mounted read-only"),
        (NodeCheck.KNOWN_ISSUES, not context.known_issues, _sentences(context)),
        (
            NodeCheck.DRIFT,
            not expectation.drifted,
            _drift(expectation, context),
        ),
        *_measured(context),
    )
    return [
        check.result(passed, observed if not passed or check in _FIGURES else "") for check, passed, observed in found
    ]


_FIGURES = (NodeCheck.CLOCK_OFFSET, NodeCheck.DISK_FREE)


def _measured(context: NodeState) -> Iterator[tuple[NodeCheck, bool, str]]:
    if context.clock_offset is not None:
        is_right = abs(context.clock_offset) < _CLOCK_SECONDS
        yield NodeCheck.CLOCK_OFFSET, is_right, f"{context.clock_offset:+.3f} s from the time servers"
    if context.disk_free_mib is not None:
        yield NodeCheck.DISK_FREE, context.disk_free_mib > 0, f"{context.disk_free_mib} MiB free in the image store"


def moment(seconds: float | None) -> str:
    """A point in time as text (UTC); empty if it is not known."""
    if seconds is None:
        return ""
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _sentences(context: NodeState) -> str:
    return "; ".join(dict.fromkeys(issue.sentence for issue in context.known_issues))


def _pending(context: NodeState) -> str:
    since = f" since {context.since}" if context.since else ""
    return f"the running service has not loaded {', '.join(context.pending_roles)}{since}"


def _changed_files(managed: Mapping[str, ManagedFileFacts]) -> dict[str, str]:
    return {
        path: owner
        for path, facts in managed.items()
        if facts["role"] == REGISTRIES and (owner := facts.get("changed_by", ""))
    }


def _drift(expectation: Expectation, context: NodeState) -> str:
    changes = [f"{path} was changed by {owner}" for path, owner in context.changed_files.items()]
    return "; ".join((f"other endpoints than in the variables for {', '.join(expectation.drifted)}", *changes))


def _offset(state: ClockState | None) -> float | None:
    """A time service counts how far the clock is behind."""
    if not state or state["offset_ms"] is None:
        return None
    return -float(state["offset_ms"]) / 1000


def _is_newer(changed: float | None, service: ServiceFacts) -> bool:
    started = service["process_started"]
    return changed is not None and started is not None and changed > started


def _shadowed(files: list[EnvironmentFileFacts], managed: Mapping[str, ManagedFileFacts]) -> Iterator[str]:
    """systemd takes a variable from the last file that has it."""
    for index, file in enumerate(files):
        if file["path"] not in managed or managed[file["path"]]["role"] != PROXY:
            continue
        for later in files[index + 1 :]:
            for name in sorted(set(file["names"]) & set(later["names"])):
                yield f"{later['path']} sets {name} over {file['path']}"
