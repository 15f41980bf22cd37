# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action snapshot, with a node that is a fake: what it orders, and when it needs no remote call."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.action import snapshot
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import SNAPSHOT
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

PROVEN, OLD, NEW = "20261130T110000Z-proven", "20261130T120000Z-old", "20261130T130000Z-new"
NOTHING: dict[str, Any] = {"result": None, "pullable": [], "probed": ["a", "b"]}
ARGUMENTS: dict[str, Any] = {"state": "restored", "to": "last", "runtime": "auto", "drain": "never", **NOTHING}
FILES = [
    {"path": path, "change": "restored", "takes_effect": effect, "disruption": effect}
    for path, effect in (("/etc/default/rke2-agent", "restart"), ("/var/lib/pullproof/owned.json", "none"))
]


class FakeNode:
    """A node with snapshots, of which some are pending, and some were restored."""

    confirm_seconds = 900
    snapshot = SNAPSHOT
    warnings = ()

    def __init__(
        self,
        *restorable: str,
        pending: tuple[str, ...] = (),
        restored: tuple[str, ...] = (),
        runtime: str = "rke2-server",
        has_changed: bool = False,
        extended: tuple[str, ...] = (),
    ) -> None:
        self.snapshots = {"restorable": list(restorable), "pending": list(pending), "restored": list(restored)}
        unit, service = {"active": "active", "enabled": "enabled"}, {"live_restore": False}
        self.runtime = {runtime: {"unit": unit, "service": service, "version": "v1.34.2+rke2r1"}}
        self.has_changed = has_changed
        self.extended = extended
        self.orders: list[tuple[str, str]] = []

    def observation(self) -> dict[str, Any]:
        return {"snapshots": self.snapshots, "runtimes": self.runtime}

    def invalidate(self) -> None:
        self.is_outdated = True

    def extend(self, snapshots: list[str]) -> None:
        self.extended = tuple(snapshots)

    def run_and_observe(self, module: str, arguments: dict[str, Any]) -> dict[str, Any]:
        assert module == "internal.snapshot"
        self.orders.append((arguments["do"], arguments["snapshot"]))
        self.expected = arguments.get("expected")
        return {"changed": True, "problems": [], "files": FILES if arguments["do"] == "restore" else []}

    def record_change(self, role: str, files: list[dict[str, str]]) -> None:
        self.recorded = (role, [entry["path"] for entry in files])


def decide(node: FakeNode, **changes: Any) -> dict[str, Any]:
    action = snapshot.ActionModule.__new__(snapshot.ActionModule)
    vars(action)["_task"] = SimpleNamespace(check_mode=False)
    return action.decide_on_linux({**ARGUMENTS, **changes}, node)  # type: ignore[arg-type]


def result(**states: str) -> dict[str, Any]:
    return {"images": [{"reference": name, "state": state} for name, state in states.items()]}


def test_the_last_run_is_undone_and_the_record_of_the_collection_is_not_listed() -> None:
    node = FakeNode(NEW, OLD)
    done = decide(node)
    assert node.orders == [("restore", NEW)]
    assert [entry["path"] for entry in done["files"]] == ["/etc/default/rke2-agent"]
    assert node.recorded == ("snapshot", ["/etc/default/rke2-agent"])
    assert [entry["after"] for entry in done["diff"]] == [f"# as before the run {NEW}\n"]


def test_all_runs_since_a_snapshot_are_undone() -> None:
    node = FakeNode(NEW, OLD)
    assert decide(node, to=OLD)["snapshot"] == OLD
    assert node.orders == [("restore", OLD)]


@pytest.mark.parametrize(
    ("node", "observed", "fix"),
    [
        (FakeNode(OLD), f"the node has {OLD}", "use one of them"),
        (FakeNode(), "the node has no snapshot", "exclude this node, because no run has changed it"),
    ],
)
def test_a_snapshot_that_the_node_does_not_have_is_an_error(node: FakeNode, observed: str, fix: str) -> None:
    with pytest.raises(PullproofError, match=f"Observed: {observed}.*Fix: {fix}"):
        decide(node, to=NEW)
    assert node.orders == []


@pytest.mark.parametrize(
    ("node", "oldest"),
    [
        (FakeNode(NEW, OLD, PROVEN, pending=(NEW, OLD)), OLD),
        (FakeNode(SNAPSHOT, OLD, pending=(OLD,)), OLD),
        (FakeNode(SNAPSHOT, OLD), SNAPSHOT),
    ],
    ids=["unproven runs", "unproven run before this run", "this run"],
)
def test_all_unproven_changes_and_the_change_of_this_run_are_undone(node: FakeNode, oldest: str) -> None:
    decide(node, to="unproven")
    assert node.orders == [("restore", oldest)]
    assert node.is_outdated


