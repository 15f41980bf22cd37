# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a node's answer to the evidence about one image."""

from __future__ import annotations

from typing import Any

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Probe, Stage, Target
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import LogLine, PullOutcome
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import Image, parse_images
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Endpoint, Explanation, View
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.document import image_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.evidence import ImageResult, NodeEvidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.expectation.expectation import Expectation
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.targets import ProbeTarget

MIRROR = Endpoint("https://m.example/v2", "library/base")
HUB = Endpoint("https://registry-1.docker.io/v2", "library/base")
REFERENCE = "docker.io/library/base:1"
FINE = Probe("0", [Stage("dns", "passed"), Stage("manifest", "passed")])
BROKEN = Probe("0", [Stage("dns", "failed", "dns", "no such name", 3, {"addresses": []})])


def base() -> Image:
    return parse_images([REFERENCE])[0][0]


def judge(outcome: PullOutcome, *probes: Probe, log: tuple[LogLine, ...] = ()) -> ImageResult:
    view = View("containerd", (MIRROR, HUB))
    explanation = Explanation(REFERENCE, REFERENCE, view)
    asked = tuple(
        ProbeTarget(explanation, view, endpoint, Target(str(number), "containerd", endpoint.url))
        for number, endpoint in enumerate((MIRROR, HUB))
    )
    chosen = ChosenRuntime(RUNTIMES["containerd"], None)
    expectation = Expectation(chosen, Registries(), (explanation,), (explanation,), asked)
    by_id = {str(number): probe for number, probe in enumerate(probes)}
    return NodeEvidence(expectation, probes=by_id, log=log).judge(base(), outcome)


def passed() -> PullOutcome:
    return PullOutcome(REFERENCE, "passed", proof="fresh")


def test_the_first_endpoint_that_nothing_speaks_against_served_the_image() -> None:
    assert judge(passed(), FINE, FINE).served_by == MIRROR.url
    assert judge(passed(), BROKEN, FINE).served_by == HUB.url


def test_an_endpoint_that_the_log_names_did_not_serve_though_its_probe_is_fine() -> None:
    log = (LogLine("m.example", "", "info", "status 404 Not Found"),)
    assert judge(passed(), FINE, FINE, log=log).served_by == HUB.url


def test_what_the_log_says_of_another_repository_is_of_no_concern() -> None:
    log = (LogLine("m.example", "https://m.example/v2/library/other/manifests/1", "info", "EOF"),)
    assert judge(passed(), FINE, FINE, log=log).served_by == MIRROR.url


def test_nobody_is_said_to_have_served_where_nothing_was_pulled_or_probed() -> None:
    assert judge(PullOutcome(REFERENCE, "failed", "pull_failed"), FINE, FINE).served_by == ""
    assert judge(passed()).served_by == ""


def test_a_mirror_that_is_broken_is_a_warning_where_the_pull_passed() -> None:
    judged = judge(passed(), BROKEN, FINE)
    assert judged.diagnosis.cause is None
    assert [warning.code for warning in judged.diagnosis.warnings] == ["dns"]


def test_the_document_has_endpoints_in_order_with_stages_for_people() -> None:
    failed = PullOutcome(REFERENCE, "failed", "pull_failed", error="no such host")
    entry: dict[str, Any] = image_of(judge(failed, BROKEN, BROKEN))
    assert entry["cause"]["code"] == "dns"
    assert [one["url"] for one in entry["endpoints"]] == [MIRROR.url, HUB.url]
    assert entry["endpoints"][0]["route"] == "direct"
    assert entry["endpoints"][0]["stages"] == [
        {"name": "dns", "state": "failed", "fault": "dns", "observed": "no such name", "ms": 3}
    ]
    assert {"image", "reference", "state", "reason", "proof", "digest", "size", "seconds", "error", "served_by"} < set(
        entry
    )
    assert "endpoint" not in entry
