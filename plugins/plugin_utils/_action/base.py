# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The base of the collection's actions: arguments in, a decision, one result; the one place where errors become
failed tasks.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import abc
import typing as t

from ansible.plugins.action import ActionBase
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.argument_spec import argument_spec
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.disruption import disruption_sentence, worst_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import FACT, LinuxNode
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsModules, WindowsNode
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import (
    PullproofError,
    raise_for_errors,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.role_variables import (
    misspelt,
    misspelt_options,
)

Result = dict[str, t.Any]


COLLECTION = "pullproof.registry."
REHEARSAL = "pullproof_rehearsal"
# Where a play registers what `lint_info` found, which `lint_report` then shows.
LINTED = "pullproof_lint"


class WindowsSupport(abc.ABC):
    """What an action adds to `ConcernAction` to work on Windows nodes, too.

    `ROLE` is the name under which it marks that a restart is pending.
    """

    ROLE: t.ClassVar[str] = ""

    @abc.abstractmethod
    def decide_on_windows(self, arguments: Result, node: WindowsNode) -> Result:
        """Make the role true on the node and return the task's result."""


class ConcernAction(ActionBase):
    """An action of the collection. Subclasses give `NAME` (of the documentation module), `SHAPE` and `decide`; with a
    Windows half they are a `WindowsSupport` as well.

    The `FIRST_OF_PLAYBOOK` refuses misspelt variables of the playbooks; `lint_info` has findings for them instead.
    In a rehearsal (check mode with the variable `pullproof_rehearsal`) errors are found and nothing counts as changed.
    """

    NAME: t.ClassVar[str]
    SHAPE: t.ClassVar[Result] = {}
    FIRST_OF_PLAYBOOK: t.ClassVar[bool] = False

    _supports_check_mode = True
    _supports_async = False
    _requires_connection = True

    @abc.abstractmethod
    def decide(self, arguments: Result, node: LinuxNode) -> Result:
        """Make the role true on the node and return the task's result."""

    def run(self, tmp: str | None = None, task_vars: Result | None = None) -> Result:
        result: Result = super().run(tmp, task_vars)
        self._task_vars = task_vars or {}
        self._discovered: Result = {}
        rehearsal = self._task.check_mode and bool(self._task_vars.get(REHEARSAL))
        # A delegated task acts on another node than the one that the facts are of.
        facts = {} if self._task.delegate_to else self._task_vars.get("ansible_facts", {})
        node = LinuxNode(self._execute, facts, self._task.check_mode and not rehearsal)
        try:
            self._refuse_misspelt_variables()
            _checked, arguments = self.validate_argument_spec(argument_spec(self.NAME))
            result.update({"changed": False, **self.SHAPE, **self._decide(arguments, node)})
            if "files" in result:
                self._tell_disruption(result)
            result["changed"] = result["changed"] and not rehearsal
        except PullproofError as error:
            result.update(self._failure(error))
        result["ansible_facts"] = {**self._discovered, **self._seen(node, bool(result.get("failed")))}
        return result

    def _failure(self, error: PullproofError) -> Result:
        # Last what makes it a failure: details are what a success would have told.
        return {"changed": False, **self.SHAPE, **error.details, "failed": True, "msg": str(error)}

    def _seen(self, node: LinuxNode, failed: bool) -> Result:
        if self._task.run_once:
            # Ansible gives the facts of such a task to all hosts of the play, and each has a node of its own.
            return {}
        # A failure is shown whole: no facts in it, only word that the next action has to look at the node again.
        return {FACT: None} if failed or self._task.delegate_to else node.facts()

    def registered(self, arguments: Result) -> dict[str, Result]:
        """What the hosts asked for, or all of the play, registered under the name asked for; empty for nothing."""
        names = arguments["hosts"] or self._task_vars["ansible_play_hosts_all"]
        return {name: self._task_vars["hostvars"][name].get(arguments["register"]) or {} for name in names}

    def warnings_of(self, findings: t.Iterable[Finding]) -> list[str]:
        """The warnings among them for people, without what the lint of this run has shown for the whole fleet."""
        shown = (self._task_vars.get(LINTED) or {}).get("findings", ())
        told = {(finding["id"], finding["where"]) for finding in shown}
        return [
            finding.sentence
            for finding in findings
            if finding.severity == "warning" and (finding.id, finding.where) not in told
        ]

    def _decide(self, arguments: Result, node: LinuxNode) -> Result:
        # Not by the shell's family: over winrm it is powershell up to core 2.20 and cmd since.
        if not self._requires_connection or not getattr(self._connection._shell, "_IS_WINDOWS", False):
            return self.decide(arguments, node)
        if isinstance(self, WindowsSupport):
            return self._with_planned_changes(
                node, self.decide_on_windows(arguments, WindowsModules(self, self._task_vars))
            )
        raise PullproofError(
            f"Checked: the node's system. Observed: Windows. Expected: Linux, {self.NAME} has no Windows half. "
            "Fix: leave the Windows hosts out of this play."
        )

    def _with_planned_changes(self, node: LinuxNode, result: Result) -> Result:
        """The result, with the changes that earlier tasks planned in check mode."""
        node.record_change(getattr(self, "ROLE", ""), result.get("files", ()))
        if "restart_pending" in result:
            roles = {*result["restart_pending"]["roles"], *node.planned_restarts()}
            result["restart_pending"] = {"pending": bool(roles), "roles": sorted(roles)}
        return result

    def _refuse_misspelt_variables(self) -> None:
        if self.FIRST_OF_PLAYBOOK:
            raise_for_errors(misspelt_options(self._task_vars))
        role = self._task._role
        if role is not None and role.get_name().startswith(COLLECTION):
            raise_for_errors(misspelt(role.get_name().removeprefix(COLLECTION), self._task_vars))

    def _tell_disruption(self, result: Result) -> None:
        result["disruption"] = worst_of(result["files"])
        sentence = disruption_sentence(result["files"], self._task.check_mode)
        result["msg"] = "; ".join(filter(None, (result["msg"], sentence)))

    def _execute(self, module: str, arguments: Result) -> Result:
        result: Result = self._execute_module(module_name=module, module_args=arguments, task_vars=self._task_vars)
        # Ansible hands a discovered interpreter on as a fact; without it the next task would search again.
        self._discovered.update(result.pop("ansible_facts", {}))
        return result
