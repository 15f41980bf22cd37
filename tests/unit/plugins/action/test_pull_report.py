# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action pull_report, with a display that is a fake."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from ansible_collections.pullproof.registry.plugins.action import pull_report
from ansible_collections.pullproof.registry.plugins.module_utils._pull import PullOutcome, result_of

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._node import Node


NO_NODE = cast("Node", None)


def test_the_report_reads_what_every_host_of_the_play_registered_and_asks_no_node() -> None:
    action = pull_report.ActionModule.__new__(pull_report.ActionModule)
    registered = {"proof": result_of([PullOutcome("a", "passed", proof="fresh")])}
    action._task_vars = {"ansible_play_hosts_all": ["n1", "n2"], "hostvars": {"n1": registered, "n2": {}}}
    shown: list[str] = []
    vars(action)["_display"] = SimpleNamespace(display=shown.append, verbosity=0)
    result = action.decide({"register": "proof", "hosts": [], "summary_only": False, "preview": False}, NO_NODE)
    assert (result["proven"], result["total"], result["without_result"]) == (1, 1, ["n2"])
    assert shown == ["\n".join(result["lines"])]
    assert result["msg"] == "1 of 1 pulls proven on 1 node"
