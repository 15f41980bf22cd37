# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Predicting RKE2's own bootstrap pull."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.wharfie import (
    BootstrapEndpoint,
    bootstrap_endpoints,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.wharfie_reference import (
    InvalidRepositoryError,
    parse_bootstrap_reference,
)


def endpoints(image: str, mirrors: object = None, configs: object = None) -> tuple[BootstrapEndpoint, ...]:
    return bootstrap_endpoints(parse_registries(mirrors, configs), image)


def test_the_registry_itself_always_comes_last_and_without_rewrites() -> None:
    mirror, default = endpoints("quay.io/a/b:1", {"quay.io": {"endpoint": ["http://m"], "rewrite": {"^": "hub/"}}})
    assert mirror.manifest_url == "http://m/v2/hub/a/b/manifests/1?ns=quay.io"
    assert default.manifest_url == "https://quay.io/v2/a/b/manifests/1"


def test_the_first_key_that_exists_wins_even_without_endpoints() -> None:
    assert len(endpoints("quay.io/a/b", {"quay.io:443": {}, "*": {"endpoint": ["m"]}})) == 1
    assert len(endpoints("quay.io/a/b", {"*": {"endpoint": ["m"]}})) == 2


def test_the_wildcards_settings_count_here() -> None:
    (default,) = endpoints("quay.io/a/b", {}, {"*": {"auth": {"username": "u", "password": "p"}}})
    assert (default.config_key, default.basic_credentials is not None) == ("*", True)


@pytest.mark.parametrize("auth", [{"identity_token": "t"}, {"username": "u"}, {}])
def test_a_token_or_half_a_pair_answers_no_basic_challenge(auth: dict[str, str]) -> None:
    (default,) = endpoints("quay.io/a/b", {}, {"quay.io": {"auth": auth}})
    assert default.basic_credentials is None


def test_a_rule_that_go_refuses_is_skipped() -> None:
    mirrors = {"quay.io": {"endpoint": ["http://m"], "rewrite": {"(": "x", "^a": "A", "^a/b": "c/d"}}}
    assert endpoints("quay.io/a/b", mirrors)[0].image.repository == "c/d"


def test_an_endpoint_that_is_no_url_is_skipped() -> None:
    assert [
        endpoint.address for endpoint in endpoints("quay.io/a/b", {"quay.io": {"endpoint": ["http://", "m:1"]}})
    ] == [
        "m:1",
        "quay.io:443",
    ]


@pytest.mark.parametrize(
    ("image", "attempts"),
    [
        ("10.0.0.9:5000/a/b", 2),
        ("127.0.0.1:5000/a/b", 2),
        ("localhost:5000/a/b", 2),
        ("reg.local/a/b", 2),
        ("quay.io/a/b", 1),
        ("11.0.0.9:5000/a/b", 1),
    ],
)
def test_a_private_address_or_local_name_is_tried_twice(image: str, attempts: int) -> None:
    assert endpoints(image)[0].first_request_attempts == attempts


@pytest.mark.parametrize(
    "image", ["", "a", "A/b", "quay.io/a@sha256:12", "quay.io/aa:t!", "[::1/aa", "aa@sha512:" + "c" * 128]
)
def test_an_image_the_program_refuses_is_an_error(image: str) -> None:
    with pytest.raises(InvalidRepositoryError):
        parse_bootstrap_reference(image)


def test_no_credentials_show_in_a_repr() -> None:
    configs = {"m": {"auth": {"username": "u", "password": "tr0ub4dor"}}}
    assert "tr0ub4dor" not in repr(
        endpoints("quay.io/a/b", {"quay.io": {"endpoint": ["http://u:tr0ub4dor@m"]}}, configs)
    )


def test_names_outside_ascii_are_sent_in_punycode() -> None:
    secure, plain = endpoints("quay.io/a/b", {"quay.io": {"endpoint": ["exämple.test", "http://exämple.test:5000"]}})[
        :2
    ]
    assert secure.address == "xn--exmple-cua.test:443"
    assert plain.ping_url == "http://xn--exmple-cua.test:5000/v2/?ns=quay.io"
