# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a restart or a reload is pending, from the record of an invocation or from times."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.apply import apply_plan
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import (
    RELOAD,
    RESTART,
    Plan,
    PlannedFile,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import (
    Record,
    load_record,
    save_record,
)
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._service import pending
from ansible_collections.pullproof.registry.plugins.module_utils._service.facts import PendingFacts
from ansible_collections.pullproof.registry.plugins.module_utils._service.pending import (
    inputs_on_disk,
    load_state,
    record_loaded,
    require_load,
)

UNIT = "rke2-agent.service"
LONG_AGO = 3600.0


def unit(invocation: str = "a", started: float = -LONG_AGO, **more: Any) -> Any:
    return {"invocation": invocation, "pid": 7, "started": time.time() + started, "needs_reload": False, **more}


class Role:
    """Writes the file of one role by a plan, as actions do."""

    def __init__(self, folder: Path, files: NodeFiles, commands: Any, takes_effect: str) -> None:
        self.path = str(folder / "registries")
        self.files, self.commands, self.takes_effect = files, commands, takes_effect

    def write(self, text: str | None) -> None:
        planned = () if text is None else (PlannedFile(self.path, "whole", "0600", self.takes_effect, text, text),)
        apply_plan(Plan("registries", b"k", planned), self.files, self.commands, check_mode=False)

    def note(self, invocation: str) -> None:
        inputs = inputs_on_disk(self.files, load_record(self.files), self.takes_effect)
        record_loaded(self.files, UNIT, invocation, inputs, self.takes_effect)

    def state(self, now: Any) -> PendingFacts:
        return load_state(self.files, UNIT, now, load_record(self.files), self.takes_effect)


@pytest.fixture(params=[RESTART, RELOAD])
def role(request: pytest.FixtureRequest, tmp_path: Path, node_files: NodeFiles, commands: Any) -> Role:
    return Role(tmp_path, node_files, commands, request.param)


def test_what_was_written_after_the_process_started_is_pending(role: Role) -> None:
    role.write("one")
    before = time.time() - 1
    state: dict[str, Any] = {**role.state(unit())}
    assert before < state.pop("since") < time.time() + 1
    assert state == {"pending": True, "roles": ["registries"], "basis": "times"}
    assert role.state(unit(started=60))["pending"] is False


def test_what_was_removed_after_the_process_started_is_pending(role: Role) -> None:
    role.write("one")
    role.write(None)
    assert role.state(unit())["roles"] == ["registries"]


def test_the_record_of_this_invocation_holds_whatever_the_times_say(role: Role) -> None:
    role.write("one")
    role.note("a")
    assert role.state(unit("a")) == {"pending": False, "roles": [], "basis": "record", "since": None}


def test_a_change_and_back_again_needs_nothing(role: Role) -> None:
    role.write("one")
    role.note("a")
    role.write("two")
    assert role.state(unit("a", started=60))["roles"] == ["registries"]
    role.write("one")
    assert role.state(unit("a"))["pending"] is False


def test_a_removal_after_the_record_is_pending(role: Role) -> None:
    role.write("one")
    role.note("a")
    role.write(None)
    assert role.state(unit("a", started=60))["roles"] == ["registries"]


def test_the_record_of_another_invocation_says_nothing(role: Role) -> None:
    role.write("one")
    role.note("a")
    role.write("two")
    assert role.state(unit("b", started=60)) == {"pending": False, "roles": [], "basis": "times", "since": None}


def test_where_nothing_runs_nothing_is_pending(role: Role) -> None:
    role.write("one")
    assert role.state({**unit(), "pid": 0}) == {"pending": False, "roles": [], "basis": "stopped", "since": None}


def test_a_restart_and_a_reload_of_one_invocation_are_known_beside_each_other(
    node_files: NodeFiles, tmp_path: Path, commands: Any
) -> None:
    restart = Role(tmp_path, node_files, commands, RESTART)
    restart.write("one")
    restart.note("a")
    record_loaded(node_files, UNIT, "a", {}, RELOAD)
    assert restart.state(unit("a"))["basis"] == "record"
    record_loaded(node_files, UNIT, "b", {}, RELOAD)
    assert restart.state(unit("b"))["basis"] == "times"


def test_what_takes_effect_at_a_reload_is_no_reason_for_a_restart(
    node_files: NodeFiles, tmp_path: Path, commands: Any
) -> None:
    Role(tmp_path, node_files, commands, RELOAD).write("one")
    assert load_state(node_files, UNIT, unit(), load_record(node_files), RESTART)["pending"] is False


def test_a_run_killed_after_its_first_write_leaves_the_change_recorded(
    role: Role, node_files: NodeFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    role.write("one")
    save_record(node_files, load_record(node_files).__class__(load_record(node_files).files, {}))

    def killed(path: str) -> None:
        Path(path).unlink()
        raise KeyboardInterrupt

    monkeypatch.setattr(node_files, "remove", killed)
    with pytest.raises(KeyboardInterrupt):
        role.write(None)
    assert role.state(unit())["roles"] == ["registries"]


def test_a_drop_in_that_systemd_has_not_read_is_pending_even_after_a_restart_by_someone_else(
    node_files: NodeFiles, tmp_path: Path, commands: Any
) -> None:
    role = Role(tmp_path, node_files, commands, RESTART)
    role.write("one")
    record = load_record(node_files)
    path = f"/etc/systemd/system/{UNIT}.d/90.conf"
    save_record(node_files, replace(record, files={**record.files, path: record.files[role.path]}))
    assert role.state(unit(started=60))["pending"] is False
    assert role.state(unit(started=60, needs_reload=True))["roles"] == ["registries"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"rke2-agent.service": 1}', '{"rke2-agent.service": {"inputs": 1}}'])
def test_a_broken_record_of_what_was_loaded_is_replaced_and_until_then_times_decide(role: Role, text: str) -> None:
    role.write("a")
    role.files.write(pending.LOADED_PATH, text, "0600")
    assert role.state(unit())["basis"] == "times"
    role.note("a")
    assert role.state(unit())["basis"] == "record"


def test_restored_files_have_to_be_loaded_though_their_record_is_old(node_files: NodeFiles) -> None:
    save_record(node_files, Record())
    node_files.write(pending.LOADED_PATH, "{}", "0600")
    require_load({"none", "live"}, node_files, 2000.0)
    assert node_files.read(pending.LOADED_PATH) == "{}"
    require_load({"none", "restart"}, node_files, 2000.0)
    assert node_files.read(pending.LOADED_PATH) is None
    running: Any = {"pid": 1, "invocation": "i", "started": 1000.0, "needs_reload": False}
    state = load_state(node_files, UNIT, running, load_record(node_files), RESTART)
    assert (state["pending"], state["roles"], state["basis"]) == (True, ["restored files"], "times")
