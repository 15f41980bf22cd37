# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.time_sync`."""

from __future__ import annotations

import time
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
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.time_sync_proof import (
    Wanted,
    judge,
    measured,
    source_warning,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import (
    PullproofError,
    raise_for_errors,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.role_variables import too_small
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.time_sync import (
    check_answers,
    check_domain,
    check_policy,
    diff_of,
    files_of,
    resynchronise,
    set_clock,
    wanted_values,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.w32time import (
    PROVIDER,
    SERVICE,
    WindowsClock,
    query_clock,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._clock.facts import ClockFacts
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.time_sync import TimeServer

_PAUSE_SECONDS = 2
_UNASKED = "No proof was asked for: no server is listed, or proof is never"


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
        servers, findings = parse_servers(arguments["servers"])
        raise_for_errors([*findings, *too_small("time_sync", arguments)])
        provider = choose_provider(arguments["provider"], node.observation()["clock"], bool(servers))
        installed = self._install_if_absent(provider, node) if servers and provider else []
        overwrite_unmanaged = arguments["overwrite_unmanaged"]
        applied = node.apply(plan_servers(provider, servers, node.observation(), RUN_KEY, overwrite_unmanaged))
        applied.pop("trust_refreshed")
        done = {**applied, "actions": installed, "changed": applied["changed"] or bool(installed), "provider": provider}
        wanted, prove = _wanted(servers, arguments), _is_asked(servers, arguments)
        if self._task.check_mode:
            return _preview(done, node.observation()["clock"], wanted, prove)
        return self._prove(done, wanted, prove, node)

    def decide_on_windows(self, arguments: Result, node: WindowsNode) -> Result:
        servers, findings = parse_servers(arguments["servers"])
        raise_for_errors([*findings, *too_small("time_sync", arguments)])
        wanted, prove = _wanted(servers, arguments), _is_asked(servers, arguments)
        clock = query_clock(node, wanted.servers)
        values = wanted_values(servers, clock) if servers else {}
        if servers:
            check_policy(servers, clock)
        if values:
            _check_change(clock, prove, arguments, node)
        is_set = not values and (not servers or (clock.starts and clock.runs))
        done = {"provider": PROVIDER, "changed": not is_set, "diff": diff_of(values), "files": files_of(values)}
        if self._task.check_mode:
            return _preview_on_windows(done, clock, wanted, prove)
        actions = [] if is_set else set_clock(node, values, clock)
        if not is_set:
            clock = query_clock(node, wanted.servers)
        return _proven_on_windows({**done, "actions": actions}, clock, wanted, prove, node)

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
        task = self._task.copy()
        task.args = {"name": name, "state": "present", "update_cache": True}
        action = self._shared_loader_obj.action_loader.get(
            "ansible.builtin.package",
            task=task,
            connection=self._connection,
            play_context=self._play_context,
            loader=self._loader,
            templar=self._templar,
            shared_loader_obj=self._shared_loader_obj,
        )
        result: Result = action.run(task_vars=self._task_vars)
        return result

    def _prove(self, done: Result, wanted: Wanted, prove: bool, node: LinuxNode) -> Result:
        clock = node.observation()["clock"]
        unproven = prove and not judge(clock, wanted).proven
        if done["provider"] and (unproven or not _settled(clock, done["provider"], wanted)):
            seconds = wanted.seconds if prove else 0
            acted = node.run("internal.clock", {**_wish(done["provider"], wanted), "timeout": seconds})
            node.invalidate()
            clock = acted["clock"]
            actions, changed = [*done["actions"], *acted["actions"]], done["changed"] or acted["changed"]
            done = {**done, "actions": actions, "changed": changed}
        verdict = judge(clock, wanted)
        result = {**done, **measured(clock), "proven": prove and verdict.proven}
        if prove and not verdict.proven:
            raise PullproofError(verdict.message, result)
        warnings = [source_warning(clock, wanted)] if prove and not verdict.from_listed else []
        return {**result, "warnings": warnings, "msg": verdict.message if prove else _UNASKED}


def _settled(clock: ClockFacts, provider: str | None, wanted: Wanted) -> bool:
    """Whether the chosen service, and no other, runs with our files; without servers, whether it has loaded them."""
    if provider is None or not clock["loaded"]:
        return provider is None
    if not wanted.servers:
        return True
    on = {name for name, unit in clock["units"].items() if unit["active"] == "active" or unit["enabled"] == "enabled"}
    unit = clock["units"].get(provider, {"active": "absent", "enabled": "disabled"})
    return on <= {provider} and unit["active"] == "active" and unit["enabled"] != "disabled"


def _wish(provider: str, wanted: Wanted) -> Result:
    return {
        "provider": provider,
        "run": bool(wanted.servers),
        "servers": list(wanted.servers),
        "max_offset_ms": wanted.max_offset_ms,
    }


def _preview(done: Result, clock: ClockFacts, wanted: Wanted, prove: bool) -> Result:
    pending = not _settled(clock, done["provider"], wanted)
    would = [*done["actions"], *(["make the time service run with these files"] if done["files"] or pending else [])]
    plan = f"Would {' and '.join(would)}{', and wait until the clock is in sync' if prove else ''}"
    message = plan if would else judge(clock, wanted).message if prove else _UNASKED
    return {**done, **measured(clock), "changed": done["changed"] or pending, "actions": would, "msg": message}


def _wanted(servers: t.Sequence[TimeServer], arguments: Result) -> Wanted:
    return Wanted(tuple(server.hostname for server in servers), arguments["max_offset_ms"], arguments["timeout"])


def _is_asked(servers: t.Sequence[TimeServer], arguments: Result) -> bool:
    return arguments["proof"] == "always" or (arguments["proof"] == "auto" and bool(servers))


def _check_change(clock: WindowsClock, prove: bool, arguments: Result, node: WindowsNode) -> None:
    """Before other servers are set."""
    if not arguments["domain_members"]:
        check_domain(node)
    if prove and not clock.answered:
        # One more time, because a datagram may get lost.
        check_answers(query_clock(node, tuple(clock.offsets)))


def _preview_on_windows(done: Result, clock: WindowsClock, wanted: Wanted, prove: bool) -> Result:
    would = [f"set {SERVICE} to these servers"] if done["changed"] else []
    plan = f"Would {' and '.join(would)}{', and wait until the clock is in sync' if prove else ''}"
    message = plan if would else judge(clock.facts(), wanted).message if prove else _UNASKED
    return {**done, **clock.state, "actions": would, "msg": message}


def _proven_on_windows(done: Result, clock: WindowsClock, wanted: Wanted, prove: bool, node: WindowsNode) -> Result:
    """W32Time corrects a clock step by step: it is asked again until the time is up."""
    begun = time.monotonic()
    verdict = judge(clock.facts(), wanted)
    while prove and not verdict.proven and time.monotonic() - begun < wanted.seconds:
        resynchronise(node)
        time.sleep(_PAUSE_SECONDS)
        clock = query_clock(node, wanted.servers)
        verdict = judge(clock.facts(), wanted)
    result = {**done, **clock.state, "proven": prove and verdict.proven}
    if prove and not verdict.proven:
        raise PullproofError(verdict.message, result)
    return {**result, "msg": verdict.message if prove else _UNASKED}
