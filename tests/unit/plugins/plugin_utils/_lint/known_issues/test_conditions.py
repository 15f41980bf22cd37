# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a configuration runs into a known issue, and when it only looks like it."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues import conditions as when
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries

from tests.unit.plugins.plugin_utils._lint.subjects import lint_subject

AUTH = {"auth": {"username": "u", "password": "p"}}
NO_AUTH: dict[str, Any] = {"auth": {}}
CA = {"tls": {"ca_file": "/etc/ca.pem"}}
KEYS = {"tls": {"cert_file": "/etc/c.pem", "key_file": "/etc/c.key"}}


def mirror(*endpoints: str, name: str = "quay.io") -> dict[str, Any]:
    return {name: {"endpoint": list(endpoints)}}


@pytest.mark.parametrize(
    ("condition", "mirrors", "configs", "expected"),
    [
        (when.anything, mirror(), {}, ["registries_mirrors"]),
        (when.anything, {}, {"h": CA}, ["registries_configs"]),
        (when.anything, {}, {}, []),
        (when.bare_host_endpoint, mirror("h", "https://h"), {}, ["registries_mirrors['quay.io'].endpoint[0]"]),
        (when.bare_host_endpoint, mirror("http://localhost:5000"), {}, ["registries_mirrors['quay.io'].endpoint[0]"]),
        (when.bare_host_endpoint, mirror("https://localhost:5000", "http://h"), {}, []),
        (when.endpoint_without_scheme, mirror("http://localhost:5000"), {}, []),
        (
            when.default_endpoint_listed_last,
            mirror("https://h", "quay.io"),
            {},
            ["registries_mirrors['quay.io'].endpoint[1]"],
        ),
        (when.default_endpoint_listed_last, mirror("quay.io", "https://h"), {}, []),
        (when.duplicate_endpoint, mirror("h", "https://h/v2"), {}, ["registries_mirrors['quay.io'].endpoint[1]"]),
        (when.duplicate_endpoint, {**mirror("h"), **mirror("h", name="ghcr.io")}, {}, []),
        (when.duplicate_endpoint, mirror("https://h/v2", "https://h/v2/"), {}, []),
        (when.wildcard_mirror, mirror("h", name="*"), {}, ["registries_mirrors['*']"]),
        (when.wildcard_mirror, mirror(name="*"), {}, []),
        (when.tls_without_mirror, {}, {"h": CA}, ["registries_configs['h'].tls"]),
        (when.tls_without_mirror, {}, {"h": AUTH}, []),
        (when.tls_without_mirror, mirror("https://h"), {"h": CA}, []),
        (when.tls_without_mirror, mirror("https://h"), {"quay.io": CA}, []),
        (when.tls_without_mirror, {}, {"*": CA}, []),
        (when.hub_credentials_under_one_key, {}, {"docker.io": AUTH}, ["registries_configs['docker.io'].auth"]),
        (when.hub_credentials_under_one_key, {}, {"docker.io": CA}, []),
        (when.hub_credentials_under_one_key, {}, {"docker.io": AUTH, "registry-1.docker.io": AUTH}, []),
        (
            when.hub_credentials_under_one_key,
            {},
            {"docker.io": AUTH, "registry-1.docker.io": NO_AUTH},
            ["registries_configs['docker.io'].auth"],
        ),
        (when.credentials, {}, {"h": AUTH, "i": NO_AUTH, "j": CA}, ["registries_configs['h'].auth"]),
        (when.credentials_over_http, mirror("http://h"), {"h": AUTH}, ["registries_mirrors['quay.io'].endpoint[0]"]),
        (when.credentials_over_http, mirror("http://h"), {"h": CA}, []),
        (when.credentials_over_http, mirror("http://h"), {"i": AUTH}, []),
        (when.credentials_over_http, mirror("https://h"), {"h": AUTH}, []),
        (when.credentials_for_path_endpoint, mirror("https://h/v2/p"), {"h": CA}, []),
        (when.credentials_for_path_endpoint, mirror("https://h/v2/p"), {}, []),
        (when.credentials_for_path_endpoint, mirror("https://h/v2"), {"h": AUTH}, []),
        (when.folder_with_port, mirror("https://h", name="quay.io:443"), {}, ["registries_mirrors['quay.io:443']"]),
        (when.folder_with_port, mirror(name="quay.io:443"), {}, []),
        (when.folder_with_port, mirror("https://h:5000"), {}, []),
        (when.folder_with_port, {}, {"h:5000": CA}, ["registries_configs['h:5000']"]),
        (when.folder_with_port, {}, {"h:5000": AUTH}, ["registries_configs['h:5000']"]),
        (when.folder_with_port, {}, {"h:5000": {}, "h": CA}, []),
        (
            when.ipv6_literal,
            mirror("https://[::1]:5000", "https://h"),
            {},
            ["registries_mirrors['quay.io'].endpoint[0]"],
        ),
        (when.ca_file, {}, {"h": CA, "i": KEYS, "j": AUTH}, ["registries_configs['h'].tls"]),
        (when.ca_file, {}, {"h": {"tls": {"ca_content": "x"}}}, ["registries_configs['h'].tls"]),
        (
            when.endpoint_with_trailing_slash,
            mirror("https://h/v2/", "https://h/"),
            {},
            ["registries_mirrors['quay.io'].endpoint[0]"],
        ),
    ],
)
def test_a_condition_holds_at_its_places_only(condition: Any, mirrors: Any, configs: Any, expected: list[str]) -> None:
    assert [place.where for place in condition(lint_subject(parse_registries(mirrors, configs)))] == expected


@pytest.mark.parametrize(
    ("condition", "mirrors", "embedded", "holds"),
    [
        (when.wildcard_with_embedded_registry, {"*": {}}, True, True),
        (when.wildcard_with_embedded_registry, {"*": {}}, False, False),
        (when.wildcard_with_embedded_registry, {"quay.io": {}}, True, False),
        (when.embedded_registry_without_mirrors, {}, True, True),
        (when.embedded_registry_without_mirrors, {}, False, False),
        (when.embedded_registry_without_mirrors, {"quay.io": {}}, True, False),
        (when.folder_with_port, {}, True, True),
    ],
)
def test_conditions_of_the_embedded_registry(condition: Any, mirrors: Any, embedded: bool, holds: bool) -> None:
    subject = lint_subject(parse_registries(mirrors, {}), embedded_registry=embedded)
    assert bool(list(condition(subject))) is holds


def test_keys_and_endpoints_that_are_errors_already_are_no_condition_of_anything() -> None:
    mirrors = mirror("https://u:p@h:5000", "ftp://h", "https://[::1", "u:p@h", "https:///v2") | mirror(
        "h", name="https://h"
    )
    configs = {"https://h:5000": AUTH, "h/p": CA, "": CA, "u@h": CA}
    subject = lint_subject(parse_registries(mirrors, configs))
    assert (list(subject.mirrors), list(subject.configs), subject.endpoints) == (["quay.io"], [], ())
    assert subject.sound_registries.mirrors["quay.io"].endpoints == ()
