# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of pulls."""

from __future__ import annotations

from dataclasses import asdict, replace

from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.cause import Cause
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.results import (
    HostPulls,
    ImageDiagnosis,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.table import summary, table

DIGEST = f"sha256:{'0123456789ab' * 5}0123"
WRONG = Cause(
    "credentials_wrong",
    "https://r.lab:5000/v2",
    "whether r.lab:5000 accepts the credentials",
    "401 Unauthorized",
    "an accepted password",
    "correct it",
    "docs/causes.md#credentials_wrong",
)
NO_NAME = Cause("dns", "https://quay.io/v2", "addresses", "none", "one", "add it", "docs/causes.md#dns", "warning")
STAGES = [
    {"name": "dns", "state": "passed", "fault": "", "observed": "", "ms": 2},
    {"name": "token", "state": "failed", "fault": "credentials_wrong", "observed": "401", "ms": 12},
    {"name": "manifest", "state": "blocked", "fault": "", "observed": "", "ms": 0},
]
ENDPOINT = {
    "program": "containerd",
    "url": "https://r.lab:5000/v2",
    "repository": "team/app",
    "credential_key": "r.lab:5000",
    "ca": "system",
    "route": "direct",
    "stages": STAGES,
}


def passed(image: str, proof: str = "fresh") -> PullOutcome:
    return PullOutcome(image, "passed", None, proof, DIGEST, 1_234_567, 0.5)


def failed(image: str, error: str) -> PullOutcome:
    return PullOutcome(image, "failed", "pull_failed", seconds=12.0, error=error)


def test_a_cause_is_told_once_with_all_its_nodes_before_the_counts() -> None:
    judged = [ImageDiagnosis(WRONG), ImageDiagnosis()]
    hosts = [HostPulls(node, [failed("a/b:1", "401"), passed("c/d:2")], judged) for node in ("n1", "n2")]
    assert table([*hosts, HostPulls("n3", [passed("a/b:1"), passed("c/d:2")])]) == [
        "FAILED  1 image on 2 nodes: the registry refuses the credentials [credentials_wrong]",
        "  nodes     n1, n2",
        "  images    a/b:1",
        "  at        https://r.lab:5000/v2",
        "  Checked   whether r.lab:5000 accepts the credentials",
        "  Observed  401 Unauthorized",
        "  Expected  an accepted password",
        "  Fix       correct it",
        "  more in   docs/causes.md#credentials_wrong",
        "",
        "nodes   proven  failed  slowest",
        "n1, n2  1       1       12.00 s",
        "n3      2       -       0.50 s",
    ]


def test_what_differs_by_node_in_the_words_alone_is_still_one_cause() -> None:
    other = replace(WRONG, observed="401 at 10:01")
    hosts = [
        HostPulls(node, [failed("a", "x")], [ImageDiagnosis(cause)]) for node, cause in (("n1", WRONG), ("n2", other))
    ]
    lines = table(hosts)
    assert "  Observed  401 Unauthorized (and 1 similar)" in lines
    assert sum(line.startswith("FAILED") for line in lines) == 1


def test_another_endpoint_or_code_is_another_cause_and_the_one_with_the_most_pulls_comes_first() -> None:
    elsewhere = replace(WRONG, endpoint="https://s.lab:5000/v2")
    causes = [elsewhere, WRONG, WRONG]
    host = HostPulls("n1", [failed(name, "x") for name in "abc"], [ImageDiagnosis(cause) for cause in causes])
    assert [line for line in table([host]) if line.startswith("  images")] == ["  images    b, c", "  images    a"]


def test_warnings_come_after_all_failures_and_in_fewer_words() -> None:
    host = HostPulls("n1", [passed("a"), failed("b", "x")], [ImageDiagnosis(None, [NO_NAME]), ImageDiagnosis(WRONG)])
    lines = table([host])
    marks = [line.split("  ")[0] for line in lines if line.startswith(("FAILED", "WARNING"))]
    assert marks == ["FAILED", "WARNING"]
    assert not any("addresses" in line for line in lines)


def test_a_failure_that_nobody_judged_is_told_in_the_runtimes_own_words() -> None:
    lines = table([HostPulls("n1", [failed("c/d:2", "no such host")])])
    assert lines[:4] == [
        "FAILED  1 image on 1 node: pull failed",
        "  nodes     n1",
        "  images    c/d:2",
        "  Observed  no such host",
    ]


def test_what_was_never_tried_is_blocked_and_not_failed() -> None:
    blocked = [PullOutcome(image, "blocked", "not_installed", error="not there") for image in ("a", "b")]
    lines = table([HostPulls("n1", blocked), HostPulls("n2", blocked)])
    assert lines[0] == "BLOCKED  2 images on 2 nodes: the container runtime is not installed [not_installed]"
    assert lines[-2:] == ["nodes   proven  failed  blocked  slowest", "n1, n2  -       -       2        0.00 s"]


def test_details_add_each_pull_with_the_stages_of_its_endpoints() -> None:
    host = HostPulls("n1", [failed("c/d:2", "no such host"), passed("a/b:1")], [ImageDiagnosis(WRONG, (), [ENDPOINT])])
    lines = table([host], details=True)
    assert lines[lines.index("") + 1 : -3] == [
        "node  image  result  proof  digest        size     seconds",
        "n1    c/d:2  failed  -      -             -        12.00",
        "    no such host",
        "    1 containerd: https://r.lab:5000/v2 as team/app, r.lab:5000, direct",
        "      dns 2 ms  token FAILED 12 ms  manifest blocked",
        "      credentials_wrong: 401",
        "n1    a/b:1  passed  fresh  0123456789ab  1.23 MB  0.50",
    ]


def test_a_verification_document_reads_back_as_it_was_judged() -> None:
    pull = failed("a/b:1", "401")
    image = {**asdict(pull), "reference": "docker.io/a/b:1", "cause": asdict(WRONG), "warnings": [asdict(NO_NAME)]}
    host = HostPulls.of("n1", [{**image, "endpoints": [ENDPOINT]}, {**asdict(passed("c")), "cause": None}])
    assert host.judged == [(pull, ImageDiagnosis(WRONG, (NO_NAME,), (ENDPOINT,))), (passed("c"), ImageDiagnosis())]


def test_no_line_is_wider_than_100_columns_and_nothing_is_cut_off() -> None:
    image = f"registry.example.com:5000/{'very-long-name/' * 9}app:1"
    node = "a-node-with-a-long-name.of-a-long-domain.example.com"
    cause = replace(WRONG, fix="word " * 60 + "x" * 150, endpoint="https://" + "h" * 200)
    lines = table(
        [HostPulls(node, [failed(image, "words " * 60)], [ImageDiagnosis(cause, (), [ENDPOINT])])], details=True
    )
    assert max(len(line) for line in lines) <= 100
    text = "".join(lines).replace(" ", "")
    assert "x" * 150 in text
    assert text.count("words") == 60
    assert image in text


def test_many_nodes_and_images_are_counted_where_listing_them_would_fill_the_screen() -> None:
    hosts = [HostPulls(f"node-{number}", [failed("a", "x")], [ImageDiagnosis(WRONG)]) for number in range(1000)]
    lines = table(hosts)
    assert len(lines) < 25
    assert "and 960 more" in "".join(lines)
    assert "node-0, node-1, node-2, node-3 and 996 more" in lines[-1]


def test_no_escape_sequence_of_a_registry_reaches_the_terminal() -> None:
    host = HostPulls("n1", [failed("a", "\x1b[2J\x07gone")], [ImageDiagnosis(replace(WRONG, observed="\x1b[2J"))])
    assert "\x1b" not in "".join(table([host], details=True))


def test_only_fresh_pulls_count_as_proven_and_skipped_ones_do_not_count_at_all() -> None:
    hosts = [
        HostPulls("n1", [passed("a"), passed("b", "manifest_only"), PullOutcome("w", "skipped", "other_os")]),
        HostPulls("n2", [failed("a", "x")]),
    ]
    assert summary(hosts) == "1 of 3 pulls proven on 2 nodes"
    assert summary([HostPulls("n1", [passed("a")])]) == "1 of 1 pulls proven on 1 node"
