# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nodes that are simulated in the process of Ansible: prepared observations in place of connections."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import NodeAction

from tests.unit.plugins.modules.simulated_linux_node import SimulatedLinuxNode


class CallbackModule(CallbackBase):
    """Loaded before the first task, it replaces the remote calls of the collection's actions."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "prepared_nodes"

    def __init__(self) -> None:
        super().__init__()
        setattr(NodeAction, "_execute", _answer)  # noqa: B010 mypy forbids to assign a method


def _answer(action: NodeAction, module: str, arguments: dict[str, Any]) -> dict[str, Any]:
    folder = Path(os.environ["PREPARED_NODES"]) / action._task_vars["inventory_hostname"]
    node = SimulatedLinuxNode(folder, ["rke2-agent"])
    return node.execute(module, arguments, action._task.check_mode)
