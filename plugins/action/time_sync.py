# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.time_sync`."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._clock.facts import unknown_state
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import (
    NodeAction,
    Result,
    WindowsSupport,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import RUN_KEY
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.time_sync import (
    PACKAGES,
    choose_provider,
    parse_servers,
    plan_servers,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.time_sync_proof import criteria_of, is_in_sync
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.time_sync_service import apply_servers
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import (
    PullproofError,
    raise_for_errors,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.role_variables import too_small
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.time_sync import (
    apply_servers as apply_on_windows,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.w32time import clock_with

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._clock.facts import ClockState
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.time_sync import TimeServer
    from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.time_sync_proof import ClockCriteria
    from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import Query


class ActionModule(NodeAction, WindowsSupport):
    """The servers of the node's time service, and proof that its clock is in sync."""

    NAME = "time_sync"
    SHAPE: t.ClassVar[Result] = {
        "diff": [],
        "files": [],
        "disruption": "none",
        "unmanaged": [],
        "actions": [],
        "provider": None,
        "proven": False,
        **unknown_state(),
    }

    def decide_on_linux(self, arguments: Result, node: LinuxNode) -> Result:
        servers, criteria = self._servers_and_criteria(arguments)
        provider = choose_provider(arguments["provider"], node.observation()["clock"], bool(servers))
        installed = self._install_if_absent(provider, node) if servers and provider else []
        plan = plan_servers(provider, servers, node.observation(), RUN_KEY, arguments["overwrite_unmanaged"])
        done = {"provider": provider, "actions": installed}
        return self._rehearsed(apply_servers(plan, done, criteria, self._task.check_mode, node), criteria)

    def decide_on_windows(self, arguments: Result, node: WindowsNode) -> Result:
        servers, criteria = self._servers_and_criteria(arguments)
        return self._rehearsed(apply_on_windows(servers, criteria, arguments["domain_members"], node), criteria)

    def first_query(self, arguments: Result) -> Query[t.Any]:
        return clock_with(self._servers_and_criteria(arguments)[1].servers)

    def _servers_and_criteria(self, arguments: Result) -> tuple[t.Sequence[TimeServer], ClockCriteria]:
        servers, findings = parse_servers(arguments["servers"])
        raise_for_errors([*findings, *too_small("time_sync", arguments)])
        return servers, criteria_of(servers, arguments)

    def _rehearsed(self, result: Result, criteria: ClockCriteria) -> Result:
        """In a rehearsal, a clock that is not in sync counts as a change: the role waits for it."""
        state = t.cast("ClockState", result)
        is_waiting = self._is_rehearsal and criteria.required and not is_in_sync(state, criteria)
        return {**result, "changed": result["changed"] or is_waiting}

    def _install_if_absent(self, provider: str, node: LinuxNode) -> list[str]:
        if provider in node.observation()["clock"]["units"]:
            return []
        package = PACKAGES[provider]
        if self._task.check_mode:
            return [f"install the package {package}"]
        result = self._package(package)
        if result.get("failed"):
            raise PullproofError(
                f"Checked: the package {package}. Observed: it is absent, installing it failed: {result.get('msg')}. "
                "Expected: a time service. Fix: make the package available to the node, bake it into its image, "
                "or name another time_sync_provider."
            )
        node.invalidate()
        return [f"installed the package {package}"]

    def _package(self, name: str) -> Result:
        """The result of Ansible's own module for packages."""
        task = self.copied_task()
        task.args = {"name": name, "state": "present", "update_cache": True}
        result: Result = self.other_action("ansible.builtin.package", task).run(task_vars=self._task_vars)
        return result
