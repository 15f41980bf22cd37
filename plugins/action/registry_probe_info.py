# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.registry_probe_info`."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import encode_probe_plan, probe_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import NodeAction, Result
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import choose_runtime
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.node_files import hosts_on_node
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import raise_for_errors
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.role_variables import too_small
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.request import (
    NODE,
    plan_of,
    probe_targets,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.result import entries, sentence, table

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode


class ActionModule(NodeAction):
    """Probes the endpoints of images from the node."""

    NAME = "registry_probe_info"
    SHAPE: t.ClassVar[Result] = {"probes": [], "table": [], "runtime_name": "", "seconds": 0.0}

    def decide_on_linux(self, arguments: Result, node: LinuxNode) -> Result:
        raise_for_errors(too_small("probe", arguments))
        chosen = choose_runtime(arguments["runtime"], node.observation())
        found = hosts_on_node(chosen) if arguments["source"] == NODE else None
        registries = parse_registries(arguments["mirrors"], arguments["configs"], arguments["dial_timeout"])
        explanations, targets = probe_targets(registries, arguments, chosen, found)
        answer = node.run("internal.probe", {"plan": encode_probe_plan(plan_of(targets, arguments))})
        probes = entries(targets, [probe_of(probe) for probe in answer["probes"]])
        return {
            "probes": probes,
            "table": table(probes, explanations),
            "runtime_name": chosen.runtime.name,
            "seconds": answer["seconds"],
            "msg": sentence(probes),
        }
