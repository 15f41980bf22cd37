# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rendering registries.yaml."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.registries_yaml import (
    render_registries_yaml,
)
from hypothesis import given, settings
from hypothesis import strategies as st

MIRRORS: dict[str, Any] = {
    "docker.io": {
        "endpoint": ["https://harbor.example/v2/hub", "https://m.example:5000"],
        "rewrite": {"^library/(.*)": "hub/${1}", "^a": "b"},
    },
    "*": {"endpoint": ["https://any.example"]},
    "quay.io": {},
}
CONFIGS: dict[str, Any] = {
    "m.example:5000": {"auth": {"username": "a", "password": "on"}, "tls": {"ca_file": "/etc/ca.crt"}},
    "h": {"auth": {"identity_token": "1e3"}, "tls": {"insecure_skip_verify": True}},
    "g": {"auth": {}, "tls": {}},
    "f": {},
}
EXPECTED = """\
# Managed by pullproof.registry. Changes made here are overwritten.
mirrors:
  "*":
    endpoint:
      - "https://any.example"
  "docker.io":
    endpoint:
      - "https://harbor.example/v2/hub"
      - "https://m.example:5000"
    rewrite:
      "^a": "b"
      "^library/(.*)": "hub/${1}"
  "quay.io": {}
configs:
  "f": {}
  "g":
    auth: {}
    tls: {}
  "h":
    auth:
      identity_token: "1e3"
    tls:
      insecure_skip_verify: true
  "m.example:5000":
    auth:
      username: "a"
      password: "on"
    tls:
      ca_file: "/etc/ca.crt"
"""


def render(mirrors: object, configs: object, masked: bool = False) -> str:
    return render_registries_yaml(parse_registries(mirrors, configs), masked=masked)


def test_the_file_is_sorted_and_quoted_and_starts_with_the_marker() -> None:
    assert render(MIRRORS, CONFIGS) == EXPECTED


def test_the_order_of_the_variables_does_not_change_the_file() -> None:
    assert render(dict(reversed(MIRRORS.items())), dict(reversed(CONFIGS.items()))) == EXPECTED


def test_nothing_configured_is_still_a_mapping() -> None:
    assert yaml.safe_load(render({}, {})) == {}


def test_the_masked_file_has_the_same_lines_and_no_credentials() -> None:
    plain, masked = render(MIRRORS, CONFIGS).splitlines(), render(MIRRORS, CONFIGS, masked=True).splitlines()
    changed = [(before.strip(), after.strip()) for before, after in zip(plain, masked, strict=True) if before != after]
    assert changed == [
        ('identity_token: "1e3"', 'identity_token: "***"'),
        ('username: "a"', 'username: "***"'),
        ('password: "on"', 'password: "***"'),
    ]


def test_credentials_in_an_endpoint_are_masked_too() -> None:
    text = render({"h": {"endpoint": ["https://u:tr0ub4dor@m.example/v2"]}}, {}, masked=True)
    assert '"https://***@m.example/v2"' in text


def test_credentials_in_a_name_are_masked_too() -> None:
    text = render({"u:tr0ub4dor@m": {}, "quay.io": {}}, {"https://u:tr0ub4dor@n": {}}, masked=True)
    assert [line for line in text.splitlines() if "{}" in line] == [
        '  "quay.io": {}',
        '  "***@m": {}',
        '  "https://***@n": {}',
    ]


@pytest.mark.parametrize("length", [997, 998, 1100])
def test_a_key_longer_than_readers_look_ahead_is_announced(length: int) -> None:
    name = "x" * length
    document = {"mirrors": {name: {"rewrite": {name: "y"}}}, "configs": {name: {"auth": {}}, f"{name}y": {}}}
    text = render(document["mirrors"], document["configs"])
    assert ("? " in text) == (length > 997)
    assert yaml.safe_load(text) == document


def test_content_without_a_file_is_refused_rather_than_lost() -> None:
    with pytest.raises(ValueError, match="has no file yet"):
        render({}, {"h": {"tls": {"ca_content": "PEM"}}})


def test_yaml_traps_survive_a_yaml_reader() -> None:
    traps = [
        "*",
        "on",
        "1e3",
        "~",
        "null",
        "a: b",
        "a #b",
        "back\\slash",
        'quo"te',
        "%",
        "$",
        "new\nline",
        "\x85\u2028\ufeff\x00",
        "é",
        "😀",
    ]
    rewrite = dict(zip(traps, reversed(traps), strict=True))
    read = yaml.safe_load(render({"h": {"rewrite": rewrite}}, {}))
    assert read == {"mirrors": {"h": {"rewrite": rewrite}}}


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
WORDS = TEXT.filter(bool)
# The name of a setting in the place of a host is an error.
HOSTS = TEXT.filter(lambda text: not text.replace("_", "").isalpha())
AUTH = st.dictionaries(st.sampled_from(["username", "password", "auth", "identity_token"]), WORDS)
TLS = st.dictionaries(st.sampled_from(["ca_file", "cert_file", "key_file"]), WORDS)
CONFIG = st.fixed_dictionaries({}, optional={"auth": AUTH, "tls": TLS})
MIRROR = st.fixed_dictionaries(
    {}, optional={"endpoint": st.lists(WORDS, min_size=1), "rewrite": st.dictionaries(TEXT, TEXT, min_size=1)}
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(HOSTS, MIRROR, min_size=1), st.dictionaries(HOSTS, CONFIG, min_size=1))
def test_what_is_rendered_reads_back_as_it_was_given(mirrors: dict[str, object], configs: dict[str, object]) -> None:
    assert yaml.safe_load(render(mirrors, configs)) == {"mirrors": mirrors, "configs": configs}


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(HOSTS, AUTH, min_size=1))
def test_no_secret_survives_the_mask(auths: dict[str, dict[str, str]]) -> None:
    configs = {host: {"auth": auth} for host, auth in auths.items() if "@" not in host}
    read = yaml.safe_load(render({}, configs, masked=True)).get("configs", {})
    assert {host: entry["auth"] for host, entry in read.items()} == {
        host: dict.fromkeys(entry["auth"], "***") for host, entry in configs.items()
    }
