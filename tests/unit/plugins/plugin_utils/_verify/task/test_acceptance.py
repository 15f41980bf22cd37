# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What counts as a failure."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.cause import Cause
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.diagnose import Diagnosis
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.evidence import ImageResult
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.task.acceptance import AcceptanceCriteria


def cause(code: str) -> Cause:
    return Cause(code, "", "c", "o", "e", "f", "d")


FINE = ImageResult("a", PullOutcome("a", "passed"))
WARNED = ImageResult("a", PullOutcome("a", "passed"), Diagnosis(None, (cause("dns"),)))
FAILED = ImageResult("a", PullOutcome("a", "failed", "pull_failed"), Diagnosis(cause("tls_name")))
DAY_0 = ImageResult("a", PullOutcome("a", "blocked", "not_installed"), Diagnosis(cause("not_installed")))


@pytest.mark.parametrize(
    ("criteria", "accepted"),
    [
        (AcceptanceCriteria(), [FINE, WARNED, DAY_0]),
        (AcceptanceCriteria("warning"), [FINE, DAY_0]),
        (AcceptanceCriteria("never"), [FINE, WARNED, FAILED, DAY_0]),
        (AcceptanceCriteria(skip=["tls_name"]), [FINE, WARNED, FAILED, DAY_0]),
        (AcceptanceCriteria("warning", skip=["dns"]), [FINE, WARNED, DAY_0]),
        (AcceptanceCriteria(required=True), [FINE, WARNED]),
    ],
)
def test_the_measure_is_applied_to_each_image(criteria: AcceptanceCriteria, accepted: list[ImageResult]) -> None:
    every = [FINE, WARNED, FAILED, DAY_0]
    assert [one for one in every if criteria.accepts([criteria.without_skipped(one)])] == accepted


def test_one_image_that_fails_is_enough() -> None:
    assert not AcceptanceCriteria().accepts([FINE, FAILED])


def test_a_cause_that_does_not_count_is_shown_all_the_same() -> None:
    assert AcceptanceCriteria(skip=["tls_name"]).without_skipped(FAILED).diagnosis.cause == cause("tls_name")
