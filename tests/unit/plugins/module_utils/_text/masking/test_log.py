# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets in log lines are masked, and the rest stays readable."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.environment import secrets_in
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.log import mask_log

from tests.growth import LINEAR, growth


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('Get "https://user:s3cret@registry.lab:5000/v2/"', 'Get "https://***@registry.lab:5000/v2/"'),
        ("Authorization: Basic dXNlcjpzM2NyZXQ=", "Authorization: Basic ***"),
        ('"Authorization":["Bearer s3.cre.t"]', '"Authorization":["Bearer ***"]'),
        ('{"username": "s3cret", "password": "a\\"s3cret"}', '{"username": ***, "password": ***}'),
        ("password: s3cret", "password: ***"),
        ("password: two s3cret words", "password: ***"),
        ("password: it's a s3cret, and more", "password: ***"),
        ("bad Password: two s3cret\nnext line", "bad Password: ***\nnext line"),
        ('msg="password: two s3cret" level=info', 'msg="password: ***" level=info'),
        ("{username: a s3cret, password: two s3cret, x: 1}", "{username: ***, password: ***, x: 1}"),
        (
            "{Username:s3cret Password:two s3cret Auth:s3cret IdentityToken:}",
            "{Username:*** Password:*** Auth:*** IdentityToken:}",
        ),
        ("password=s3cret next", "password=*** next"),
        ("identitytoken=s3cret next", "identitytoken=*** next"),
        ("token: s3cretandlongenough", "token: ***"),
        ("cannot unmarshal !!str `s3cret...` into bool", "cannot unmarshal !!str *** into bool"),
        (
            r'config="{\"auth\":{\"username\":\"s3cret\",\"password\":\"a\\\"s3cret\"},\"x\":1}"',
            r'config="{\"auth\":{\"username\":***,\"password\":***},\"x\":1}"',
        ),
    ],
)
def test_a_secret_is_masked(line: str, expected: str) -> None:
    assert mask_log(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        'failed to fetch anonymous token: Get "https://token.lab/token?scope=x": EOF',
        "yaml: line 5: found unexpected end of stream",
        "dial tcp: lookup index.docker.io on 10.89.3.1:53: no such host",
        "Configs:map[registry.lab:5000:{Auth:{",
    ],
)
def test_a_line_without_a_secret_stays_as_it_is(line: str) -> None:
    assert mask_log(line) == line


def test_secrets_of_our_variables_are_found_wherever_they_stand() -> None:
    secrets = secrets_in({"HTTP_PROXY": "http://user:p%40ss-word@h:1", "API_TOKEN": "abcdef", "FOO": "plain"})
    assert mask_log("login p@ss-word failed for user:p%40ss-word, abcdef, plain", secrets) == (
        "login *** failed for ***, ***, plain"
    )


def test_very_short_secrets_do_not_shred_the_log() -> None:
    assert secrets_in({"HTTP_PROXY": "http://a:a@h:1"}) == []


@pytest.mark.parametrize(
    "text",
    [
        lambda size: "a" * size,
        lambda size: "a." * (size // 2),
        lambda size: "http://" + "a" * size,
        lambda size: "password" * (size // 8),
        lambda size: "authorization:" + " " * size + '"',
        lambda size: "password: a" + " " * size,
        lambda size: "password:" + "\\" * (size // 2) + '"' + "\\" * (size // 2),
        lambda size: "?" + "token" * (size // 5),
    ],
)
def test_the_time_to_mask_a_long_line_of_a_server_grows_with_its_length_only(text: Callable[[int], str]) -> None:
    assert mask_log(text(20_000))
    assert growth(mask_log, text, 20_000) < LINEAR
