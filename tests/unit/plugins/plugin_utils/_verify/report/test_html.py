# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of the HTML page. What it does is tested in a browser, in tests/report."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.html import as_html

from tests.report.fleets import fleet

HOSTILE = "</script><script>alert(1)</script><!-- <script \u2028 &amp; \udc80"


class Blocks(HTMLParser):
    """The elements of a page, and the text of each script and style."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {"script": [], "style": []}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] in self.texts and data.strip():
            self.texts[self.tags[-1][0]].append(data)


def blocks(error: str = "") -> Blocks:
    made = fleet(2, 2, ["tls_unknown_ca"])
    made.documents[0]["images"][0]["error"] = error
    page = Blocks()
    page.feed(as_html(made))
    return page


def test_what_a_registry_writes_does_not_leave_the_data() -> None:
    page = blocks(HOSTILE)
    assert [tag for tag, _attributes in page.tags].count("script") == 2
    data: dict[str, Any] = json.loads(page.texts["script"][0])
    assert HOSTILE in data["texts"]


def test_the_policy_allows_the_page_s_own_script_and_style_and_nothing_else() -> None:
    page = blocks()
    policy = next(str(one["content"]) for _tag, one in page.tags if one.get("http-equiv"))
    assert policy.startswith("default-src 'none'; ")
    for text in (page.texts["script"][1], page.texts["style"][0]):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_nothing_of_the_page_is_fetched() -> None:
    page = blocks()
    assert not [one for _tag, one in page.tags if {"src", "srcset", "action"} & set(one)]
    assert [one["href"] for _tag, one in page.tags if "href" in one] == ["#matrix"]
    own = page.texts["script"][1] + page.texts["style"][0]
    assert not re.search(r"url\(|@import|fetch\(|XMLHttpRequest|import\(", own)


def test_no_markup_is_made_from_texts() -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", blocks().texts["script"][1])


def test_equal_texts_are_told_once() -> None:
    small, large = (len(as_html(fleet(nodes, 20, ["tls_unknown_ca"]))) for nodes in (100, 200))
    assert (large - small) / (100 * 20) < 200, "bytes for each further pull"
