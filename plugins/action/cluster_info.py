# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.cluster_info`."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import ControllerAction, Result
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.fleet_report import FleetResults
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.api import connect
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.fleet import nodes_of


class ActionModule(ControllerAction):
    """Reads the Nodes of all hosts of the play, each cluster once."""

    NAME = "cluster_info"
    SHAPE: t.ClassVar[Result] = {"nodes": {}, "cordoned": []}

    def decide(self, arguments: Result) -> Result:
        results = FleetResults({"hosts": []}, arguments["register"], self._task_vars)
        wanted = {name: one["cluster"] for name, one in results.requested().items() if one.get("cluster")}
        nodes = nodes_of(wanted, connect)
        cordoned = [name for name, node in nodes.items() if node["cordoned_by"]]
        return {"nodes": nodes, "cordoned": cordoned, "msg": f"{len(nodes)} Node(s) read"}
