# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a task of an example through its action, against a simulated node."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ansible.parsing.dataloader import DataLoader
from ansible.playbook.task import Task
from ansible.template import Templar
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import FACT

from tests.unit.plugins.modules.documented_modules import COLLECTION, rendered
from tests.unit.plugins.modules.simulated_linux_node import SimulatedLinuxNode

Result = dict[str, Any]


@dataclass
class ExampleRun:
    """A play on one host in a project folder. Without `linux` the host runs Windows. `shown` are the displayed texts.

    The facts and registered variables of a task are there for the tasks that follow.
    """

    project: Path
    variables: Result
    linux: SimulatedLinuxNode | None
    shown: list[str] = field(default_factory=list)

    def run(self, task: Result) -> Result:
        """The result of the action."""
        (name,) = (key for key in task if key.startswith(f"{COLLECTION}."))
        action = self._action(name, self._task(task, name))
        result: Result = action.run(task_vars=self._task_variables())
        self.variables["ansible_facts"] = {FACT: result.get("ansible_facts", {}).get(FACT)}
        if "register" in task:
            self.variables[task["register"]] = result
        return result

    def _action(self, name: str, task: Task) -> Any:
        module = import_module(f"ansible_collections.{COLLECTION}.plugins.action.{name.rpartition('.')[2]}")
        action = module.ActionModule(task, *self._surroundings(), None)
        action.other_action = self._action
        action._display = SimpleNamespace(display=self.shown.append, warning=self.shown.append, verbosity=0)
        if self.linux:
            node = self.linux
            action._execute_module = lambda module_name, module_args, task_vars: node.execute(
                module_name, module_args, action._task.check_mode
            )
        return action

    def _task(self, task: Result, name: str) -> Task:
        made = Task()
        made.args = rendered(task[name] or {}, {**self.variables, "ansible_play_hosts_all": ["n1"]})
        made.check_mode = task.get("check_mode", self.variables["ansible_check_mode"])
        made.run_once = task.get("run_once", False)
        return made

    def _surroundings(self) -> tuple[Any, ...]:
        loader = DataLoader()
        loader.set_basedir(str(self.project))
        connection = SimpleNamespace(_shell=SimpleNamespace(_IS_WINDOWS=self.linux is None, tmpdir="/none"))
        return connection, SimpleNamespace(), loader, Templar(loader, variables=self.variables)

    def _task_variables(self) -> Result:
        play = {"inventory_hostname": "n1", "ansible_play_hosts_all": ["n1"], "ansible_play_hosts": ["n1"]}
        host = {**self.variables, **play, "group_names": ["all"], "ansible_version": {"full": "2.19.14"}}
        return {**host, "hostvars": SimulatedHostVars(n1=host)}


class SimulatedHostVars(dict[str, Result]):
    """The variables of all hosts."""

    def raw_get(self, name: str) -> Result:
        """The variables of a host before their templates are evaluated."""
        return self[name]