@pytest.mark.parametrize(("state", "to"), [("restored", "unproven"), ("confirmed", "last"), ("extended", "last")])
def test_without_an_unproven_change_there_is_no_remote_call(state: str, to: str) -> None:
    node = FakeNode(OLD)
    assert decide(node, state=state, to=to)["msg"] == "no change is pending"
    assert node.orders == []


@pytest.mark.parametrize("node", [FakeNode(OLD, pending=(OLD,)), FakeNode(OLD, has_changed=True)])
def test_a_change_of_this_run_or_of_a_run_that_died_is_confirmed(node: FakeNode) -> None:
    """The node is called also if an observation shows no pending change: it may have undone the change since then."""
    assert decide(node, state="confirmed")["changed"] is True
    assert node.orders == [("confirm", SNAPSHOT)]


def test_a_change_of_a_run_that_died_gets_more_time() -> None:
    node = FakeNode(OLD, pending=(OLD,))
    assert decide(node, state="extended")["msg"] == "900 s from now on"
    assert node.orders == [("extend", "")]
    node.snapshots["pending"] = []
    decide(node, state="confirmed")
    assert (node.orders[-1], node.expected) == (("confirm", SNAPSHOT), [OLD])


def test_a_node_that_has_restored_itself_is_reported_so() -> None:
    done = decide(FakeNode(OLD, restored=(SNAPSHOT,)), to="unproven")
    assert done["snapshot"] == SNAPSHOT
    assert done["msg"].startswith("the node has restored itself")


@pytest.mark.parametrize(
    ("pullable", "given", "is_restored"),
    [
        (["a"], result(a="failed"), True),
        (["a"], result(a="blocked"), True),
        (["a"], result(a="passed", b="failed"), False),
        ([], result(a="failed"), False),
        (["a"], result(a="passed"), True),
        (["a"], {**result(), "failed": True}, True),
        (["a"], {"skipped": True}, True),
        ([], result(a="failed", not_probed="failed"), True),
        ([], None, True),
    ],
)
def test_a_change_stays_only_if_the_images_that_failed_could_not_be_pulled_before(
    pullable: list[str], given: dict[str, Any] | None, is_restored: bool
) -> None:
    node = FakeNode(NEW, pending=(NEW,))
    done = decide(node, to="unproven", pullable=pullable, result=given)
    assert node.orders == [("restore", NEW) if is_restored else ("keep", SNAPSHOT)]
    assert done.get("changed", False) is is_restored


@pytest.mark.parametrize(("runtime", "wave"), [("rke2-server", "servers"), ("k3s-agent", "agents")])
def test_a_list_has_the_wave_of_the_node(runtime: str, wave: str) -> None:
    found = decide(FakeNode(NEW, OLD, runtime=runtime), state="listed")
    assert (found["restorable"], found["wave"]) == ([NEW, OLD], wave)


@pytest.mark.parametrize("arguments", [{"state": "confirmed"}, {"state": "listed"}, {"to": "unproven"}])
def test_a_windows_node_has_nothing_to_confirm_or_to_restore(arguments: dict[str, str]) -> None:
    action = snapshot.ActionModule.__new__(snapshot.ActionModule)
    node: Any = SimpleNamespace()
    done = action.decide_on_windows({**ARGUMENTS, **arguments}, node)
    assert done == {"kept": "to" in arguments, "msg": "Windows nodes have no snapshots"}
    with pytest.raises(PullproofError, match="Observed: a Windows node, which does not take snapshots"):
        action.decide_on_windows(ARGUMENTS, node)


def test_a_change_on_an_unproven_one_is_undone_though_the_images_failed_before_it() -> None:
    """The first of both changes may have broken them."""
    node = FakeNode(NEW, OLD, pending=(NEW, OLD), extended=(OLD,))
    decide(node, to="unproven", pullable=[], result=result(a="failed"))
    assert node.orders == [("restore", OLD)]


@pytest.mark.parametrize(
    ("runtime", "drain", "disruption"),
    [
        ("docker", "auto", "drain"),
        ("docker", "never", "restart"),
        ("rke2-server", "auto", "restart"),
        ("rke2-server", "always", "drain"),
    ],
)
def test_a_restart_that_needs_a_drain_is_known_before_the_files_are_restored(
    runtime: str, drain: str, disruption: str
) -> None:
    action = snapshot.ActionModule.__new__(snapshot.ActionModule)
    node = FakeNode(NEW, runtime=runtime)
    vars(action).update(
        _task=SimpleNamespace(check_mode=True, run_once=False, delegate_to=None),
        _connection=SimpleNamespace(_shell=SimpleNamespace()),
        _node=node,
    )
    assert action.decide({**ARGUMENTS, "drain": drain})["disruption"] == disruption
