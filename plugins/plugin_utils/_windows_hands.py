# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The hands on a Windows node: stock modules of ansible.windows and community.windows, one remote call each.

The collection ships no PowerShell: every decision is made here on the controller.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._errors import PullproofError

if t.TYPE_CHECKING:
    from ansible.plugins.action import ActionBase

Result = dict[str, t.Any]

# Modules that have a half on the controller: they must run as actions.
_ACTIONS = frozenset({"ansible.windows.win_copy"})
_COMMAND = "ansible.windows.win_command"


class Hands(t.Protocol):
    """Runs one stock module on the node."""

    def call(self, module: str, arguments: Result, secret: bool = False) -> Result:
        """The module's result. With `secret` neither the node's event log nor any output shows the arguments.

        Raises PullproofError if the module fails; with `secret` without the module's words, which may hold them.
        """

    def look(self, line: str, stdin: str = "", secret: bool = False) -> Result:
        """What the command line, which changes nothing, says: `rc`, `stdout`, `stderr`. Runs in check mode, too.

        Raises PullproofError if it can't be run at all.
        """


class StockModules:
    """`Hands` through the connection of the task that `action` runs for. In check mode the modules change nothing."""

    def __init__(self, action: ActionBase, task_vars: Result) -> None:
        self._action = action
        self._task_vars = task_vars

    def call(self, module: str, arguments: Result, secret: bool = False) -> Result:
        return self._checked(module, self._run(module, arguments, secret), secret)

    def look(self, line: str, stdin: str = "", secret: bool = False) -> Result:
        arguments = {"cmd": line, **({"stdin": stdin} if stdin else {})}
        # In check mode win_command runs nothing: this look has to happen all the same.
        result = self._run(_COMMAND, arguments, secret, check_mode=False)
        return result if "rc" in result and "stdout" in result else self._checked(_COMMAND, result, secret)

    @staticmethod
    def _checked(module: str, result: Result, secret: bool) -> Result:
        result.pop("invocation", None)
        if result.get("failed"):
            words = "its words are withheld, they may hold a secret" if secret else str(result.get("msg", "no message"))
            raise PullproofError(
                f"Checked: {module} on the Windows node. Observed: it failed: {words}. Expected: success. "
                "Fix: see the cause in these words, or run the task by hand with the same arguments."
            )
        return result

    def _run(self, module: str, arguments: Result, secret: bool, check_mode: bool | None = None) -> Result:
        task = self._action._task.copy()
        task.args = arguments
        task.check_mode = task.check_mode if check_mode is None else check_mode
        # The modules log their invocation in the node's event log unless the task is no_log.
        task.no_log = secret or task.no_log
        if module in _ACTIONS:
            stock = self._load(module, task)
            return dict(stock.run(task_vars=self._task_vars))
        original, self._action._task = self._action._task, task
        try:
            return dict(
                self._action._execute_module(module_name=module, module_args=arguments, task_vars=self._task_vars)
            )
        finally:
            self._action._task = original

    def _load(self, module: str, task: t.Any) -> ActionBase:
        action = self._action
        return t.cast(
            "ActionBase",
            action._shared_loader_obj.action_loader.get(
                module,
                task=task,
                connection=action._connection,
                play_context=action._play_context,
                loader=action._loader,
                templar=action._templar,
                shared_loader_obj=action._shared_loader_obj,
            ),
        )
