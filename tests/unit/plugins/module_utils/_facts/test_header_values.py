# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""hosts.toml without the values of headers."""

from __future__ import annotations

import tomllib

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._facts.header_values import without_header_values


def test_a_file_without_headers_stays_as_it_is() -> None:
    text = '# a comment\nserver = "https://m"\n[host."https://n"]\n  dial_timeout = "1s"\n'
    assert without_header_values(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'server = "https://m"\n[header]\nX-A = "s3cret"\n[host]\n',
            {"server": "https://m", "header": {"X-A": "***"}, "host": {}},
        ),
        (
            '[host."https://m".header]\n"x-b" = ["s3cret", "s3cret"]\n[host."https://n"]\nskip_verify = true\n',
            {"host": {"https://m": {"header": {"x-b": "***"}}, "https://n": {"skip_verify": True}}},
        ),
        ('[host."https://m"]\nheader = {A = "s3cret"}\n', {"host": {"https://m": {"header": {}}}}),
        ('[host."https://m"]\nheader.A = "s3cret"\n', {"host": {"https://m": {"header": {"A": "***"}}}}),
        ('# [host.m.header]\n# A = "s3cret"\nserver = "https://m"\n', {"server": "https://m"}),
    ],
)
def test_values_of_headers_are_masked(text: str, expected: object) -> None:
    masked = without_header_values(text)
    assert masked is not None
    assert "s3cret" not in masked
    assert tomllib.loads(masked) == expected


@pytest.mark.parametrize(
    "text",
    [
        'host = {"https://m" = {header = {A = "s3cret"}}}\n',
        '[[host.header]]\nA = "s3cret"\n',
        'header = "s3cret',
    ],
)
def test_where_it_is_not_certain_where_the_values_are_there_is_no_text(text: str) -> None:
    assert without_header_values(text) is None
