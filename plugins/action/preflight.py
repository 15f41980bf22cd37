# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action behind `pullproof.registry.preflight`."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import (
    NodeAction,
    Result,
    WindowsSupport,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import choose_runtime
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.node import (
    check_node,
    check_windows_node,
    wave_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.rke2_agent import RUNTIME, query_agent

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode


class ActionModule(NodeAction, WindowsSupport):
    """What must hold before a node is changed."""

    NAME = "preflight"
    SHAPE: t.ClassVar[Result] = {"runtime": None, "unit": None, "version": None, "wave": None}

    def decide_on_linux(self, arguments: Result, node: LinuxNode) -> Result:
        observation = node.observation()
        check_node(observation["os"])
        chosen = choose_runtime(arguments["runtime"], observation)
        name, state = chosen.runtime.name, "not installed yet" if not chosen.installed else chosen.version
        return {
            "runtime": name,
            "unit": chosen.runtime.unit,
            "version": chosen.version,
            "wave": wave_of(name),
            "msg": f"{name}: {state}",
        }

    def decide_on_windows(self, arguments: Result, node: WindowsNode) -> Result:
        agent = query_agent(node, arguments["runtime"])
        check_windows_node(agent, arguments["runtime"])
        version = agent.version or None
        state = (version or "its version is not known") if agent.service else "not installed yet"
        return {
            "runtime": RUNTIME.name,
            "unit": agent.service or RUNTIME.unit,
            "version": version,
            "wave": wave_of(RUNTIME.name),
            "msg": f"{RUNTIME.name}: {state}",
        }
