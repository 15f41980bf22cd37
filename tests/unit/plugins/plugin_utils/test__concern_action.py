# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an action hands on to those that follow."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from ansible_collections.pullproof.registry.plugins.action import audit
from ansible_collections.pullproof.registry.plugins.plugin_utils._node import FACT, Node

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
    action = audit.ActionModule.__new__(audit.ActionModule)
    vars(action)["_task"] = SimpleNamespace(run_once=run_once, delegate_to=delegate_to)
    node = cast(Node, SimpleNamespace(facts=lambda: SEEN))
    assert action._seen(node, failed) == handed_on
