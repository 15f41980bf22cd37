# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A seeded secret is found however it is spelt, and what only looks like one is left alone."""

from __future__ import annotations

import base64
import hashlib
import json
import shlex
import textwrap
from urllib.parse import quote

import pytest

from tests.lab.model.pki import new_root, pem
from tests.stages.leaks.search.matcher import Hit, Matcher, Seed

LONG = Seed("long", "Zk3fvYt8qLw0_Jm-7RbXcN2sHd5gTuE9aVpK4iQyWxB1oMzF", "svc-pull")
QUOTED = Seed("quoted", 'say "hi" it\'s 100%s of $HOME\\n 9438872b58c29ec4', "quoted")
SAME = Seed("same", "same-name-user-7f3a", "same-name-user-7f3a")
SHORT = Seed("short", "a", "short")
MATCHER = Matcher([LONG, QUOTED, SAME, SHORT])


def found(text: str) -> list[str]:
    return [hit.seed for hit in MATCHER.search(text.encode())]


@pytest.mark.parametrize("seed", [LONG, QUOTED, SAME])
@pytest.mark.parametrize(
    "write",
    [
        lambda value: value,
        lambda value: f"password = {json.dumps(value)}",
        lambda value: json.dumps(json.dumps({"password": value})),
        lambda value: f"http://user:{quote(value, safe='')}@proxy.lab:3129",
        lambda value: f"password: '{value.replace(chr(39), chr(39) * 2)}'",
        lambda value: f"changed: { ({'password': value})!r}",
        lambda value: f"curl -u {shlex.quote('user:' + value)}",
        lambda value: f"Authorization: Basic {base64.b64encode(('user:' + value).encode()).decode()}",
        lambda value: base64.urlsafe_b64encode(json.dumps({"username": "x", "password": value}).encode()).decode(),
        lambda value: value.encode().hex(),
        lambda value: hashlib.sha256(value.encode()).hexdigest(),
        lambda value: f"Environment=X={value.replace('%', '%%')}",
    ],
)
def test_a_long_secret_is_found_in_every_spelling(seed: Seed, write: object) -> None:
    assert callable(write)
    assert seed.name in found(f"before\n{write(seed.value)}\nafter")


@pytest.mark.parametrize("prefix", ["", "x", "xy", "xyz"])
def test_a_secret_in_base64_is_found_wherever_it_begins(prefix: str) -> None:
    blob = base64.b64encode(f"{prefix}{LONG.value}, and more".encode()).decode()
    assert found(f"plan={blob}") == ["long"]


def test_a_secret_torn_by_a_line_break_is_found() -> None:
    assert found("\n".join(textwrap.wrap(LONG.value, 26))) == ["long"]


@pytest.mark.parametrize(
    "text",
    [
        "password: a",
        "password: a\nhost: b",
        'password: "a"',
        "'password': 'a', 'host'",
        '{"password": "a"}',
        '{"password":"a"}',
        r'"{\"password\": \"a\"}"',
        "PASSWORD=a",
        'password = "a"',
        "token: a,",
        "password=a&host=b",
        r"password: a\nhost: b",
        "https://short:a@registry.lab:5000/v2/",
        "curl --user short:a https://registry.lab:5000",
        "('short', 'a')",
        "short%3Aa",
        "Authorization: Basic " + base64.b64encode(b"short:a").decode(),
        base64.b64encode(b'[{"username": "short", "password": "a"}]').decode(),
        "digest: " + hashlib.sha256(b"a").hexdigest(),
    ],
)
def test_a_password_of_one_letter_is_found_where_a_password_stands(text: str) -> None:
    assert found(text) == ["short"]


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "docker.io/library/base:1",
        "password: a password is needed",
        "password: apple",
        "password: ***",
        '"password": "***", "a": "b"',
        "short:abc",
        "https://short.example.lab:5000/a",
        "shorter than a",
        "a token: another one",
    ],
)
def test_a_single_letter_elsewhere_is_no_secret(text: str) -> None:
    assert found(text) == []


def test_a_masked_text_holds_no_secret() -> None:
    assert found('HTTPS_PROXY=http://***@proxy.lab:3129\n  username: "***"\n  password: "***"\n') == []


def test_a_key_is_found_by_any_of_its_lines_but_not_by_what_all_keys_share() -> None:
    mine, other = new_root("mine"), new_root("other")
    seed = Seed("key", mine.key_pem.decode(), public=other.key_pem.decode() + pem(mine.certificate).decode())
    matcher = Matcher([seed])
    assert [hit.seed for hit in matcher.search(mine.key_pem.splitlines()[1][8:])] == ["key"]
    assert matcher.search(other.key_pem) == []
    assert matcher.search(pem(mine.certificate)) == []


def test_a_hit_says_where_it_is_and_shows_no_secret() -> None:
    text = f"first\nsecond\nhttp://svc-pull:{LONG.value}@proxy.lab:3129\n"
    assert MATCHER.search(text.encode()) == [Hit("long", "raw", 3, "http://svc-pull:«long»@proxy.lab:3129")]


def test_bytes_that_are_no_text_are_searched_too() -> None:
    assert [hit.seed for hit in MATCHER.search(b"\xff\xfe\0" + LONG.value.encode() + b"\0\x80")] == ["long"]
