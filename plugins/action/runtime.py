# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.runtime`."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import (
    NodeAction,
    Result,
    WindowsSupport,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.runtime import NOTHING
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.runtime_service import apply_runtime
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import raise_for_errors
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.role_variables import too_small
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.runtime import (
    apply_runtime as apply_on_windows,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode


class ActionModule(NodeAction, WindowsSupport):
    """The service of the container runtime uses what is on disk."""

    NAME = "runtime"
    SHAPE: t.ClassVar[Result] = {
        "diff": [],
        "state": "failed",
        "runtime": "",
        "unit": "",
        "done": NOTHING,
        "planned": NOTHING,
        "ends_containers": False,
        "reason": "",
        "seconds": 0.0,
        "conditions": [],
        "fault": "",
        "log": [],
        "restart_pending": {"pending": False, "roles": []},
    }

    def decide_on_linux(self, arguments: Result, node: LinuxNode) -> Result:
        raise_for_errors(too_small("runtime", arguments))
        return apply_runtime(arguments, self._task.check_mode, self._is_rehearsal, node)

    def decide_on_windows(self, arguments: Result, node: WindowsNode) -> Result:
        raise_for_errors(too_small("runtime", arguments))
        return apply_on_windows(arguments, node, self._is_rehearsal)
