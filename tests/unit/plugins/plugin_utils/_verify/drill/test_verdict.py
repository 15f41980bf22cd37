# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the outcome of a drill means."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._pull.drill.plan import Drill, DrillOutcome
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import LogLine
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Endpoint
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.drill.choice import PlannedDrill
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.drill.verdict import result_of

ADDRESS, NAME = "127.0.0.1:4000", "pullproof-drill-1.invalid"
FIRST = Endpoint("https://m1.lab/v2", "library/base", dial_timeout="2s")
SECOND, THIRD = Endpoint("https://m2.lab/v2", "library/base"), Endpoint("https://m3.lab:5000/v2", "library/base")
DRILL = Drill(NAME, "docker.io/library/base:1", "library/base", "1", "/certs.d", "docker.io", ("https://m1.lab",))
REFUSED = LogLine(ADDRESS, "", "info", "connection refused")
NOT_FOUND = LogLine("m2.lab", "", "info", "not found")


def judged(kind: str = "fallback", **outcome: Any) -> dict[str, Any]:
    planned = PlannedDrill(kind, "docker.io", "base:1", (SECOND, THIRD), (FIRST,), DRILL)
    return result_of(planned, DrillOutcome(**{"seconds": 0.4, "address": ADDRESS, "log": [REFUSED], **outcome}))


def test_the_next_endpoint_served_the_image() -> None:
    result = judged()
    assert (result["state"], result["served_by"]) == ("passed", SECOND.url)
    assert result["sentence"] == f"docker.io: without {FIRST.url}, {SECOND.url} served base:1"
    assert (result["seconds"], result["dial_timeout"]) == (0.4, "2s")


def test_an_endpoint_with_an_error_in_the_log_did_not_serve_the_image() -> None:
    assert judged(log=[REFUSED, NOT_FOUND])["served_by"] == THIRD.url


def test_an_endpoint_is_not_guessed() -> None:
    both = [REFUSED, NOT_FOUND, LogLine("m3.lab:5000", "", "info", "not found")]
    result = judged(log=both)
    assert (result["state"], result["served_by"]) == ("passed", "")
    assert "an endpoint that the log does not show" in result["sentence"]


def test_a_failure_is_worded_with_the_real_names() -> None:
    result = judged(error=f'failed to resolve "{NAME}/library/base:1": dial tcp {ADDRESS}: connection refused')
    assert (result["state"], result["served_by"]) == ("failed", "")
    words = 'failed to resolve "docker.io/library/base:1": dial tcp the unreachable address: connection refused'
    assert result["sentence"].endswith(f"base:1 was not served: {words}")


def test_a_failure_has_the_error_of_each_endpoint_and_not_of_the_unreachable_one() -> None:
    other = LogLine("m3.lab:5000", "", "info", f"{NAME}/library/base:1: not found")
    result = judged(error=f"dial tcp {ADDRESS}: connection refused", log=[REFUSED, NOT_FOUND, other])
    errors = f"{SECOND.url}: not found; {THIRD.url}: docker.io/library/base:1: not found"
    assert result["sentence"].endswith(f"base:1 was not served: {errors}")


def test_a_drill_that_was_not_tried_is_skipped() -> None:
    assert judged(skipped="The reason.")["sentence"] == "docker.io: The reason."
    assert judged(skipped="The reason.")["state"] == "skipped"


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ({"error": f"dial tcp {ADDRESS}: connection refused"}, "passed"),
        ({"error": f'Head "https://{NAME}/v2/": no such host'}, "failed"),
        ({"error": "refused", "log": [REFUSED, LogLine(NAME, "", "info", "no such host")]}, "failed"),
        ({"error": None}, "failed"),
    ],
)
def test_a_registry_is_avoided_if_containerd_does_not_contact_it(outcome: dict[str, Any], state: str) -> None:
    assert judged("never_contact", **outcome)["state"] == state
