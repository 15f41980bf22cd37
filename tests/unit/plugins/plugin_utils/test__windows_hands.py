# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a stock module is given, and what is kept of its answer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows_hands import StockModules

if TYPE_CHECKING:
    from ansible.plugins.action import ActionBase


class FakeTask(SimpleNamespace):
    def copy(self) -> FakeTask:
        return FakeTask(**vars(self))


class FakeAction:
    """An action whose modules, and whose actions, answer the same; `ran` is what the last one was given."""

    def __init__(self, **answer: Any) -> None:
        self._task = FakeTask(args={}, check_mode=False, no_log=False, diff=True)
        options = {"remote_tmp": "%TEMP%"}
        shell = SimpleNamespace(get_option=options.__getitem__, set_option=options.__setitem__)
        self._connection = SimpleNamespace(_shell=shell)
        self._play_context = self._loader = self._templar = None
        self._shared_loader_obj = SimpleNamespace(action_loader=SimpleNamespace(get=self._get))
        self._answer = answer
        self.ran: FakeTask = self._task

    def _execute_module(self, **_given: Any) -> dict[str, Any]:
        self.ran = self._task
        return dict(self._answer)

    def _get(self, _name: str, task: FakeTask, **_given: Any) -> SimpleNamespace:
        self.ran = task
        return SimpleNamespace(run=lambda task_vars: dict(self._answer))


def hands(action: FakeAction) -> StockModules:
    return StockModules(cast("ActionBase", action), {})


@pytest.mark.parametrize("module", ["ansible.windows.win_copy", "ansible.windows.win_file"])
def test_no_module_makes_a_diff_for_which_it_would_read_a_file_of_secrets(module: str) -> None:
    action = FakeAction(changed=True)
    hands(action).call(module, {"content": "password"}, secret=True)
    assert (action.ran.diff, action.ran.no_log, action.ran.args) == (False, True, {"content": "password"})
    assert action._task.diff


def test_a_module_that_says_it_did_not_fail_does_not_say_so_for_those_that_use_its_result() -> None:
    answer = FakeAction(changed=False, failed=False, invocation={})
    assert hands(answer).call("ansible.windows.win_file", {}) == {"changed": False}


def test_the_words_of_a_failure_are_kept_unless_they_may_hold_a_secret() -> None:
    failing = hands(FakeAction(failed=True, msg="can't write password"))
    with pytest.raises(PullproofError, match="can't write password"):
        failing.call("ansible.windows.win_copy", {})
    with pytest.raises(PullproofError, match="withheld"):
        failing.call("ansible.windows.win_copy", {}, secret=True)


def test_looking_is_done_in_check_mode_too() -> None:
    action = FakeAction(changed=False)
    action._task.check_mode = True
    hands(action).look("ansible.windows.win_command", {})
    assert not action.ran.check_mode
    hands(action).call("ansible.windows.win_command", {})
    assert action.ran.check_mode
