# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action image_pull, with a node and a display that are fakes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.action import image_pull
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import (
    PullOutcome,
    PullPlan,
    decode_pull_plan,
    result_of,
)
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import describe_config
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

ARGUMENTS = {
    "images": ["a", {"image": "w", "os": "windows"}],
    "configs": {},
    "runtime": "auto",
    "mirrors": {},
    "default_endpoint": True,
    "dial_timeout": "",
    "embedded_registry": False,
    "proxy_http": "",
    "proxy_https": "",
    "proxy_no_proxy": [],
    "proxy_containerd_http": "",
    "proxy_containerd_https": "",
    "proxy_containerd_no_proxy": [],
    "proxy_no_proxy_defaults": [],
    "proxy_environment": {},
    "certificates": [],
    "probe": True,
    "connect_timeout": 2,
    "retries": 1,
    "jitter": 0,
    "debug": False,
    "system_images": False,
    "target_version": "",
    "system_default_registry": "",
    "expiry_warning_days": 14,
    "fail_on": "error",
    "skip": [],
    "parallel": 3,
    "timeout": 9,
    "min_free_mb": 5,
    "cleanup": False,
    "required": False,
    "fail": True,
}


class FakeDisplay:
    """Keeps what is shown."""

    verbosity = 0

    def __init__(self) -> None:
        self.shown: list[str] = []

    def display(self, text: str) -> None:
        self.shown += text.splitlines()

    warning = display


class FakeNode:
    """A node with the runtimes given one after the other, each time it is looked at; every pull ends as `outcome`."""

    def __init__(self, *seen: dict[str, Any], outcome: PullOutcome | None = None) -> None:
        self.seen = list(seen)
        self.outcome = outcome or PullOutcome("a", "passed", proof="fresh")
        self.plans: list[PullPlan] = []
        self.log: list[dict[str, str]] = []

    def observation(self) -> dict[str, Any]:
        return {
            "runtimes": self.seen[0],
            "managed": {},
            "clock": {"state": None},
            "trust": {"missing": [], "changed": None},
            "snapshots": {"restorable": [], "pending": [], "restored": []},
        }

    def invalidate(self) -> None:
        self.seen = self.seen[1:] or self.seen

    def run(self, module: str, arguments: dict[str, str]) -> dict[str, Any]:
        assert module == "internal.pull"
        self.plans.append(decode_pull_plan(arguments["plan"]))
        found = {
            "left_behind": ["Image x stays"],
            "seconds": 1.5,
            "probes": [],
            "log": [],
            "room": None,
            "memory_mb": 9.0,
        }
        return {**result_of([self.outcome], changed=True), **found, "log": self.log}


def runtime(name: str, crictl: str | None = "/opt/crictl", active: str = "active") -> dict[str, Any]:
    product = "containerd" if name == "containerd" else "rancher/rke2/agent/etc/containerd"
    root = "/etc" if name == "containerd" else "/var/lib"
    found = {"folder": True, "directories": {}, "credentials": [], "error": ""}
    loaded = {"pending": False, "roles": [], "basis": "record", "since": None}
    set_by_file = {"config_path": {"images": "'/etc/containerd/certs.d'"}}
    config = {**describe_config(None), "present": True, "version": 3, **set_by_file}
    return {
        name: {
            "crictl": crictl,
            "version": "2.1.9" if name == "containerd" else "v1.34.1+rke2r1",
            "unit": {"active": active, "enabled": "enabled", "pid": 7, "environment_files": []},
            "restart": loaded,
            "reload": loaded,
            "service": {
                "process": 7,
                "process_started": 1.0,
                "proxies": {},
                "own_proxies": {},
                "environment_differs": [],
                "sources": {},
                "trust_variables": {},
            },
            "hosts": {f"{root}/{product}/certs.d": found},
            "config": config if name == "containerd" else None,
        }
    }


def decide(node: FakeNode, rehearsal: bool = False, **changes: Any) -> tuple[dict[str, Any], FakeDisplay]:
    action = image_pull.ActionModule.__new__(image_pull.ActionModule)
    action._task_vars = {"inventory_hostname": "n1"}
    vars(action)["_task"] = SimpleNamespace(check_mode=rehearsal)
    action._is_rehearsal = rehearsal
    display = FakeDisplay()
    vars(action)["_display"] = display
    return action.decide_on_linux({**ARGUMENTS, **changes}, node), display  # type: ignore[arg-type]


