# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.proxy`."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import (
    NodeAction,
    Result,
    WindowsSupport,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.proxy import ROLE, apply_environment
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.proxy_checks import check_variables
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import (
    raise_for_errors,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.proxy import FACTS
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.proxy import (
    apply_environment as apply_on_windows,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import Query


class ActionModule(NodeAction, WindowsSupport):
    """Proxy and further variables for the service of the container runtime."""

    NAME = "proxy"
    ROLE = ROLE
    SHAPE: t.ClassVar[Result] = {
        "diff": [],
        "files": [],
        "disruption": "none",
        "unmanaged": [],
        "variables": [],
        "restart_pending": {"pending": False, "roles": []},
    }

    def decide_on_linux(self, arguments: Result, node: LinuxNode) -> Result:
        raise_for_errors(check_variables(arguments))
        result, findings = apply_environment(arguments, node)
        return {**result, "warnings": self.warnings_of(findings)}

    def decide_on_windows(self, arguments: Result, node: WindowsNode) -> Result:
        raise_for_errors(check_variables(arguments))
        result, findings = apply_on_windows(arguments, node)
        return {**result, "warnings": self.warnings_of(findings)}

    def first_query(self, _arguments: Result) -> Query[t.Any]:
        return FACTS
