# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action time_sync, with a node that is a fake: what it plans, orders and proves."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.action import time_sync
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import Plan
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

SERVERS = [{"hostname": "ntp.lab", "pool": False, "iburst": True}]
ARGUMENTS = {
    "servers": SERVERS,
    "provider": "auto",
    "proof": "auto",
    "max_offset_ms": 100.0,
    "timeout": 30,
    "overwrite_unmanaged": False,
}
IN_SYNC = {"synchronised": True, "source": "ntp.lab", "offset_ms": 1.0, "sources": [], "problem": ""}
ADRIFT: dict[str, Any] = {"synchronised": False, "source": None, "offset_ms": None, "sources": [], "problem": ""}


def clock(state: dict[str, Any] | None = IN_SYNC, loaded: bool = True, **active: str) -> dict[str, Any]:
    on = active or {"chrony": "active"}
    units = {name: {"name": f"{name}.service", "active": now, "enabled": "enabled"} for name, now in on.items()}
    provider = next((name for name, now in on.items() if now == "active"), None)
    return {"units": units, "others": [], "chrony": None, "provider": provider, "loaded": loaded, "state": state}


class FakeNode:
    """A node whose plans change something, and whose clock is `then` after the node module has acted."""

    def __init__(self, now: dict[str, Any], then: dict[str, Any] | None = None, changes: bool = False) -> None:
        self.now, self.then, self.changes = now, then or now, changes
        self.plans: list[Plan] = []
        self.orders: list[dict[str, Any]] = []

    def observation(self) -> dict[str, Any]:
        return {"clock": self.now, "os": {"family": "debian"}}

    def apply(self, plan: Plan) -> dict[str, Any]:
        self.plans.append(plan)
        files = [{"path": planned.path} for planned in plan.files] if self.changes else []
        return {"changed": self.changes, "diff": [], "files": files, "trust_refreshed": False}

    def run(self, module: str, arguments: dict[str, Any]) -> dict[str, Any]:
        assert module == "internal.clock"
        self.orders.append(arguments)
        self.now = self.then
        return {"clock": self.now, "actions": ["restarted chrony.service"], "changed": True}

    def invalidate(self) -> None:
        """Nothing is remembered."""


def decide(node: FakeNode, check_mode: bool = False, is_rehearsal: bool = False, **changes: Any) -> dict[str, Any]:
    action = time_sync.ActionModule.__new__(time_sync.ActionModule)
    vars(action)["_task"] = SimpleNamespace(check_mode=check_mode)
    action._is_rehearsal = is_rehearsal
    return action.decide_on_linux({**ARGUMENTS, **changes}, node)  # type: ignore[arg-type]  # a fake


@pytest.mark.parametrize(
    ("state", "is_rehearsal", "is_change"), [(IN_SYNC, True, False), (ADRIFT, True, True), (ADRIFT, False, False)]
)
def test_a_clock_that_is_not_in_sync_counts_as_a_change_in_a_rehearsal_only(
    state: dict[str, Any], is_rehearsal: bool, is_change: bool
) -> None:
    found = decide(FakeNode(clock(state)), check_mode=True, is_rehearsal=is_rehearsal)
    assert found["changed"] is is_change


def test_a_clock_that_is_in_sync_already_is_proven_without_another_call() -> None:
    node = FakeNode(clock())
    result = decide(node)
    assert (result["proven"], result["changed"], result["provider"]) == (True, False, "chrony")
    assert node.orders == [] and result["warnings"] == []
    assert [planned.path for planned in node.plans[0].files] == ["/etc/chrony/sources.d/90-pullproof.sources"]


def test_a_clock_adrift_is_waited_for_on_the_node_and_proven_by_what_is_seen_then() -> None:
    node = FakeNode(clock(ADRIFT), clock(IN_SYNC))
    result = decide(node)
    assert (result["proven"], result["changed"], result["actions"]) == (True, True, ["restarted chrony.service"])
    (order,) = node.orders
    assert (order["provider"], order["run"], order["servers"], order["timeout"]) == ("chrony", True, ["ntp.lab"], 30)


def test_a_clock_that_stays_adrift_fails_with_what_was_seen() -> None:
    with pytest.raises(PullproofError, match=r"Checked: the clock.*not synchronised after 30 s.*Fix: ") as failed:
        decide(FakeNode(clock(ADRIFT)))
    assert failed.value.details["proven"] is False and failed.value.details["actions"] == ["restarted chrony.service"]


def test_files_that_are_not_loaded_are_loaded_even_where_the_clock_is_in_sync() -> None:
    node = FakeNode(clock(loaded=False), clock())
    assert decide(node)["changed"] is True and len(node.orders) == 1


def test_a_second_time_service_is_taken_care_of() -> None:
    node = FakeNode(clock(timesyncd="active", chrony="active"), clock())
    decide(node, provider="chrony")
    assert node.orders[0]["provider"] == "chrony"


def test_in_sync_with_another_server_is_proven_with_a_warning() -> None:
    result = decide(FakeNode(clock({**IN_SYNC, "source": "other.lab"})))
    assert result["proven"] is True and "not listed in time_sync_servers (ntp.lab)" in result["warnings"][0]


def test_without_servers_no_proof_is_asked_for_unless_always() -> None:
    node = FakeNode(clock(ADRIFT))
    result = decide(node, servers=[])
    assert (result["proven"], result["changed"], node.orders) == (False, False, [])
    assert "No proof was requested" in result["msg"]
    with pytest.raises(PullproofError, match="not synchronised"):
        decide(node, servers=[], proof="always")


def test_never_loads_the_files_and_waits_for_nothing() -> None:
    node = FakeNode(clock(ADRIFT, loaded=False))
    assert decide(node, proof="never")["proven"] is False
    assert node.orders[0]["timeout"] == 0


def test_a_node_without_any_time_service_and_without_servers_is_left_alone() -> None:
    node = FakeNode({**clock(None), "units": {}, "provider": None})
    result = decide(node, servers=[])
    assert (result["provider"], result["changed"], node.orders, node.plans[0].files) == (None, False, [], ())


def test_check_mode_says_what_would_be_done_and_orders_nothing() -> None:
    node = FakeNode(clock(ADRIFT, loaded=False), changes=True)
    result = decide(node, check_mode=True)
    assert node.orders == [] and result["changed"] is True
    assert result["msg"] == "Would make the time service run with these files, and wait until the clock is in sync"


def test_check_mode_names_the_package_that_would_be_installed() -> None:
    node = FakeNode({**clock(None), "units": {}, "provider": None}, changes=True)
    result = decide(node, check_mode=True)
    assert result["actions"][0] == "install the package chrony" and result["changed"] is True


def test_a_wrong_name_and_a_negative_number_are_refused_before_the_node_is_touched() -> None:
    node = FakeNode(clock())
    with pytest.raises(PullproofError) as refused:
        decide(node, servers=[{**SERVERS[0], "hostname": "a b"}], timeout=-1)
    assert node.plans == [] and len(refused.value.details["findings"]) == 2


def test_the_time_services_of_others_are_named_with_a_way_out() -> None:
    node = FakeNode({**clock(None), "units": {}, "provider": None, "others": ["ntpd.service"]})
    with pytest.raises(PullproofError, match=r"ntpd\.service.*time_sync_provider: chrony"):
        decide(node)
