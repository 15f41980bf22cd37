# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The query that a plan runs ahead is the first one that the action runs on a Windows node."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from ansible.errors import AnsibleActionFail
from ansible_collections.pullproof.registry.plugins.action import (
    ca_trust,
    preflight_info,
    proxy,
    registries,
    runtime,
    time_sync,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.argument_spec import argument_spec
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import run_query

SERVER = {"hostname": "ntp.lab", "pool": False, "iburst": True}
MIRRORS = {"docker.io": {"endpoint": ["https://registry.example.com:5000"]}}


class FirstCallError(Exception):
    """The command line of the first remote call."""


class NodeOfOneCall:
    """A Windows node whose first remote call ends the action."""

    check_mode = True
    answers = None

    def query(self, module: str, arguments: dict[str, Any], secret: bool = False) -> dict[str, Any]:
        raise FirstCallError(arguments["cmd"])

    call = query


def action_of(module: ModuleType) -> Any:
    action = module.ActionModule.__new__(module.ActionModule)
    vars(action).update(_task_vars={}, _task=SimpleNamespace(args={}, check_mode=True))
    return action


def arguments_of(module: ModuleType, **given: Any) -> dict[str, Any]:
    name = module.ActionModule.NAME
    return {option: entry.get("default") for option, entry in argument_spec(name).items()} | given


def first_call(run: Any) -> str:
    with pytest.raises(FirstCallError) as caught:
        run(NodeOfOneCall())
    return str(caught.value)


@pytest.mark.parametrize(
    ("module", "given"),
    [
        (preflight_info, {"lint": False}),
        (time_sync, {"servers": [SERVER]}),
        (time_sync, {"servers": []}),
        (ca_trust, {"certificates": []}),
        (registries, {"mirrors": MIRRORS, "configs": {}}),
        (proxy, {"https": "http://proxy.lab:3128"}),
    ],
)
def test_it_is_the_first_query_of_the_action(module: ModuleType, given: dict[str, Any]) -> None:
    action, arguments = action_of(module), arguments_of(module, **given)
    query = action.first_query(arguments)
    expected = first_call(lambda node: run_query(node, query))
    assert first_call(lambda node: action.decide_on_windows(arguments, node)) == expected


def test_an_action_with_invalid_arguments_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    action = action_of(time_sync)

    def refuse() -> None:
        raise AnsibleActionFail("servers is no list")

    monkeypatch.setattr(action, "_arguments", refuse)
    assert action.query_ahead({}) is None


def test_an_action_that_names_no_query_runs_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    action = action_of(runtime)
    monkeypatch.setattr(action, "_arguments", dict)
    assert action.query_ahead({}) is None
