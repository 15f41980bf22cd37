# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Known reasons why a runtime does not come up, recognised in logs recorded on lab nodes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.readiness import Condition
from ansible_collections.pullproof.registry.plugins.module_utils._service.faults import find_fault
from ansible_collections.pullproof.registry.plugins.module_utils._service.watch import ServiceObservation

LOGS = Path(__file__).parents[1] / "data" / "logs"


def log(name: str) -> list[str]:
    return (LOGS / f"{name}.txt").read_text().splitlines()


def unit(active: str) -> Any:
    return {"active": active}


def observation(answer: str = "", active: str = "activating", **more: Any) -> ServiceObservation:
    return ServiceObservation(unit(active), (), answer, **more)


@pytest.mark.parametrize(
    ("runtime", "recorded", "code", "permanent", "words"),
    [
        ("k3s-agent", "k3s_yaml", "yaml", True, "yaml: line 5: found unexpected end of stream"),
        ("rke2-agent", "k3s_yaml", "yaml", True, "/etc/rancher/rke2/registries.yaml"),
        ("rke2-agent", "rke2_bootstrap", "bootstrap_pull", False, "lookup index.docker.io"),
    ],
)
def test_a_fault_shows_in_the_log(runtime: str, recorded: str, code: str, permanent: bool, words: str) -> None:
    fault = find_fault(RUNTIMES[runtime], observation(), log(recorded))
    assert fault is not None
    assert (fault.code, fault.permanent) == (code, permanent)
    assert words in fault.observed + fault.fix


def test_the_signs_of_one_product_mean_nothing_for_another() -> None:
    assert find_fault(RUNTIMES["k3s-agent"], observation(), log("rke2_bootstrap")) is None
    assert find_fault(RUNTIMES["docker"], observation(), log("k3s_yaml")) is None


def test_cri_switched_off_is_told_from_cri_that_failed_to_load() -> None:
    off = find_fault(RUNTIMES["containerd"], observation("cri_disabled", "active"), [])
    failed = find_fault(RUNTIMES["containerd"], observation("cri_disabled", "active"), log("containerd_cri_failed"))
    assert off is not None and off.code == "cri_disabled" and "/etc/containerd/config.toml" in off.fix
    assert failed is not None and failed.code == "cri_failed" and "too many open files" in failed.observed


@pytest.mark.parametrize(
    ("recorded", "plugin"),
    [
        ("containerd_1.7_mirrors_beside_path", "failed to load plugin io.containerd.grpc.v1.cri"),
        ("containerd_2.1_mirrors_beside_path", "id=io.containerd.cri.v1.images"),
    ],
)
def test_the_line_of_the_first_plugin_of_cri_that_failed_is_reported(recorded: str, plugin: str) -> None:
    fault = find_fault(RUNTIMES["containerd"], observation("cri_disabled", "active"), log(recorded))
    assert fault is not None and fault.code == "cri_failed"
    assert plugin in fault.observed and "dependency" not in fault.observed
    assert fault.fix.startswith("remove registry.mirrors from the configuration of containerd")


def test_an_absent_crictl_is_named_with_its_place() -> None:
    fault = find_fault(RUNTIMES["containerd"], observation("crictl_absent", "active"), [])
    assert fault is not None and "/usr/local/bin/crictl" in fault.fix


def test_an_environment_that_is_not_as_written_is_a_fault_only_once_the_runtime_answers() -> None:
    ready = find_fault(RUNTIMES["docker"], observation("ready", "active", differs=["HTTP_PROXY"]), [])
    assert ready is not None and ready.code == "environment" and "HTTP_PROXY" in ready.observed
    assert find_fault(RUNTIMES["docker"], observation("error", "active", differs=["HTTP_PROXY"]), []) is None


def test_a_unit_that_systemd_gave_up_is_a_fault() -> None:
    fault = find_fault(RUNTIMES["docker"], observation(active="failed"), [])
    assert fault is not None and fault.code == "failed"


def test_a_reload_that_was_not_taken_is_a_fault() -> None:
    unmet = Condition("reload", False, "registry-mirrors are none, not https://m")
    fault = find_fault(RUNTIMES["docker"], ServiceObservation(unit("active"), (unmet,), "ready"), [])
    assert fault is not None and fault.code == "reload" and "https://m" in fault.observed


def test_a_service_that_takes_its_time_is_no_fault() -> None:
    assert find_fault(RUNTIMES["rke2-agent"], observation(), ['level=info msg="Starting rke2"']) is None
