# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A Windows node: stock modules of ansible.windows and community.windows, one remote call each.

The collection ships no PowerShell: every decision is made here on the controller.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from contextlib import contextmanager

from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import ControllerAction

Result = dict[str, t.Any]
Answers = dict[str, t.Any]

# The state folder. Only SYSTEM and Administrators have access to it.
FOLDER = r"C:\ProgramData\pullproof"

# Modules with a part on the controller, which must run as actions.
_ACTIONS = frozenset({"ansible.windows.win_copy"})

# In Ansible's message about a module that is not installed on the controller.
_NOT_FOUND = "was not found in configured module paths"


class WindowsNode(t.Protocol):
    """Runs stock modules on a Windows node."""

    @property
    def answers(self) -> Answers | None:
        """The outputs of commands that were run, by command, as long as nothing changes the node. None: each query runs
        its commands.
        """

    @property
    def check_mode(self) -> bool:
        """Whether the node must not be changed."""

    def call(self, module: str, arguments: Result, secret: bool = False) -> Result:
        """Run a module and return its result. With `secret`, no event log and no output has the arguments.

        Raises PullproofError if the module fails. With `secret`, the error lacks the module's message, which may have
        the arguments.
        """

    def query(self, module: str, arguments: Result, secret: bool = False) -> Result:
        """As `call`, for a module that changes nothing. It runs in check mode as well, which win_command would skip."""


class WindowsModules:
    """`WindowsNode` over the connection of the task of `action`. In check mode, modules change nothing."""

    def __init__(self, action: ControllerAction, task_vars: Result, answers: Answers | None = None) -> None:
        self._action = action
        self._task_vars = task_vars
        self.answers = answers

    @property
    def check_mode(self) -> bool:
        return bool(self._action._task.check_mode)

    def call(self, module: str, arguments: Result, secret: bool = False) -> Result:
        return self._run(module, arguments, secret, self.check_mode)

    def query(self, module: str, arguments: Result, secret: bool = False) -> Result:
        return self._run(module, arguments, secret, check_mode=False)

    def _run(self, module: str, arguments: Result, secret: bool, check_mode: bool) -> Result:
        task = self._action.copied_task()
        task.args = arguments
        task.check_mode = check_mode
        # Modules write their arguments to the node's event log unless the task is no_log.
        task.no_log = secret or task.no_log
        # For a diff, newer win_copy would read the content of the file. This collection makes the diff from digests.
        task.diff = False
        result = self._result_without_secrets(module, task, secret)
        result.pop("invocation", None)
        if result.get("failed"):
            raise _failed(module, arguments, "" if secret else str(result.get("msg", "no message")))
        # See LinuxNode.run.
        result.pop("failed", None)
        return result

    def _result_without_secrets(self, module: str, task: t.Any, secret: bool) -> Result:
        """The message of a connection that ends early may have output of the node."""
        try:
            return self._result_of(module, task)
        except AnsibleConnectionFailure:
            raise
        except AnsibleError as error:
            if _NOT_FOUND in str(error):
                raise _not_installed(module) from None
            if not secret:
                raise
        return {"failed": True}

    def _result_of(self, module: str, task: t.Any) -> Result:
        if module in _ACTIONS:
            with self._transfers_through_state_folder():
                return dict(self._action.other_action(module, task).run(task_vars=self._task_vars))
        original, self._action._task = self._action._task, task
        try:
            return dict(
                self._action._execute_module(module_name=module, module_args=task.args, task_vars=self._task_vars)
            )
        finally:
            self._action._task = original

    @contextmanager
    def _transfers_through_state_folder(self) -> t.Iterator[None]:
        """Transferred files are private there. If the run is stopped, the next run removes them."""
        shell = self._action._connection._shell
        usual = shell.get_option("remote_tmp")
        shell.set_option("remote_tmp", FOLDER)
        try:
            yield
        finally:
            shell.set_option("remote_tmp", usual)


def _not_installed(module: str) -> PullproofError:
    collection = module.rpartition(".")[0]
    return PullproofError(
        f"Checked: the collection {collection} on the controller. Observed: it has no module {module}. "
        "Expected: the collection is installed, for the Windows nodes. "
        f"Fix: ansible-galaxy collection install {collection}."
    )


def _failed(module: str, arguments: Result, message: str) -> PullproofError:
    """Without a message, which may have a secret, the error lists what to check."""
    place = arguments.get("dest") or arguments.get("path")
    about = f"{module} on the Windows node{f', for {place}' if place else ''}"
    if message:
        fix = "fix the cause in this message, or run the task by hand with the same arguments"
        return PullproofError(f"Checked: {about}. Observed: it failed: {message}. Expected: success. Fix: {fix}.")
    where = f"whether {place} is a folder, is locked by another program, or the disk is full" if place else "its disk"
    return PullproofError(
        f"Checked: {about}. Observed: it failed; its message is withheld, because it may have a secret. "
        f"Expected: success. Fix: on the node, check {where}; the next run continues from here."
    )
