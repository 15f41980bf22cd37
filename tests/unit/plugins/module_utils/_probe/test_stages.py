# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stages as they are recorded: what is blocked, what is skipped, and that no secret is in them."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import STAGES
from ansible_collections.pullproof.registry.plugins.module_utils._probe.stages import (
    Outcome,
    ProbeError,
    Secrets,
    StageRecorder,
)


def fails(fault: str, stage: str = "") -> ProbeError:
    return ProbeError(fault, f"{fault} with tr0ub4dor", {"words": ["tr0ub4dor", {"key": "http://u:p@h/"}]}, stage)


def failed(recorder: StageRecorder, name: str, error: ProbeError) -> None:
    def body() -> tuple[None, Outcome]:
        raise error

    with pytest.raises(ProbeError):
        recorder.attempt(name, body)


def test_what_comes_after_a_fault_is_blocked_but_what_does_not_apply_stays_skipped() -> None:
    recorder = StageRecorder(Secrets())
    recorder.skip("proxy", "direct")
    recorder.attempt("dns", lambda: (None, Outcome("found")))
    failed(recorder, "tcp", fails("connect_refused"))
    found = {stage.name: (stage.state, stage.observed) for stage in recorder.stages()}
    assert found["dns"] == ("passed", "found")
    assert found["proxy"] == ("skipped", "direct")
    assert found["tls"] == ("blocked", "tcp failed")
    assert tuple(found) == STAGES


def test_a_fault_may_turn_out_to_be_an_earlier_stages() -> None:
    recorder = StageRecorder(Secrets())
    recorder.attempt("tls", lambda: (None, Outcome("verified")))
    failed(recorder, "v2", fails("tls_client_cert", "tls"))
    states = {stage.name: stage.state for stage in recorder.stages()}
    assert (states["tls"], states["v2"]) == ("failed", "blocked")


def test_what_was_not_asked_for_is_skipped() -> None:
    assert {stage.state for stage in StageRecorder(Secrets()).stages()} == {"skipped"}


def test_secrets_are_masked_in_words_and_facts() -> None:
    recorder = StageRecorder(Secrets(["tr0ub4dor", "x"]))
    failed(recorder, "tcp", fails("x-fault"))
    stage = recorder.stages()[1]
    assert stage.observed == "x-fault with ***"
    assert stage.facts == {"words": ["***", {"key": "http://***@h/"}]}


def test_a_secret_that_turns_up_later_is_masked_from_then_on() -> None:
    secrets = Secrets()
    assert secrets.mask("bear tr0ub4dor") == "bear tr0ub4dor"
    secrets.add("tr0ub4dor", "tr0ub4dor-and-more")
    assert secrets.mask("bear tr0ub4dor-and-more") == "bear ***"
    assert secrets.mask(7) == 7
