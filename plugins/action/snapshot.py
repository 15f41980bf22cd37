# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.snapshot`."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import (
    NodeAction,
    Result,
    WindowsSupport,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.disruption import RESTART
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.decision import (
    NEVER,
    ServicePlan,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.snapshot import (
    UNPROVEN,
    confirm,
    extend,
    list_snapshots,
    restart_ends_containers,
    restore,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode

RESTORED = "restored"
ACTS = {"confirmed": confirm, "extended": extend, "listed": list_snapshots, RESTORED: restore}


class ActionModule(NodeAction, WindowsSupport):
    """Restores the files of a node as they were before a run, or confirms the change of the run."""

    NAME = "snapshot"
    SHAPE: t.ClassVar[Result] = {
        "diff": [],
        "files": [],
        "disruption": "none",
        "snapshot": "",
        "restorable": [],
        "restored": [],
        "wave": "",
        "kept": False,
    }

    def decide(self, arguments: Result) -> Result:
        result = super().decide(arguments)
        drain = arguments["drain"]
        if drain != NEVER and result["disruption"] == RESTART:
            service = ServicePlan(result["files"], {"ends_containers": restart_ends_containers(arguments, self._node)})
            result["disruption"] = service.disruption(drain)
        return result

    def decide_on_linux(self, arguments: Result, node: LinuxNode) -> Result:
        return ACTS[arguments["state"]](arguments, node)

    def decide_on_windows(self, arguments: Result, node: WindowsNode) -> Result:
        del node
        if arguments["state"] != RESTORED or arguments["to"] == UNPROVEN:
            return {"kept": arguments["state"] == RESTORED, "msg": "Windows nodes have no snapshots"}
        raise PullproofError(
            "Checked: the snapshots of the node. Observed: a Windows node, which does not take snapshots. Expected: a "
            "Linux node. Fix: exclude the Windows nodes, and provision them with the variables of that time."
        )
