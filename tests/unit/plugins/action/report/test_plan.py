# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report about the plan of all hosts."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

from tests.unit.plugins.action.report.reporting import report_on

FILE = {"path": "/etc/rancher/rke2/registries.yaml", "change": "created", "disruption": "restart"}
ERROR = {"id": "tls-off", "severity": "error", "where": "x", "message": "M.", "fix": "F.", "source": "S"}
UNCHANGED = {
    "findings": [],
    "files": [],
    "disruption": "none",
    "will_change": False,
    "problem": "",
    "preview": {},
    "runtime_name": "rke2-agent",
    "version": "v1.34.2+rke2r1",
    "wave": "agents",
    "former": {},
}
CHANGING = {**UNCHANGED, "files": [FILE], "disruption": "restart", "will_change": True}


SERVER = {**CHANGING, "wave": "servers"}


def report(waves: Any = "100%", **plans: dict[str, Any]) -> dict[str, Any]:
    hosts = {host: {"pullproof_plan": plan, "provision_waves": waves} for host, plan in plans.items()}
    return report_on(hosts, of="plan")[0]


def test_hosts_with_the_same_changes_are_in_one_line_before_hosts_without_a_change() -> None:
    found = report(n1=UNCHANGED, n2=CHANGING, n3=CHANGING)
    assert found["lines"] == [
        "lint: 0 errors, 0 warnings, 0 infos on 3 hosts",
        "Change at a restart of the service: /etc/rancher/rke2/registries.yaml created: n2, n3 (2)",
        "No change: n1 (1)",
    ]
    assert found["acceptable"]


def test_the_steps_of_the_change_follow_if_there_are_several() -> None:
    found = report(waves=[1, 2], n1=CHANGING, n2=UNCHANGED, n3=SERVER, n4=CHANGING, n5=CHANGING)
    assert found["lines"][-3:] == ["Servers, one at a time: n3 (1)", "Wave 1: n1 (1)", "Wave 2: n4, n5 (2)"]
    assert report(n1=SERVER, n2=UNCHANGED)["lines"][-1] == "No change: n2 (1)"


def test_hosts_that_keep_former_endpoints_are_listed() -> None:
    kept = {**CHANGING, "former": {"docker.io": ["https://old.example:5000/v2"]}}
    lines = report(n1=kept, n2={**UNCHANGED, "former": {"docker.io": []}})["lines"]
    assert lines[-1] == "Transition: the former endpoints stay until the new ones served every image: n1 (1)"


def test_an_error_in_the_variables_of_one_host_is_not_acceptable_and_no_change_is_shown() -> None:
    found = report(n1=CHANGING, n2={**UNCHANGED, "findings": [ERROR]})
    assert not found["acceptable"]
    assert found["msg"] == "lint: 1 error, 0 warnings, 0 infos on 2 hosts"
    assert not any("Change" in line for line in found["lines"])


def test_an_error_of_a_role_is_shown_once_with_its_hosts() -> None:
    broken = {**UNCHANGED, "problem": "Checked: the file. Observed: it is unmanaged."}
    found = report(n1=broken, n2=broken, n3=CHANGING)
    assert not found["acceptable"]
    assert found["msg"] == "n1, n2: Checked: the file. Observed: it is unmanaged."
    assert found["lines"][-1] == f"ERROR    {found['msg']}"


def test_a_host_that_cannot_be_provisioned_does_not_stop_the_others() -> None:
    found = report(n1={**UNCHANGED, "failed": True}, n2={"unreachable": True}, n3=CHANGING)
    assert found["acceptable"]
    assert found["lines"][0] == "lint: 0 errors, 0 warnings, 0 infos on 1 host"


def test_an_image_that_would_be_missing_is_not_acceptable() -> None:
    missing = {"images": [asdict(PullOutcome("base:1", "failed", "would_fail"))], "preview": True, "acceptable": False}
    found = report(n1={**CHANGING, "preview": missing}, n2=UNCHANGED)
    assert not found["acceptable"]
    assert found["msg"].startswith("0 of 1 pulls would succeed on 1 node")
    assert found["msg"].endswith("set provision_require_images to none.")


def test_the_json_file_has_the_plan_of_each_host_and_is_written_if_the_plan_is_not_acceptable(tmp_path: Path) -> None:
    missing = {"images": [asdict(PullOutcome("base:1", "failed", "would_fail"))], "preview": True, "acceptable": False}
    plans = {"n1": {**CHANGING, "preview": missing}, "n2": UNCHANGED, "n3": {"unreachable": True}}
    path = tmp_path / "plan.json"
    found = report_on({host: {"pullproof_plan": one} for host, one in plans.items()}, of="plan", json=str(path))[0]
    document = json.loads(path.read_text())
    assert (document["acceptable"], document["summary"]) == (False, found["msg"])
    assert (document["without_result"], document["steps"]) == (["n3"], {"Wave 1": ["n1"]})
    assert document["hosts"]["n1"]["missing_images"] == ["base:1"]
    assert document["hosts"]["n1"]["files"] == [FILE]
    assert (document["hosts"]["n2"]["will_change"], document["hosts"]["n2"]["missing_images"]) == (False, [])


def test_a_plan_file_that_can_not_be_written_is_named_with_its_variable(tmp_path: Path) -> None:
    with pytest.raises(PullproofError, match=r"Set provision_plan_file to"):
        report_on({"n1": {"pullproof_plan": UNCHANGED}}, of="plan", json=str(tmp_path / "absent" / "plan.json"))


NODE = {"problem": "", "cordoned_by": "", "unschedulable": False, "ready": True}


def report_with_nodes(nodes: dict[str, Any], **plans: dict[str, Any]) -> dict[str, Any]:
    hostvars = {host: {"pullproof_plan": plan} for host, plan in plans.items()}
    return report_on(hostvars, of="plan", variables={"pullproof_cluster": {"nodes": nodes}})[0]


def test_a_restart_after_a_drain_has_a_line_of_its_own() -> None:
    found = report_with_nodes({"n2": NODE}, n1=CHANGING, n2={**CHANGING, "disruption": "drain"})
    path = "/etc/rancher/rke2/registries.yaml"
    assert found["lines"][1:4] == [
        f"Change at a restart of the service: {path} created: n1 (1)",
        f"Change at a restart of the service, after a drain of the node: {path}",
        "  created: n2 (1)",
    ]


def test_a_problem_with_a_node_is_not_acceptable_and_shown_once_with_its_hosts() -> None:
    broken = {**NODE, "problem": "Checked: the API. Observed: Connection refused."}
    found = report_with_nodes({"n1": broken, "n2": broken}, n1=CHANGING, n2=UNCHANGED)
    assert not found["acceptable"]
    assert found["msg"] == "n1, n2: Checked: the API. Observed: Connection refused."


def test_nodes_that_an_earlier_run_or_a_person_cordoned_are_listed() -> None:
    ours = {**NODE, "cordoned_by": "run-0", "unschedulable": True}
    found = report_with_nodes({"n1": ours, "n2": {**NODE, "unschedulable": True}}, n1=UNCHANGED, n2=CHANGING)
    assert found["lines"][-2:] == [
        "Uncordon after the proof, because an earlier run did not: n1 (1)",
        "Cordoned before, and stays so: n2 (1)",
    ]
