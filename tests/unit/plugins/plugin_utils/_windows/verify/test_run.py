# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The checks before a Windows node pulls. Its agent and its pulls are simulated."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullOutcome, PullPlan
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.argument_spec import argument_spec
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import parse_images
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.run import VerifyResult
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.rke2_agent import Agent
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify import run
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.pull import WindowsPulls

DEFAULTS = {name: spec.get("default") for name, spec in argument_spec("image_pull").items()}
IMAGE = "registry.lab:5000/team/winapp:1"


def _verified(
    monkeypatch: pytest.MonkeyPatch, free_mb: int | None, min_free_mb: int
) -> tuple[VerifyResult, list[PullPlan]]:
    pulled: list[PullPlan] = []

    def pull_all(_hands: object, plan: PullPlan) -> WindowsPulls:
        pulled.append(plan)
        return WindowsPulls([PullOutcome(IMAGE, "passed")])

    agent = Agent(17763, True, "rke2", state="RUNNING", answer="ready", free_mb=free_mb)
    monkeypatch.setattr(run, "query_agent", lambda _hands, _requested: agent)
    monkeypatch.setattr(run, "pull_all", pull_all)
    arguments = {**DEFAULTS, "probe": False, "min_free_mb": min_free_mb}
    images, _findings = parse_images([{"image": IMAGE, "os": "windows"}])
    node: Any = None
    return run.verify_on_windows(images, Registries(), arguments, node, [], False), pulled


def test_nothing_is_pulled_onto_a_disk_with_too_little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    answer, pulled = _verified(monkeypatch, free_mb=1023, min_free_mb=1024)

    (outcome,) = answer.outcomes
    assert (outcome.state, outcome.reason, pulled) == ("blocked", "disk_short", [])
    assert "1023 MiB. Expected: at least 1024 MiB" in str(outcome.error)
    cause = answer.judge(parse_images([IMAGE])[0][0], outcome).diagnosis.cause
    assert cause is not None
    assert cause.code == "disk_full"


@pytest.mark.parametrize(("free_mb", "min_free_mb"), [(1024, 1024), (0, 0), (None, 1024)])
def test_enough_room_or_none_that_is_known_lets_it_pull(
    monkeypatch: pytest.MonkeyPatch, free_mb: int | None, min_free_mb: int
) -> None:
    answer, pulled = _verified(monkeypatch, free_mb, min_free_mb)

    assert ([outcome.state for outcome in answer.outcomes], len(pulled)) == (["passed"], 1)
    observed = [check["observed"] for check in answer.context if check["check"] == "disk_free"]
    assert observed == ([] if free_mb is None else [f"{free_mb} MiB free in the image store"])
