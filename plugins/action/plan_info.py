# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.plan_info`."""

from __future__ import annotations

import typing as t
from types import ModuleType

from ansible.module_utils.common.validation import check_type_list
from ansible_collections.pullproof.registry.plugins.action import (
    ca_trust,
    image_pull,
    lint_info,
    preflight_info,
    proxy,
    registries,
    runtime,
    time_sync,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.argument_spec import role_arguments
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import (
    COLLECTION,
    PLAN,
    REHEARSAL,
    WILL_CHANGE,
    ControllerAction,
    Result,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.disruption import DRAIN, NONE
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import SNAPSHOT
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.transition import (
    FORMER_CONFIGS,
    FORMER_MIRRORS,
    Transition,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.decision import (
    NEVER,
    ServicePlan,
    cluster_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import run_queries

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import Answers

# Ansible loads this module, and so the actions of the parts, once. Then it starts a process for each host.
ROLES: t.Mapping[str, ModuleType] = {
    "time_sync": time_sync,
    "ca_trust": ca_trust,
    "registries": registries,
    "proxy": proxy,
    "runtime": runtime,
}
# The runtime is always restarted if this is due, whatever tags the run has.
REGISTRIES, RUNTIME, VERIFY = "registries", "runtime", "verify"
SERVERS = "servers"
# The run itself corrects a wrong clock. What a Windows node can't find out must not stop a run.
SKIPPED_IN_PREVIEW = ("clock_skew", "trust_unknown")


class ActionModule(ControllerAction):
    """Runs the modules of the roles in check mode, one after the other, as parts of one task."""

    NAME = "plan_info"
    SHAPE: t.ClassVar[Result] = {
        "findings": [],
        "runtime_name": "",
        "version": "",
        "wave": "",
        "files": [],
        "disruption": NONE,
        "cluster": {},
        "will_change": False,
        "pullable": [],
        "probed": [],
        "problem": "",
        "former": {},
        "snapshot": "",
        "preview": {},
    }

    _requires_connection = True

    def run(self, tmp: str | None = None, task_vars: Result | None = None) -> Result:
        self._facts: Result = {WILL_CHANGE: ""}
        self._answers: Answers = {}
        self._warnings: dict[str, None] = {}
        result = super().run(tmp, task_vars)
        return {**result, "ansible_facts": self._facts, "warnings": list(self._warnings)}

    def decide(self, arguments: Result) -> Result:
        of_node = {"runtime": arguments["runtime"], "lint": False}
        if self.is_on_windows:
            self._query_ahead(of_node)
        node = self._part(preflight_info, of_node)
        if node.get("failed"):
            raise PullproofError(node["msg"])
        known = {"runtime": node["runtime_name"], "version": node["version"]}
        linted = self._part(lint_info, {**known, "embedded_registry": arguments["embedded_registry"]})
        # The parts do not show these findings again, and ignore the plan of the step before.
        self._task_vars = {**self._task_vars, PLAN: linted}
        result = {"findings": linted["findings"], "wave": node["wave"], "msg": node["msg"]}
        result |= {"runtime_name": node["runtime_name"], "version": node["version"]}
        if any(finding["severity"] == "error" for finding in linted["findings"]):
            return result
        return {**result, **self._step(arguments, linted, node["wave"])}

    def _step(self, arguments: Result, linted: Result, wave: str) -> Result:
        """The former endpoints that stay for the time being, and what the roles would change together with them."""
        is_removal = arguments["removal"]
        try:
            former = self._former() if arguments["transition"] and not is_removal else {}
        except PullproofError as error:
            return {"problem": str(error)}
        self._task_vars = {**self._task_vars, PLAN: {**linted, "former": former}}
        return {"former": former, "snapshot": f"{SNAPSHOT}-2" if is_removal else "", **self._planned(arguments, wave)}

    def _former(self) -> Result:
        """The former endpoints that the node needs, by registry. Raises PullproofError."""
        if not self._is_selected(REGISTRIES):
            return {}
        given = self._arguments_of(REGISTRIES)
        mirrors, configs = (self._value_of(self._task_vars.get(name, {})) for name in (FORMER_MIRRORS, FORMER_CONFIGS))
        wanted = parse_registries(given.get("mirrors", {}), given.get("configs", {}))
        transition = Transition(wanted, parse_registries(mirrors, configs))
        facts = dict(self._facts)
        written = self._part(registries, given).get("written", {})
        # This was no plan, but a question to the node.
        self._facts = facts
        if not transition.is_due(written):
            return {}
        self._require_own_images()
        return transition.urls()

    def _require_own_images(self) -> None:
        if all(image["reason"] == "other_os" for image in self._images()["images"]):
            raise PullproofError(
                "Checked: the images that prove the new endpoints (verify_images). Observed: none for this node. "
                "Expected: at least one. Fix: list the images of the node, or set provision_transition: false for it."
            )

    def _query_ahead(self, of_node: Result) -> None:
        """Answer the first queries of all parts in one remote call."""
        parts = [(preflight_info, of_node), *((ROLES[role], self._arguments_of(role)) for role in self._roles())]
        found = [self._action_of(part, arguments).query_ahead(self._task_vars) for part, arguments in parts]
        queries = {str(number): query for number, query in enumerate(found) if query is not None}
        run_queries(self.windows_node(self._answers), queries, secret=True)

    def _roles(self) -> list[str]:
        return [role for role in ROLES if role == RUNTIME or self._is_selected(role)]

    def _arguments_of(self, role: str) -> Result:
        return role_arguments(role, role, self._task_vars, self._value_of)

    def _planned(self, arguments: Result, wave: str) -> Result:
        """What the roles would change, or the first error that one of them finds."""
        files: list[Result] = []
        done: Result = {}
        for role in self._roles():
            done = self._part(ROLES[role], self._arguments_of(role))
            if done.get("failed"):
                return {"problem": done["msg"]}
            files += [entry for entry in done.get("files", ()) if entry["change"] != "unchanged"]
        before = self._images()
        if before.get("failed"):
            return {"problem": before["msg"]}
        # The runtime is the last role.
        service = ServicePlan(files, done, self._arguments_of(RUNTIME).get("restart", True))
        disruption = service.disruption(arguments["drain"] if arguments["kubeconfig"] else NEVER)
        is_needed = before["will_change"] and service.runs and (disruption == DRAIN or wave == SERVERS)
        cluster = cluster_of(arguments, self._task_vars["inventory_hostname"], is_needed)
        images = {name: before[name] for name in ("will_change", "pullable", "probed")}
        images["preview"] = self._preview(arguments["require_images"], before["will_change"])
        return {"files": files, "disruption": disruption, "cluster": cluster, **images}

    def _preview(self, required: str, will_change: bool) -> Result:
        """Whether the images could be pulled after the change. A run in check mode shows it at its end."""
        is_due = required == "all" or (required == "changed" and will_change)
        if not is_due or self._task.check_mode or not self._is_selected(VERIFY):
            return {}
        return self._images(is_rehearsal=False)

    def _images(self, is_rehearsal: bool = True) -> Result:
        arguments = role_arguments(VERIFY, "image_pull", self._task_vars, self._value_of)
        skip = check_type_list(arguments.get("skip", []))
        given = {"from_variables": True, **arguments, "skip": [*skip, *SKIPPED_IN_PREVIEW], "fail": False}
        return self._part(image_pull, given, is_rehearsal)

    def _part(self, part: ModuleType, arguments: Result, is_rehearsal: bool = True) -> Result:
        """The result of another action in check mode. Its facts are known to the parts that follow."""
        action = self._action_of(part, arguments)
        action.answers = self._answers
        facts = {**self._task_vars.get("ansible_facts", {}), **self._facts}
        try:
            result: Result = action.run(task_vars={**self._task_vars, "ansible_facts": facts, REHEARSAL: is_rehearsal})
        finally:
            # Without pipelining, its temporary folder on the node has a module with secrets.
            action.cleanup()
        self._facts |= result.pop("ansible_facts", {})
        self._warnings |= dict.fromkeys(result.get("warnings", ()))
        return result

    def _action_of(self, part: ModuleType, arguments: Result) -> t.Any:
        task = self.copied_task()
        task.args, task.check_mode, task.diff = arguments, True, False
        return self.other_action(f"{COLLECTION}{part.ActionModule.NAME}", task)

    def _is_selected(self, tag: str) -> bool:
        """Whether the tags of this run select the role."""
        run, skipped = (self._task_vars.get(f"ansible_{name}_tags", ()) for name in ("run", "skip"))
        return tag not in skipped and bool({"all", "tagged", tag} & set(run or ("all",)))