def test_all_images_of_a_node_go_into_one_plan_and_come_back_in_order() -> None:
    node = FakeNode(runtime("containerd"))
    result, display = decide(node, images=["a", {"image": "w", "os": "windows"}])
    plan = node.plans[0]
    assert len(node.plans) == 1
    assert ([wanted.image for wanted in plan.images], plan.workers, plan.seconds, plan.min_free_mb, plan.cleanup) == (
        ["a"],
        3,
        9,
        5,
        False,
    )
    assert [pull["state"] for pull in result["images"]] == ["passed", "skipped"]
    assert (result["failed"], result["changed"], result["seconds"]) == (False, True, 1.5)
    assert display.shown == ["n1: Image x stays"]


def test_a_failure_shows_the_table_and_is_told_in_one_sentence() -> None:
    node = FakeNode(runtime("containerd"), outcome=PullOutcome("a", "failed", "pull_failed", error="no such host"))
    result, display = decide(node)
    assert (result["failed"], result["msg"]) == (True, "1 of 1 images could not be pulled on n1 (dns)")
    assert "  Observed  no such host (requested without a proxy, because none is set)" in display.shown


def test_without_fail_the_result_tells_and_nothing_is_shown() -> None:
    node = FakeNode(runtime("containerd"), outcome=PullOutcome("a", "failed", "pull_failed", error="no such host"))
    result, display = decide(node, fail=False)
    assert (result["failed"], result["acceptable"]) == (False, False)
    assert display.shown == ["n1: Image x stays"]


@pytest.mark.parametrize(
    ("requested", "seen"), [("auto", {}), ("rke2-agent", {}), ("rke2-agent", runtime("containerd", active="inactive"))]
)
def test_without_the_runtime_every_image_is_blocked_and_nothing_is_pulled(requested: str, seen: dict[str, Any]) -> None:
    node = FakeNode(seen)
    result, _display = decide(node, runtime=requested)
    assert [(pull["state"], pull["reason"]) for pull in result["images"]] == [
        ("blocked", "not_installed"),
        ("skipped", "other_os"),
    ]
    assert (result["failed"], result["changed"], node.plans) == (False, False, [])
    assert decide(node, runtime=requested, required=True)[0]["failed"] is True


def test_a_wrong_runtime_is_a_failure_that_names_the_active_one() -> None:
    node = FakeNode(runtime("containerd"))
    result, _display = decide(node, runtime="rke2-agent", fail=False)
    pull = result["images"][0]
    assert (pull["state"], pull["reason"], pull["cause"]["code"]) == ("blocked", "other_runtime", "not_installed")
    assert "set pullproof_runtime to containerd or auto" in pull["cause"]["fix"]
    assert (result["acceptable"], node.plans) == (False, [])
    assert result["msg"] == "1 images are blocked on n1: another container runtime is active (not_installed)"


def test_a_crictl_that_came_with_the_first_start_is_found_by_looking_again() -> None:
    node = FakeNode(runtime("rke2-agent", None, "activating"), runtime("rke2-agent", "/rke2/crictl"))
    decide(node)
    assert node.plans[0].runtime.crictl == "/rke2/crictl"


def test_a_runtime_that_has_not_come_up_is_down_and_not_a_lack_of_crictl() -> None:
    result, _display = decide(FakeNode(runtime("rke2-agent", None, "activating")))
    assert result["images"][0]["reason"] == "runtime_down"
    assert result["failed"] is True


@pytest.mark.parametrize("seen", [runtime("containerd"), runtime("rke2-agent", None, "activating")])
def test_a_rehearsal_asks_no_node_and_takes_no_offence_at_a_runtime_still_to_be_started(seen: dict[str, Any]) -> None:
    node = FakeNode(seen)
    result, _display = decide(node, rehearsal=True)
    assert result["images"][0]["reason"] == "check_mode"
    assert (result["failed"], result["changed"], node.plans) == (False, False, [])
    assert result["msg"] == "1 images would be pulled on n1"


def test_variables_that_are_wrong_stop_before_the_node_is_asked() -> None:
    node = FakeNode(runtime("containerd"))
    with pytest.raises(PullproofError, match=r"images\[0\].*\n.*parallel"):
        decide(node, images=["h:5000/Big"], parallel=0)
    assert node.plans == []


