# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.registry_probe_info`."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._probe_plan import encode_probe_plan, probe_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._bounds import too_small
from ansible_collections.pullproof.registry.plugins.plugin_utils._concern_action import ConcernAction, Result
from ansible_collections.pullproof.registry.plugins.plugin_utils._errors import refuse
from ansible_collections.pullproof.registry.plugins.plugin_utils._hosts_on_node import hosts_on_node
from ansible_collections.pullproof.registry.plugins.plugin_utils._probe_request import NODE, asked_of, plan_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._probe_result import entries, sentence, table
from ansible_collections.pullproof.registry.plugins.plugin_utils._runtime_choice import choose_runtime

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._node import Node


class ActionModule(ConcernAction):
    """Probes the endpoints of images from the node."""

    NAME = "registry_probe_info"
    SHAPE: t.ClassVar[Result] = {"probes": [], "table": [], "runtime_name": "", "seconds": 0.0}

    def decide(self, arguments: Result, node: Node) -> Result:
        refuse(too_small("probe", arguments))
        chosen = choose_runtime(arguments["runtime"], node.observation())
        found = hosts_on_node(chosen) if arguments["source"] == NODE else None
        explanations, asked = asked_of(arguments, chosen, found)
        answer = node.run("node_probe", {"plan": encode_probe_plan(plan_of(asked, arguments))})
        probes = entries(asked, [probe_of(probe) for probe in answer["probes"]])
        return {
            "probes": probes,
            "table": table(probes, explanations),
            "runtime_name": chosen.runtime.name,
            "seconds": answer["seconds"],
            "msg": sentence(probes),
        }
