# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an action hands on to those that follow."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from ansible.errors import AnsibleActionFail
from ansible.playbook.block import Block
from ansible.playbook.task import Task
from ansible_collections.pullproof.registry.plugins.action import (
    audit_info,
    lint_info,
    registries_info,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import ControllerAction
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import FACT, LinuxNode
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.role_variables import misspelt_options

SEEN: dict[str, Any] = {FACT: {"os": {}}}


@pytest.mark.parametrize(
    ("run_once", "delegate_to", "failed", "handed_on"),
    [
        (False, None, False, SEEN),
        (False, None, True, {FACT: None}),
        (False, "another", False, {FACT: None}),
        (True, None, False, {}),
        (True, None, True, {}),
    ],
)
def test_what_was_seen_of_a_node_is_handed_on_for_that_node_only(
    run_once: bool, delegate_to: str | None, failed: bool, handed_on: dict[str, Any]
) -> None:
    action = audit_info.ActionModule.__new__(audit_info.ActionModule)
    vars(action)["_task"] = SimpleNamespace(run_once=run_once, delegate_to=delegate_to)
    node = cast(LinuxNode, SimpleNamespace(facts=lambda: SEEN))
    assert action._facts_of(node, failed) == handed_on


def test_a_copied_task_has_the_same_block_and_arguments_of_its_own() -> None:
    action = audit_info.ActionModule.__new__(audit_info.ActionModule)
    block = Block()
    block.become = True
    vars(action)["_task"] = Task(block=block)
    action._task.args = {"data": "a"}
    copied = action.copied_task()
    copied.args = {"data": "b"}
    assert (copied._parent, copied.become) == (block, True)
    assert action._task.args == {"data": "a"}


def test_a_failure_stays_one_whatever_its_details_say() -> None:
    action = audit_info.ActionModule.__new__(audit_info.ActionModule)
    result = action._failure(PullproofError("Checked: x.", {"failed": False, "changed": True, "msg": "fine"}))
    assert (result["failed"], result["changed"], result["msg"]) == (True, True, "Checked: x.")
    assert set(audit_info.ActionModule.SHAPE) < set(result)


def with_slip(action_class: type[ControllerAction]) -> ControllerAction:
    action = action_class.__new__(action_class)
    vars(action).update(_task=SimpleNamespace(_role=None), _task_vars={"preflight_target_verison": "v1.32.2+rke2r1"})
    return action


@pytest.mark.parametrize("module", [audit_info, registries_info])
def test_a_playbook_refuses_a_misspelt_option_before_it_asks_a_node(module: Any) -> None:
    with pytest.raises(PullproofError, match=r"preflight_target_verison.*Did you mean preflight_target_version"):
        with_slip(module.ActionModule)._refuse_misspelt_variables()


def test_the_lint_has_findings_for_misspelt_options_and_goes_on() -> None:
    action = with_slip(lint_info.ActionModule)
    action._refuse_misspelt_variables()
    assert [finding.where for finding in misspelt_options(action._task_vars)] == ["preflight_target_verison"]


def test_an_option_of_a_wrong_type_does_not_show_the_other_options() -> None:
    action = registries_info.ActionModule.__new__(registries_info.ActionModule)
    arguments = {"configs": {"h": {"auth": {"password": "secret"}}}, "offline": "maybe"}
    vars(action).update(_task=SimpleNamespace(args=arguments), _task_vars={})
    with pytest.raises(AnsibleActionFail, match="'offline'") as caught:
        action._arguments()
    assert caught.value.obj is None
    assert "secret" not in str(caught.value)
