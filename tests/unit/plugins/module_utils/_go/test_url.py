# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""URLs as Go reads and prints them."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._go.url import parse_go_url
from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import GoUrlError
from hypothesis import given
from hypothesis import strategies as st


def test_the_parts_of_a_url_are_found() -> None:
    url = parse_go_url("HTTPS://u:p%40ss@[2001:db8::1]:5000/v2/a%2Fb?x=1#end")
    assert (url.scheme, url.hostname, url.port, url.path, url.query, url.fragment) == (
        "https",
        "2001:db8::1",
        "5000",
        "/v2/a/b",
        "x=1",
        "end",
    )
    assert url.user is not None
    assert (url.user.username, url.user.password) == ("u", "p@ss")


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("https://m.example/a%2Fb(c)", "https://m.example/a%2Fb(c)"),
        ("https://m.example/ä b", "https://m.example/%C3%A4%20b"),
        ("http://h?", "http://h?"),
        ("host:5000", "host:5000"),
        ("//h/v2", "//h/v2"),
        ("file:///etc", "file:///etc"),
        ("mailto:a@b", "mailto:a@b"),
        ("http://u@h", "http://u@h"),
    ],
)
def test_a_url_is_printed_as_go_prints_it(text: str, printed: str) -> None:
    assert str(parse_go_url(text)) == printed


@pytest.mark.parametrize(
    "text",
    [
        "http://a b",
        "http://h:x",
        "http://h%41",
        "http://[fe80::1%25a%00]",
        "http://[::1",
        "http://a[::1]",
        "http://[1.2.3.4]",
        "http://h/%zz",
        "1:2/x",
        ":x",
        "\x01",
        "http://a:1:2",
    ],
)
def test_what_go_refuses_is_an_error(text: str) -> None:
    with pytest.raises(GoUrlError):
        parse_go_url(text)


def test_neither_an_error_nor_a_repr_shows_credentials() -> None:
    with pytest.raises(GoUrlError) as error:
        parse_go_url("http://u:tr0ub4dor@h:x")
    assert "tr0ub4dor" not in str(error.value)
    assert "tr0ub4dor" not in repr(parse_go_url("http://u:tr0ub4dor@h"))


@given(st.text(max_size=30))
def test_printing_and_parsing_again_changes_nothing(text: str) -> None:
    try:
        printed = str(parse_go_url(f"https://h/{text}"))
    except GoUrlError:
        return
    assert str(parse_go_url(printed)) == printed
