# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading registries.yaml as RKE2 and K3s do."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import (
    Auth,
    Config,
    Mirror,
    Registries,
    Tls,
    parse_registries,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.registries_yaml import (
    render_registries_yaml,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vectors.readers.go_yaml import GoYamlError
from tests.vectors.readers.registries_yaml import read_registries_yaml


def test_what_we_render_is_read_as_it_was_given() -> None:
    mirrors = {"*": {"endpoint": ["https://m:5000"], "rewrite": {"^a": "on"}}, "quay.io": {}}
    configs = {
        "m:5000": {"auth": {"username": "1e3", "password": "~"}, "tls": {"insecure_skip_verify": True}},
        "h": {"tls": {}},
    }
    registries = parse_registries(mirrors, configs)
    assert read_registries_yaml(render_registries_yaml(registries)) == registries


@pytest.mark.parametrize("text", ["", "# nothing\n", "~", "{}", "mirrors:\nconfigs: null\n", "unknown: {a: [b]}\n"])
def test_an_empty_file_and_unknown_keys_mean_nothing(text: str) -> None:
    assert read_registries_yaml(text) == Registries()


@pytest.mark.parametrize(
    "text",
    [
        "mirrors: []",
        "mirrors: {h: {endpoint: https://m}}",
        "configs: {h: {tls: {insecure_skip_verify: 'true'}}}",
        "configs: {h: {auth: text}}",
        "auths: {h: []}",
        "mirrors: {[a]: {}}",
        "mirrors: {h: *unknown}",
        "mirrors: {h: {<<: text}}",
        "mirrors: &a {<<: *a}",
        "a: b: c",
        "mirrors: !!int {}\nx: @",
        "configs: {h: {auth: {username: !!int x}}}",
        "\x01",
    ],
)
def test_what_yaml_v2_refuses_is_an_error(text: str) -> None:
    with pytest.raises(GoYamlError):
        read_registries_yaml(text)


def test_numbers_dates_and_words_become_text_and_words_become_booleans() -> None:
    registries = read_registries_yaml(
        "configs: {5000: {auth: {username: 007, password: on, auth: 2020-01-01}, tls: {insecure_skip_verify: yes}}}"
    )
    assert registries.configs == {"5000": Config(Auth("007", "on", "2020-01-01"), Tls(insecure_skip_verify=True))}


def test_a_key_given_twice_merges_mappings_and_replaces_lists() -> None:
    registries = read_registries_yaml(
        "mirrors: {a: {endpoint: [x], rewrite: {p: q}, rewrite: {r: s}, endpoint: [y]}}\nmirrors: {b: {}}\n"
    )
    assert registries.mirrors == {"a": Mirror(("y",), (("p", "q"), ("r", "s"))), "b": Mirror()}


def test_a_merge_key_overrides_what_stands_before_it() -> None:
    registries = read_registries_yaml(
        "x: &x {username: base}\nconfigs: {h: {auth: {username: own, <<: *x, password: p}}}"
    )
    assert registries.configs["h"].auth == Auth("base", "p")


def test_a_section_is_absent_for_null_but_present_for_upper_case_null() -> None:
    registries = read_registries_yaml("configs: {a: {auth: null, tls: ~}, b: {auth: Null, tls: {}}}")
    assert registries.configs == {"a": Config(), "b": Config(Auth(), Tls())}


def test_only_the_first_document_counts() -> None:
    assert read_registries_yaml("mirrors: {h: {}}\n---\n- not: read\n").mirrors == {"h": Mirror()}


def test_an_alias_bomb_is_refused_in_little_time() -> None:
    layers = "".join(f"l{n}: &l{n} {{<<: [{', '.join([f'*l{n - 1}'] * 9)}]}}\n" for n in range(1, 9))
    started = time.monotonic()
    with pytest.raises(GoYamlError, match="excessive aliasing"):
        read_registries_yaml(f"l0: &l0 {{a: {{}}}}\n{layers}mirrors: *l8\n")
    assert time.monotonic() - started < 20


def test_an_error_shows_no_secret() -> None:
    with pytest.raises(GoYamlError) as error:
        read_registries_yaml("configs: {h: {auth: tr0ub4dor}}")
    assert "tr0ub4dor" not in str(error.value)


@settings(max_examples=200, deadline=None)
@given(st.text("mirrosconfg: {}[]&*<-\n\"'#!|>?%@,`~x", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(GoYamlError):
        assert not read_registries_yaml(text).findings
