# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a change restarts the runtime of a node, and whether the node is drained before it.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ansible.module_utils.parsing.convert_bool import boolean
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.disruption import (
    DRAIN,
    RESTART,
    Files,
    worst_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.runtime import NOTHING

AUTO, ALWAYS, NEVER = "auto", "always", "never"


@dataclass(frozen=True)
class ServicePlan:
    """What the role `runtime` would do after the other roles have changed the `files`.

    `result` is that of its module in check mode, `is_allowed` is its option `restart`.
    """

    files: Files
    result: Mapping[str, Any]
    is_allowed: Any = True

    @property
    def runs(self) -> bool:
        """Whether the service runs before the change."""
        return self.result.get("state") != "blocked" and self.result.get("planned", NOTHING) != "start"

    @property
    def restarts(self) -> bool:
        """Whether the service is restarted. On Windows, the module does not know of files that are not written yet."""
        planned = self.result.get("planned", NOTHING)
        is_due = planned == RESTART or (planned == NOTHING and worst_of(self.files) == RESTART)
        return self.runs and is_due and boolean(self.is_allowed)

    def disruption(self, drain: str) -> str:
        """The worst effect of the change: a restart can need a drain before it."""
        if not self.restarts:
            return worst_of(self.files)
        drains = drain == ALWAYS or (drain == AUTO and self.result.get("ends_containers", False))
        return DRAIN if drains else RESTART


def cluster_of(arguments: Mapping[str, Any], host: str, needed: bool) -> dict[str, Any]:
    """Where the Node of the host is, and whether it is `needed` for a drain or a check."""
    return {
        "kubeconfig": arguments["kubeconfig"],
        "context": arguments["kube_context"],
        "node": arguments["node_name"] or host,
        "needed": needed and bool(arguments["kubeconfig"]),
    }
