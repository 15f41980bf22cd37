# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Restart, start, reload or wait, on a simulated systemd: waiting is bounded, and only what serves is recorded."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.apply import apply_plan
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import RESTART, Plan, PlannedFile
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import load_record
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import CommandResult
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.module_utils._service import pending, watch
from ansible_collections.pullproof.registry.plugins.module_utils._service.restart import (
    NotServingError,
    Order,
    bring_up,
)

RKE2, DOCKER = RUNTIMES["rke2-agent"], RUNTIMES["docker"]


class SimulatedTime:
    """Time passes by sleeping only; `events` happen at their seconds."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.events: dict[float, Callable[[], None]] = {}

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        for when in [when for when in self.events if when <= self.seconds]:
            self.events.pop(when)()


class SimulatedService:
    """systemd and one unit, as far as commands show them. An order leads to `after`, at once."""

    def __init__(self, unit: str) -> None:
        self.unit = unit
        self.state = {"ActiveState": "active", "SubState": "running", "InvocationID": "old", "MainPID": "1"}
        self.after = {"ActiveState": "active", "SubState": "running", "InvocationID": "new", "MainPID": "1"}
        self.answer: dict[str, Any] = {"state": "ready", "words": ""}
        self.differs: list[str] = []
        self.log = ""
        self.refusal = ""
        self.orders: list[str] = []

    def run(
        self, argv: Sequence[str], seconds: int | None = None, env: Any = None, stdin: str | None = None
    ) -> CommandResult:
        if list(argv[:2]) == ["systemctl", "show"]:
            lines = [
                f"{name}={value}" for name, value in {"Id": self.unit, "LoadState": "loaded", **self.state}.items()
            ]
            return CommandResult(0, "\n".join(lines), "")
        if argv[0] == "systemctl":
            return self._order(argv[1:])
        return CommandResult(0, self.log if argv[0] in ("journalctl", "sh") else "", "")

    def find(self, program: str) -> str | None:
        return f"/usr/bin/{program}"

    def _order(self, arguments: Sequence[str]) -> CommandResult:
        self.orders.append(" ".join(arguments))
        if self.refusal:
            return CommandResult(1, "", self.refusal)
        if arguments[0] == "--no-block":
            self.state = {**self.state, **self.after}
        return CommandResult(0, "", "")

    def observed(self, *_arguments: Any) -> dict[str, Any]:
        return {"answer": self.answer, "process": 1, "environment_differs": self.differs, "kept_by_reload": []}


class Stage:
    """A node with one unit and a role that has been written for it."""

    def __init__(self, files: NodeFiles, folder: Path, runtime: Any) -> None:
        self.files, self.runtime = files, runtime
        self.time = SimulatedTime()
        self.service = SimulatedService(runtime.unit)
        planned = PlannedFile(str(folder / "registries"), "whole", "0600", "restart", "text", "text")
        apply_plan(Plan("registries", b"k", (planned,)), files, self.service, check_mode=False)

    def bring_up(self, do: str, seconds: int = 30) -> dict[str, Any]:
        return bring_up(Order(self.runtime, do, seconds), self.files, self.service, self.time)

    def loaded(self) -> dict[str, Any]:
        text = self.files.read(pending.LOADED_PATH)
        units: dict[str, Any] = json.loads(text) if text else {}
        return units


def inputs_on_disk(stage: Stage) -> dict[str, str]:
    return pending.inputs_on_disk(stage.files, load_record(stage.files), RESTART)


@pytest.fixture
def stage(node_files: NodeFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    made = Stage(node_files, tmp_path, RKE2)
    monkeypatch.setattr(watch, "observe_service", made.service.observed)
    return made


def test_a_restart_does_not_block_and_is_recorded_when_the_service_serves(stage: Stage) -> None:
    result = stage.bring_up("restart")
    assert stage.service.orders == [f"reset-failed {RKE2.unit}", f"--no-block restart {RKE2.unit}"]
    assert (result["changed"], result["done"]) == (True, "restart")
    assert stage.loaded()[RKE2.unit]["invocation"] == "new"
    assert list(stage.loaded()[RKE2.unit]["inputs"]) == ["registries"]


def test_systemd_reads_changed_drop_ins_before_the_restart(stage: Stage) -> None:
    stage.service.state["NeedDaemonReload"] = "yes"
    stage.bring_up("restart")
    assert stage.service.orders[0] == "daemon-reload"
    assert stage.service.orders[-1] == f"--no-block restart {RKE2.unit}"


def test_the_invocation_before_the_restart_does_not_count(stage: Stage) -> None:
    stage.service.after = {}
    with pytest.raises(NotServingError, match="not restarted yet"):
        stage.bring_up("restart")


def test_waiting_is_bounded_and_says_what_was_seen(stage: Stage) -> None:
    stage.service.after |= {"ActiveState": "activating", "SubState": "start"}
    stage.service.log = 'level=info msg="Starting" proxy=http://user:s3cret@h:1'
    with pytest.raises(NotServingError) as caught:
        stage.bring_up("restart", seconds=30)
    assert stage.time.seconds == 30
    assert "rke2-agent.service is activating (start)" in str(caught.value)
    assert "http://***@h:1" in caught.value.details["log"][0] and "s3cret" not in str(vars(caught.value))
    assert "http://***@h:1" not in str(caught.value) and "The key log of this result" in str(caught.value)
    assert caught.value.details["conditions"][0]["met"] is False


def test_a_service_that_does_not_serve_is_not_recorded_so_that_the_next_run_heals_it(stage: Stage) -> None:
    stage.service.answer = {"state": "error", "words": "connection refused"}
    with pytest.raises(NotServingError, match="connection refused"):
        stage.bring_up("restart")
    assert stage.loaded() == {}


def test_a_service_that_comes_up_late_is_waited_for(stage: Stage) -> None:
    stage.service.after |= {"ActiveState": "activating"}
    stage.time.events[20] = lambda: stage.service.state.update(ActiveState="active")
    assert stage.bring_up("restart")["seconds"] == 20


def test_a_permanent_fault_ends_the_wait_early(stage: Stage) -> None:
    stage.service.after |= {"ActiveState": "activating"}
    stage.service.log = "Waiting to retrieve agent configuration; server is not ready: yaml: line 5: bad"
    with pytest.raises(NotServingError, match="yaml: line 5") as caught:
        stage.bring_up("restart", seconds=300)
    assert stage.time.seconds < 10
    assert caught.value.details["fault"] == "yaml"


@pytest.mark.parametrize(("log", "fault"), [("", "crash_loop"), ("containerd: failed to load TOML: x", "toml")])
def test_a_containerd_that_ends_again_and_again_is_not_waited_for(stage: Stage, log: str, fault: str) -> None:
    stage.runtime = RUNTIMES["containerd"]
    stage.service.unit, stage.service.log = stage.runtime.unit, log
    stage.service.after |= {"ActiveState": "activating", "SubState": "auto-restart"}
    for second, invocation in ((5, "second"), (10, "third")):
        stage.time.events[second] = functools.partial(invoke, stage, invocation)
    with pytest.raises(NotServingError) as caught:
        stage.bring_up("start", seconds=300)
    assert (stage.time.seconds <= 10, caught.value.details["fault"]) == (True, fault)


def test_an_rke2_that_ends_until_its_server_answers_is_waited_for(stage: Stage) -> None:
    stage.service.after |= {"ActiveState": "activating", "SubState": "auto-restart"}
    for second, invocation in ((5, "second"), (10, "third"), (15, "fourth")):
        stage.time.events[second] = functools.partial(invoke, stage, invocation)
    with pytest.raises(NotServingError):
        stage.bring_up("restart", seconds=60)
    assert stage.time.seconds == 60


def invoke(stage: Stage, invocation: str) -> None:
    stage.service.state["InvocationID"] = invocation


def test_a_fault_that_may_pass_does_not_end_the_wait(stage: Stage) -> None:
    stage.service.after |= {"ActiveState": "activating"}
    stage.service.log = "all endpoints failed: no such host"
    with pytest.raises(NotServingError, match="rke2-runtime"):
        stage.bring_up("restart", seconds=60)
    assert stage.time.seconds == 60


def test_a_permanent_fault_that_goes_in_time_is_forgiven(stage: Stage) -> None:
    stage.service.differs = ["HTTP_PROXY"]
    stage.time.events[3] = lambda: stage.service.differs.clear()
    assert stage.bring_up("restart")["done"] == "restart"


def test_what_is_written_while_waiting_is_not_recorded_as_loaded(stage: Stage, tmp_path: Path) -> None:
    stage.service.after |= {"ActiveState": "activating"}

    def written_meanwhile() -> None:
        (tmp_path / "registries").write_text("changed")
        stage.service.state["ActiveState"] = "active"

    before = inputs_on_disk(stage)
    stage.time.events[2] = written_meanwhile
    stage.bring_up("restart")
    assert stage.loaded()[RKE2.unit]["inputs"] == before != inputs_on_disk(stage)


def test_waiting_alone_changes_and_records_nothing(stage: Stage) -> None:
    result = stage.bring_up("wait")
    assert (result["changed"], stage.service.orders, stage.loaded()) == (False, [], {})


def test_a_failed_unit_is_freed_from_its_start_limit_before_it_is_started(stage: Stage) -> None:
    stage.service.state |= {"ActiveState": "failed", "MainPID": "0"}
    assert stage.bring_up("start")["done"] == "start"
    assert stage.service.orders == [f"reset-failed {RKE2.unit}", f"--no-block start {RKE2.unit}"]


def test_restarts_that_are_ordered_do_not_add_up_to_the_start_limit(stage: Stage) -> None:
    stage.bring_up("restart")
    assert f"reset-failed {RKE2.unit}" in stage.service.orders


def test_a_service_that_started_by_itself_too_early_is_restarted(stage: Stage) -> None:
    assert stage.bring_up("start")["done"] == "restart"


def test_a_service_that_started_by_itself_with_everything_is_only_waited_for(
    stage: Stage,
) -> None:
    pending.record_loaded(stage.files, RKE2.unit, "old", inputs_on_disk(stage))
    assert stage.bring_up("start")["done"] == "wait"


def test_a_refusal_of_systemd_is_passed_on(stage: Stage) -> None:
    stage.service.refusal = "Unit rke2-agent.service is masked."
    with pytest.raises(NodeError, match="masked"):
        stage.bring_up("restart")


def test_a_reload_keeps_the_invocation_and_is_recorded_beside_what_the_start_loaded(
    node_files: NodeFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage(node_files, tmp_path, DOCKER)
    stage.service.after = {}
    monkeypatch.setattr(watch, "observe_service", stage.service.observed)
    monkeypatch.setattr(watch, "registries_not_loaded", lambda *_arguments: "")
    assert stage.bring_up("reload")["done"] == "reload"
    assert stage.loaded()[DOCKER.unit] == {"invocation": "old", "reload_inputs": {}}
