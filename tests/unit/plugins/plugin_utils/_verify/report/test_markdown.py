# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as Markdown, read by a Markdown parser."""

from __future__ import annotations

from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.fleet import FleetReport
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.markdown import as_markdown
from markdown_it import MarkdownIt

from tests.report.fleets import FAULTS, fleet

HOSTILE = "a|b ``c`` <img src=x onerror=alert(1)> [x](http://e.example) **bold** \n# head"


def html(made: FleetReport) -> str:
    """As a forge would show it, with raw HTML allowed."""
    shown: str = MarkdownIt("commonmark", {"html": True}).enable("table").render(as_markdown(made))
    return shown


def test_each_cause_is_told_once_with_its_fix_and_nodes() -> None:
    text = html(fleet(30, 3, list(FAULTS), every=5))
    assert text.count("<code>tls_unknown_ca</code>") == 1
    assert "node-01, node-16" in text
    assert "<h2>Warning: " in text


def test_nodes_with_failures_come_first() -> None:
    rows = as_markdown(fleet(12, 2, ["credentials_wrong"], every=11)).splitlines()
    first = next(row for row in rows if row.startswith("| node\\-"))
    assert first == r"| node\-01 | rke2\-agent v1\.33\.1\+rke2r1 | 0 | 0 | 2 | 0 | 0 |"


def test_a_table_of_thousands_of_nodes_is_cut_and_says_so() -> None:
    assert "And 50 more nodes with no more failures" in as_markdown(fleet(250, 1))


def test_nothing_that_a_registry_writes_is_markup() -> None:
    made = fleet(1, 1, ["tls_unknown_ca"])
    image = made.documents[0]["images"][0]
    image["cause"] = {**image["cause"], **dict.fromkeys(("observed", "fix", "endpoint", "checked"), HOSTILE)}
    shown = html(replace(made, without_result=[HOSTILE]))
    for markup in ("<img", "<a ", "<strong>bold", "<h1>head"):
        assert markup not in shown
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown
