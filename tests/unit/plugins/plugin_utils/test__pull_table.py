# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of pulls."""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.module_utils._pull import PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._pull_table import HostPulls, summary, table

DIGEST = f"sha256:{'0123456789ab' * 5}0123"


def passed(image: str, proof: str = "fresh") -> PullOutcome:
    return PullOutcome(image, "passed", None, proof, DIGEST, 1_234_567, 0.5)


def failed(image: str, error: str) -> PullOutcome:
    return PullOutcome(image, "failed", "pull_failed", seconds=12.0, error=error)


def test_the_columns_are_in_line_and_failures_come_first_with_the_runtimes_words_below() -> None:
    assert table([HostPulls("n1", [passed("a/b:1"), failed("c/d:2", "no such host")])]) == [
        "node  image  result  proof  digest        size     seconds",
        "n1    c/d:2  failed  -      -             -        12.00",
        "    no such host",
        "n1    a/b:1  passed  fresh  0123456789ab  1.23 MB  0.50",
    ]


def test_no_line_is_wider_than_100_columns_and_nothing_is_cut_off() -> None:
    image = f"registry.example.com:5000/{'very-long-name/' * 9}app:1"
    node = "a-node-with-a-long-name.of-a-long-domain.example.com"
    lines = table([HostPulls(node, [failed(image, "word " * 60 + "x" * 150)])])
    assert max(len(line) for line in lines) <= 100
    squeezed = "".join(line[26:][:30] for line in lines)
    text = "".join(lines).replace(" ", "")
    assert "x" * 90 in text
    assert text.count("word") == 60
    assert image[:20] in squeezed
    assert "".join(line[:24].strip() for line in lines[1:]).startswith(node)


def test_an_error_that_all_rows_of_a_node_share_is_shown_once() -> None:
    blocked = [PullOutcome(image, "blocked", "runtime_down", error="socket refused") for image in ("a", "b")]
    lines = table([HostPulls("n1", blocked), HostPulls("n2", blocked)])
    assert [line.split()[:2] for line in lines[1:]] == [
        ["n1", "a"],
        ["n1", "b"],
        ["socket", "refused"],
        ["n2", "a"],
        ["n2", "b"],
        ["socket", "refused"],
    ]


def test_no_escape_sequence_of_a_registry_reaches_the_terminal() -> None:
    assert "\x1b" not in "".join(table([HostPulls("n1", [failed("a", "\x1b[2J\x07gone")])]))


def test_only_fresh_pulls_count_as_proven_and_skipped_ones_do_not_count_at_all() -> None:
    hosts = [
        HostPulls("n1", [passed("a"), passed("b", "manifest_only"), PullOutcome("w", "skipped", "other_os")]),
        HostPulls("n2", [failed("a", "x")]),
    ]
    assert summary(hosts) == "1 of 3 pulls proven on 2 nodes"
    assert summary([HostPulls("n1", [passed("a")])]) == "1 of 1 pulls proven on 1 node"
