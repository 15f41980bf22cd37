# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The bases of the collection's actions: validate the arguments, decide, return one result. Errors become failed tasks
here.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import abc
import typing as t

from ansible.errors import AnsibleActionFail
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.argument_spec import (
    FROM_VARIABLES,
    argument_spec,
    with_role_variables,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.disruption import disruption_sentence, worst_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import FACT, LinuxNode
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import RUN_ID, SNAPSHOT
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import (
    Answers,
    WindowsModules,
    WindowsNode,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import (
    PullproofError,
    raise_for_errors,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.indentation import not_indented
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.role_variables import (
    misspelt,
    misspelt_options,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import Query

Result = dict[str, t.Any]

COLLECTION = "pullproof.registry."
REHEARSAL = "pullproof_rehearsal"
# A fact of hosts for which a rehearsal found a change. The value is the run, because facts can be cached.
WILL_CHANGE = "pullproof_will_change"
# The seconds in which a play confirms its changes (0: no limit). Without it, changes need no confirmation.
CONFIRM_TIMEOUT = "pullproof_confirm_timeout"
# Where a play registers findings of the lint, which a report has shown.
# The result of `plan_info`.
PLAN = "pullproof_plan"


class WindowsSupport(abc.ABC):
    """What an action adds to `NodeAction` to work on Windows nodes, too.

    `ROLE` is the name under which it marks that a restart is pending.
    """

    ROLE: t.ClassVar[str] = ""

    @abc.abstractmethod
    def decide_on_windows(self, arguments: Result, node: WindowsNode) -> Result:
        """Bring the node into the desired state and return the task's result."""

    def first_query(self, _arguments: Result) -> Query[t.Any] | None:
        """What `decide_on_windows` queries first. A plan runs those of several actions in one remote call."""
        return None


class ControllerAction(ActionBase):
    """An action that needs the controller only. Subclasses define `NAME` (of the module), `SHAPE` and `decide`.

    With `FIRST_OF_PLAYBOOK`, misspelt playbook variables are an error; `lint_info` returns them as findings instead.
    """

    NAME: t.ClassVar[str]
    SHAPE: t.ClassVar[Result] = {}
    FIRST_OF_PLAYBOOK: t.ClassVar[bool] = False

    _supports_check_mode = True
    _supports_async = False
    _requires_connection = False

    _task_vars: Result

    @abc.abstractmethod
    def decide(self, arguments: Result) -> Result:
        """Return the task's result. A PullproofError becomes a failure with the same keys."""

    def run(self, tmp: str | None = None, task_vars: Result | None = None) -> Result:
        result: Result = super().run(tmp, task_vars)
        self._task_vars = task_vars or {}
        try:
            self._refuse_misspelt_variables()
            result.update({"changed": False, **self.SHAPE, **self.decide(self._arguments())})
        except PullproofError as error:
            result.update(self._failure(error))
        return result

    @property
    def is_on_windows(self) -> bool:
        """The family of the shell differs by version: over winrm it is powershell up to core 2.20, later cmd."""
        return bool(getattr(self._connection._shell, "_IS_WINDOWS", False))

    def windows_node(self, answers: Answers | None = None) -> WindowsNode:
        """The Windows node of the task."""
        return WindowsModules(self, self._task_vars, answers)

    def _arguments(self) -> Result:
        spec = argument_spec(self.NAME)
        if boolean(self._task.args.get(FROM_VARIABLES, False)):
            self._task.args = with_role_variables(self._task.args, spec, self._task_vars, self._value_of)
        try:
            _checked, arguments = self.validate_argument_spec(spec)
        except AnsibleActionFail as error:
            # Ansible shows the arguments with its error. They can contain secrets.
            raise AnsibleActionFail(error.message) from None
        return dict(arguments)

    def copied_task(self) -> t.Any:
        """A copy of the task, to change its arguments. `Task.copy` alone also copies all tasks of its role or play."""
        copied = self._task.copy(exclude_parent=True)
        copied._parent = self._task._parent
        return copied

    def other_action(self, name: str, task: t.Any) -> ActionBase:
        """Another action for the same host, with the arguments of the task."""
        return t.cast(
            "ActionBase",
            self._shared_loader_obj.action_loader.get(
                name,
                task=task,
                connection=self._connection,
                play_context=self._play_context,
                loader=self._loader,
                templar=self._templar,
                shared_loader_obj=self._shared_loader_obj,
            ),
        )

    def plan(self) -> Result:
        """The result of `plan_info` for this host in `provision`; empty without one."""
        return dict(self._task_vars.get(PLAN) or {})

    def _value_of(self, raw: t.Any) -> t.Any:
        """The value of a variable of a role."""
        return self._templar.template(raw)

    def _failure(self, error: PullproofError) -> Result:
        # The failure comes last: details have the keys of a success.
        return {"changed": False, **self.SHAPE, **error.details, "failed": True, "msg": str(error)}

    def _refuse_misspelt_variables(self) -> None:
        if self.FIRST_OF_PLAYBOOK:
            raise_for_errors(misspelt_options(self._task_vars))
        role = self._task._role
        if role is not None and role.get_name().startswith(COLLECTION):
            raise_for_errors(misspelt(role.get_name().removeprefix(COLLECTION), self._task_vars))
            raise_for_errors(not_indented(self._task_vars))


class NodeAction(ControllerAction):
    """An action that needs the node. Subclasses define `decide_on_linux`, and for Windows are a `WindowsSupport`.

    In a rehearsal (check mode with the variable `pullproof_rehearsal`) errors are found and nothing counts as changed.
    """

    _requires_connection = True

    _node: LinuxNode
    _discovered: Result
    _is_rehearsal: bool = False
    # See `WindowsNode.answers`. Actions that are parts of one task share them.
    answers: Answers | None = None

    @abc.abstractmethod
    def decide_on_linux(self, arguments: Result, node: LinuxNode) -> Result:
        """Bring the node into the desired state and return the task's result."""

    def run(self, tmp: str | None = None, task_vars: Result | None = None) -> Result:
        variables = task_vars or {}
        self._discovered = {}
        self._is_rehearsal = self._task.check_mode and bool(variables.get(REHEARSAL))
        # A delegated task acts on another node than the one that the facts are of.
        facts = {} if self._task.delegate_to else variables.get("ansible_facts", {})
        given = self._templar.template(variables.get(CONFIRM_TIMEOUT))
        seconds = None if given is None else int(given)
        is_check = self._task.check_mode and not self._is_rehearsal
        snapshot = (variables.get(PLAN) or {}).get("snapshot") or SNAPSHOT
        self._node = LinuxNode(self._execute, facts, is_check, seconds, snapshot)
        result = super().run(tmp, task_vars)
        result["ansible_facts"] = {**self._discovered, **self._facts_of(self._node, bool(result.get("failed")))}
        return result

    @property
    def will_change(self) -> bool:
        """Whether this is a rehearsal in which an earlier task found a change of the node."""
        return self._is_rehearsal and self._task_vars.get("ansible_facts", {}).get(WILL_CHANGE) == RUN_ID

    def decide(self, arguments: Result) -> Result:
        result = {"changed": False, **self.SHAPE, **self._decide(arguments)}
        if "files" in result:
            self._add_disruption(result)
        if self._node.warnings:
            result["warnings"] = [*result.get("warnings", ()), *self._node.warnings]
        if self._is_rehearsal and result["changed"]:
            self._discovered[WILL_CHANGE] = RUN_ID
            result["changed"] = False
        return result

    def warnings_of(self, findings: t.Iterable[Finding]) -> list[str]:
        """The warnings among them for people, without what the lint of this run has shown for the whole fleet."""
        shown = self.plan().get("findings", ())
        reported = {(finding["id"], finding["where"]) for finding in shown}
        return [
            finding.sentence
            for finding in findings
            if finding.severity == "warning" and (finding.id, finding.where) not in reported
        ]

    def query_ahead(self, task_vars: Result) -> Query[t.Any] | None:
        """The first query on a Windows node. None if there is none, or if the arguments are invalid."""
        self._task_vars = task_vars
        if not isinstance(self, WindowsSupport):
            return None
        try:
            return self.first_query(self._arguments())
        except (PullproofError, AnsibleActionFail):
            return None

    def _decide(self, arguments: Result) -> Result:
        if not self.is_on_windows:
            return self.decide_on_linux(arguments, self._node)
        if isinstance(self, WindowsSupport):
            result = self.decide_on_windows(arguments, self.windows_node(self.answers))
            return self._with_planned_changes(self._node, result)
        raise PullproofError(
            f"Checked: the node's system. Observed: Windows. Expected: Linux. {self.NAME} does not "
            "support Windows. Fix: exclude the Windows hosts from this play."
        )

    def _facts_of(self, node: LinuxNode, failed: bool) -> Result:
        if self._task.run_once:
            # Ansible gives the facts of such a task to all hosts of the play, and each has a node of its own.
            return {}
        # Ansible prints a failure in full. Without the fact, the next action queries the node again.
        return {FACT: None} if failed or self._task.delegate_to else node.facts()

    def _with_planned_changes(self, node: LinuxNode, result: Result) -> Result:
        """The result, with the changes that earlier tasks planned in check mode."""
        node.record_change(getattr(self, "ROLE", ""), result.get("files", ()))
        if "restart_pending" in result:
            roles = {*result["restart_pending"]["roles"], *node.planned_restarts()}
            result["restart_pending"] = {"pending": bool(roles), "roles": sorted(roles)}
        return result

    def _add_disruption(self, result: Result) -> None:
        result["disruption"] = worst_of(result["files"])
        sentence = disruption_sentence(result["files"], self._task.check_mode)
        result["msg"] = "; ".join(filter(None, (result["msg"], sentence)))

    def _execute(self, module: str, arguments: Result) -> Result:
        result: Result = self._execute_module(module_name=module, module_args=arguments, task_vars=self._task_vars)
        # A discovered interpreter is a fact. Without it, the next task would search the interpreter again.
        self._discovered.update(result.pop("ansible_facts", {}))
        return result