def failed(error: str) -> PullOutcome:
    return PullOutcome("a", "failed", "pull_failed", error=error)


def test_the_cause_is_in_the_document_and_its_endpoint_with_the_pull() -> None:
    words = 'failed to do request: Head "https://registry-1.docker.io/v2/library/a/manifests/latest": dial tcp: lookup '
    node = FakeNode(runtime("containerd"), outcome=failed(f"{words}registry-1.docker.io: no such host"))
    result, _display = decide(node, images=["a"])
    assert result["images"][0]["cause"]["code"] == "dns"
    assert result["images"][0]["cause"]["endpoint"] == "https://registry-1.docker.io/v2"
    assert [one["url"] for one in result["images"][0]["endpoints"]] == ["https://registry-1.docker.io/v2"]
    assert (result["host"], result["runtime"], result["seconds"]) == (
        "n1",
        {"name": "containerd", "version": "2.1.9"},
        1.5,
    )


def test_every_endpoint_is_probed_unless_probes_are_off() -> None:
    node = FakeNode(runtime("containerd"))
    decide(node, images=["a"])
    decide(node, images=["a"], probe=False)
    on, off = node.plans
    assert on.probes is not None
    assert [target.url for target in on.probes.targets] == ["https://registry-1.docker.io/v2"]
    assert on.images[0].targets == ("0",)
    assert off.probes is None


@pytest.mark.parametrize(
    ("changes", "acceptable"),
    [({}, False), ({"skip": ["dns"]}, True), ({"skip": ["disk_full"]}, False), ({"fail_on": "never"}, True)],
)
def test_people_say_what_counts_as_a_failure(changes: dict[str, Any], acceptable: bool) -> None:
    node = FakeNode(runtime("containerd"), outcome=failed("lookup registry-1.docker.io: no such host"))
    assert decide(node, images=["a"], **changes)[0]["acceptable"] is acceptable


def test_a_warning_fails_only_where_it_is_asked_for() -> None:
    seen = runtime("containerd")
    seen["containerd"]["restart"] = {"pending": True, "roles": ["registries"], "basis": "times", "since": 0.0}
    result, _display = decide(FakeNode(seen), images=["a"], fail_on="warning")
    assert [warning["code"] for warning in result["images"][0]["warnings"]] == ["config_not_loaded"]
    assert result["failed"] is True
    assert decide(FakeNode(seen), images=["a"], fail_on="warning", skip=["config_not_loaded"])[0]["failed"] is False
    pending = {"check": "restart_pending", "state": "failed"}
    found = next(check for check in result["context"] if check["check"] == "restart_pending")
    assert {**found, **pending} == found
    assert found["observed"] == "the running service has not loaded registries since 1970-01-01T00:00:00Z"


def test_what_rke2_needs_for_itself_is_pulled_or_probed_by_the_way_of_its_bootstrap() -> None:
    node = FakeNode(runtime("rke2-agent"), outcome=PullOutcome("rancher", "passed", proof="fresh"))
    result, _display = decide(
        node, images=[], system_images=True, target_version="v1.35.0+rke2r1", system_default_registry="r.example"
    )
    plan = node.plans[0]
    assert [wanted.reference for wanted in plan.images] == ["r.example/rancher/mirrored-pause:3.6"]
    assert plan.probes is not None
    probed = {(target.program, target.repository, target.version) for target in plan.probes.targets}
    assert probed == {
        ("containerd", "rancher/mirrored-pause", "3.6"),
        ("bootstrap", "rancher/rke2-runtime", "v1.34.1-rke2r1"),
        ("bootstrap", "rancher/rke2-runtime", "v1.35.0-rke2r1"),
    }
    assert [image["state"] for image in result["images"]] == ["passed", "failed", "failed"]
    assert result["images"][1]["endpoints"][0]["program"] == "bootstrap"


def test_a_log_level_that_would_need_a_restart_is_left_and_said() -> None:
    node = FakeNode(runtime("containerd"))
    result, _display = decide(node, images=["a"], debug=True)
    assert node.plans[0].debug is False
    found = next(check for check in result["context"] if check["check"] == "debug_level")
    assert found["state"] == "failed"
    assert "restart" in found["observed"]
