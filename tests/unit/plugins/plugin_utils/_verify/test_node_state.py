# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of a node around its pulls, out of what was observed."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.node_checks import NodeCheck
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import NodeState
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Explanation
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.expectation.expectation import (
    Expectation,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.node_state import checks, context_of

NOTHING = {"pending": False, "roles": [], "basis": "record", "since": None}


def seen(**changes: Any) -> Any:
    service = {"environment_differs": [], "process_started": 1000.0, "sources": {}, "trust_variables": {}}
    return {"restart": NOTHING, "reload": NOTHING, "service": service, "unit": {"environment_files": []}, **changes}


def observed(**changes: Any) -> Any:
    return {"managed": {}, "clock": {"state": None}, "trust": {"missing": [], "changed": 999.0}, **changes}


def expectation(runtime: Any, **known: Any) -> Expectation:
    return Expectation(ChosenRuntime(RUNTIMES["rke2-agent"], runtime), Registries(), **known)


def context(runtime: Any, observation: Any, room: dict[str, Any] | None = None) -> NodeState:
    return context_of(expectation(runtime), observation, room)


def test_verify_skip_accepts_each_check_of_a_node() -> None:
    state = NodeState(clock_offset=0.0, disk_free_mib=1)
    # The action adds the check of the log level.
    assert {check.value for check in NodeCheck} == {one["check"] for one in checks(state, expectation(seen()))} | {
        "debug_level"
    }


def test_a_node_with_nothing_wrong_has_an_empty_context() -> None:
    assert context(seen(), observed()) == NodeState()


def test_what_restart_and_reload_have_to_load_is_named_together_and_the_last_change_counts() -> None:
    restart = {"roles": ["registries"], "since": 60.0}
    reload = {"roles": ["proxy"], "since": 120.0}
    found = context(seen(restart=restart, reload=reload), observed())
    assert (found.pending_roles, found.since) == (("proxy", "registries"), "1970-01-01T00:02:00Z")


def test_a_change_whose_time_nobody_knows_has_none() -> None:
    assert context(seen(restart={"roles": ["proxy"], "since": None}), observed()).since == ""


@pytest.mark.parametrize(("changed", "is_newer"), [(1001.0, True), (999.0, False), (None, False)])
def test_certificates_newer_than_the_process_that_pulls(changed: float | None, is_newer: bool) -> None:
    assert context(seen(), observed(trust={"missing": [], "changed": changed})).ca_newer_than_process is is_newer


def test_a_clock_that_is_behind_has_a_negative_offset() -> None:
    assert context(seen(), observed(clock={"state": {"offset_ms": 5000.0}})).clock_offset == -5.0


def test_a_variable_of_ours_that_a_later_file_sets_is_shadowed_and_one_of_an_earlier_file_is_not() -> None:
    files = [{"path": path, "names": names} for path, names in (("/a", ["X"]), ("/ours", ["X", "Y"]), ("/b", ["Y"]))]
    found = context(seen(unit={"environment_files": files}), observed(managed={"/ours": {"role": "proxy"}}))
    assert found.shadowed == ("/b sets Y over /ours",)


def test_the_room_of_the_image_store_is_what_the_pulls_saw() -> None:
    found = context(seen(), observed(), {"folder": "/store", "free_mb": 7, "read_only": True})
    assert (found.disk_free_mib, found.store_read_only) == (7, True)


def test_checks_have_stable_names_and_say_only_what_is_wrong_or_measured() -> None:
    found = NodeState(pending_roles=("proxy",), clock_offset=-90.0, disk_free_mib=7)
    drifted = expectation(seen(), wanted=(Explanation("base", drift=True),))
    states = {check["check"]: (check["state"], check["observed"]) for check in checks(found, drifted)}
    assert states == {
        "restart_pending": ("failed", "the running service has not loaded proxy"),
        "environment_differs": ("passed", ""),
        "variable_shadowed": ("passed", ""),
        "anchors_missing": ("passed", ""),
        "store_read_only": ("passed", ""),
        "known_issues": ("passed", ""),
        "drift": ("failed", "other endpoints than in the variables for base"),
        "clock_offset": ("failed", "-90.000 s from the time servers"),
        "disk_free": ("passed", "7 MiB free in the image store"),
    }


def test_what_is_not_known_is_no_check() -> None:
    assert not {"clock_offset", "disk_free"} & {check["check"] for check in checks(NodeState(), expectation(seen()))}
