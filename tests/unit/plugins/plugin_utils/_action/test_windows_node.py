# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a stock module is given, and what is kept of its answer."""

from __future__ import annotations

from contextlib import suppress
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import FOLDER, WindowsModules
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import ControllerAction


class FakeAction:
    """An action whose modules, and whose actions, answer the same; `ran` is what the last one was given.

    `temporary` is where files were transferred to then, `error` is raised instead of an answer.
    """

    def __init__(self, error: Exception | None = None, **answer: Any) -> None:
        self._error = error
        self.temporary = ""
        self._task = SimpleNamespace(args={}, check_mode=False, no_log=False, diff=True)
        self.options = {"remote_tmp": "%TEMP%"}
        shell = SimpleNamespace(get_option=self.options.__getitem__, set_option=self.options.__setitem__)
        self._connection = SimpleNamespace(_shell=shell)
        self._answer = answer
        self.ran: SimpleNamespace = self._task

    def copied_task(self) -> SimpleNamespace:
        return SimpleNamespace(**vars(self._task))

    def _execute_module(self, **_given: Any) -> dict[str, Any]:
        self.ran = self._task
        return self._told()

    def other_action(self, _name: str, task: SimpleNamespace) -> SimpleNamespace:
        self.ran = task
        return SimpleNamespace(run=lambda task_vars: self._told())

    def _told(self) -> dict[str, Any]:
        self.temporary = self.options["remote_tmp"]
        if self._error:
            raise self._error
        return dict(self._answer)


def node(action: FakeAction) -> WindowsModules:
    return WindowsModules(cast("ControllerAction", action), {})


@pytest.mark.parametrize("module", ["ansible.windows.win_copy", "ansible.windows.win_file"])
def test_no_module_makes_a_diff_for_which_it_would_read_a_file_of_secrets(module: str) -> None:
    action = FakeAction(changed=True)
    node(action).call(module, {"content": "password"}, secret=True)
    assert (action.ran.diff, action.ran.no_log, action.ran.args) == (False, True, {"content": "password"})
    assert action._task.diff


def test_a_module_that_says_it_did_not_fail_does_not_say_so_for_those_that_use_its_result() -> None:
    answer = FakeAction(changed=False, failed=False, invocation={})
    assert node(answer).call("ansible.windows.win_file", {}) == {"changed": False}


def test_the_words_of_a_failure_are_kept_unless_they_may_hold_a_secret() -> None:
    failing = node(FakeAction(failed=True, msg="can't write password"))
    with pytest.raises(PullproofError, match="can't write password"):
        failing.call("ansible.windows.win_copy", {})
    with pytest.raises(PullproofError, match="withheld"):
        failing.call("ansible.windows.win_copy", {}, secret=True)


def test_looking_is_done_in_check_mode_too() -> None:
    action = FakeAction(changed=False)
    action._task.check_mode = True
    node(action).query("ansible.windows.win_command", {})
    assert not action.ran.check_mode
    node(action).call("ansible.windows.win_command", {})
    assert action.ran.check_mode


@pytest.mark.parametrize("module", ["ansible.windows.win_copy", "ansible.windows.win_command"])
def test_what_a_connection_that_gives_up_says_of_a_secret_call_is_withheld(module: str) -> None:
    failing = node(FakeAction(AnsibleError("winrm send_input failed; stdout: password")))
    with pytest.raises(PullproofError, match="withheld") as failed:
        failing.call(module, {}, secret=True)
    assert "password" not in str(failed.value) and failed.value.__context__ is None
    with pytest.raises(AnsibleError, match="send_input"):
        failing.call(module, {})


@pytest.mark.parametrize("secret", [False, True])
def test_a_collection_that_is_not_installed_is_named(secret: bool) -> None:
    module = "community.windows.win_firewall_rule"
    failing = node(FakeAction(AnsibleError(f"The module {module} was not found in configured module paths")))
    with pytest.raises(PullproofError, match=r"ansible-galaxy collection install community\.windows\."):
        failing.call(module, {}, secret)


def test_a_node_that_can_not_be_reached_is_told_as_ansible_does() -> None:
    with pytest.raises(AnsibleConnectionFailure, match="refused"):
        node(FakeAction(AnsibleConnectionFailure("refused"))).call("ansible.windows.win_file", {}, secret=True)


@pytest.mark.parametrize("error", [None, AnsibleError("no")])
def test_files_are_transferred_through_our_folder(error: Exception | None) -> None:
    action = FakeAction(error)
    with suppress(PullproofError):
        node(action).call("ansible.windows.win_copy", {"content": "password"}, secret=True)
    assert (action.temporary, action.options) == (FOLDER, {"remote_tmp": "%TEMP%"})


def test_where_the_words_are_withheld_the_place_is_told() -> None:
    failing = node(FakeAction(failed=True, msg="can't write password"))
    with pytest.raises(
        PullproofError, match=r"for C:.*registries.yaml\. Observed.*Fix: on the node, check whether C:"
    ) as caught:
        failing.call("ansible.windows.win_copy", {"dest": r"C:\registries.yaml", "content": "password"}, secret=True)
    assert "password" not in str(caught.value)
