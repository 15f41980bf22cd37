# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of hosts, compared with what the generator of K3s and RKE2 makes of them."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.lint import lint
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries, parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.k3s_certs_d import (
    ANY_DIRECTORY,
    generate_hosts,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.plugins.plugin_utils._lint.subjects import lint_subject

AUTH = {"auth": {"username": "u", "password": "p"}}
TLS = {"tls": {"ca_file": "/etc/ca.pem"}}
NAMES = st.sampled_from(("*", "docker.io", "registry-1.docker.io", "a.example", "a.example:5000", "b.example"))
URLS = st.sampled_from(
    ("https://a.example", "a.example:5000", "https://b.example/v2", "https://b.example/v2/p", "https://docker.io")
)
MIRRORS = st.dictionaries(NAMES, st.fixed_dictionaries({"endpoint": st.lists(URLS, max_size=3)}), max_size=4)
CONFIGS = st.dictionaries(NAMES, st.sampled_from(({}, AUTH, TLS, {"auth": {}})), max_size=4)


def places(registries: Registries, identifier: str, **known: Any) -> set[str]:
    found = lint(lint_subject(registries, known.pop("runtime", "rke2-agent"), "v1.34.2+rke2r1", **known))
    return {finding.where for finding in found if finding.id == identifier}


@settings(max_examples=300, deadline=None)
@given(MIRRORS, CONFIGS, st.booleans())
def test_settings_that_disable_the_wildcard_are_those_that_make_a_folder_without_mirrors(
    mirrors: Any, configs: Any, default_endpoint: bool
) -> None:
    registries = parse_registries(mirrors, configs)
    folders = generate_hosts(registries, default_endpoint=default_endpoint).directories
    has_wildcard = ANY_DIRECTORY in folders and folders[ANY_DIRECTORY].endpoints
    asked = {endpoint.url.host for endpoint in lint_subject(registries).endpoints}
    # A registry of a mirror without endpoints has a finding already, and mirrors can be registries themselves.
    without = {name for name in folders if not folders[name].endpoints} - asked - set(mirrors)
    expected = without - {ANY_DIRECTORY, "registry-1.docker.io"} if has_wildcard else set()
    found = places(registries, "config-disables-wildcard", default_endpoint=default_endpoint)
    assert found == {f"registries_configs[{name!r}]" for name in expected}


@settings(max_examples=300, deadline=None)
@given(MIRRORS, CONFIGS)
def test_settings_called_unused_are_used_by_no_endpoint_that_is_generated(mirrors: Any, configs: Any) -> None:
    registries = parse_registries(mirrors, configs)
    folders = generate_hosts(registries).directories.values()
    used = {endpoint.config_key for folder in folders for endpoint in folder.endpoints}
    found = places(registries, "config-near-miss") | places(registries, "config-unused", images=("quay.io/x/y",))
    assert found & {f"registries_configs[{name!r}]" for name in used} == set()


@pytest.mark.parametrize(
    ("endpoint", "key"),
    [
        ("https://h.example:5000", "h.example"),
        ("https://h.example", "h.example:443"),
        ("https://h.example:5000", "h.example:5001"),
        ("h.example", "H.example"),
        ("https://[2001:db8::1]:5000", "[2001:db8::1]"),
    ],
)
def test_a_key_that_is_nearly_an_endpoints_host_names_it(endpoint: str, key: str) -> None:
    registries = parse_registries({"quay.io": {"endpoint": [endpoint]}}, {key: AUTH})
    assert places(registries, "config-near-miss") == {f"registries_configs[{key!r}]"}


def test_a_key_that_is_nearly_an_images_registry_names_it() -> None:
    registries = parse_registries({}, {"h.example": AUTH})
    assert places(registries, "config-near-miss", images=("h.example:5000/a/b",)) == {"registries_configs['h.example']"}


def test_two_registries_on_one_host_with_settings_of_their_own_are_no_near_miss() -> None:
    registries = parse_registries({"quay.io": {"endpoint": ["https://h:5000"]}}, {"h:5000": AUTH, "h": AUTH})
    assert places(registries, "config-near-miss") == set()


@pytest.mark.parametrize("key", ["docker.io", "registry-1.docker.io"])
def test_both_names_of_docker_hub_are_used_for_its_own_address(key: str) -> None:
    registries = parse_registries({"docker.io": {"endpoint": ["https://m.example", "https://docker.io"]}}, {key: AUTH})
    assert places(registries, "config-near-miss", images=("nginx",)) == set()
    assert places(registries, "config-unused", images=("nginx",)) == set()


def test_credentials_of_the_mirrored_registry_are_right_if_its_mirror_has_its_own() -> None:
    mirrors = {"quay.io": {"endpoint": ["https://m.example"]}}
    one, both = parse_registries(mirrors, {"quay.io": AUTH}), {"quay.io": AUTH, "m.example": AUTH}
    assert places(one, "config-under-mirrored-name") == {"registries_configs['quay.io'].auth"}
    assert places(parse_registries(mirrors, both), "config-under-mirrored-name") == set()


@pytest.mark.parametrize(
    ("name", "configs", "place"),
    [
        ("docker.io", {"docker.io": TLS}, "registries_configs['docker.io'].tls"),
        ("docker.io", {"docker.io": {**AUTH, **TLS}}, "registries_configs['docker.io']"),
        ("docker.io", {"docker.io": TLS, "m.example": AUTH}, "registries_configs['docker.io'].tls"),
        ("r.example", {"r.example": TLS}, "registries_configs['r.example'].tls"),
        ("r.example", {"r.example": TLS, "m.example": AUTH}, None),
        ("docker.io", {"docker.io": TLS, "m.example": TLS}, None),
        ("docker.io", {"docker.io": {"tls": {"ca_file": "", "insecure_skip_verify": False}}}, None),
    ],
)
def test_tls_settings_under_the_mirrored_name_are_as_wrong_as_credentials(name: str, configs: Any, place: Any) -> None:
    registries = parse_registries({name: {"endpoint": ["https://m.example"]}}, configs)
    assert places(registries, "config-under-mirrored-name", allow_insecure=True) == ({place} if place else set())


@pytest.mark.parametrize(("scheme", "severity"), [("https", "warning"), ("http", "info")])
def test_credentials_of_a_registry_with_a_cache_over_plain_http_may_be_meant(scheme: str, severity: str) -> None:
    registries = parse_registries({"quay.io": {"endpoint": [f"{scheme}://m.example"]}}, {"quay.io": AUTH})
    found = {finding.id: finding.severity for finding in lint(lint_subject(registries))}
    assert found["config-under-mirrored-name"] == severity


def test_docker_sends_the_credentials_of_the_mirrored_registry_to_the_mirror() -> None:
    registries = parse_registries({"docker.io": {"endpoint": ["https://m.example"]}}, {"docker.io": AUTH})
    assert places(registries, "config-under-mirrored-name", runtime="docker") == set()


@pytest.mark.parametrize(
    ("endpoint", "key", "is_found"),
    [
        ("https://r.example:443", "r.example", True),
        ("https://r.example", "r.example:443", False),
        ("https://r.example:5000", "r.example", False),
        ("http://r.example:80", "r.example", True),
    ],
)
def test_the_default_port_makes_another_name_of_the_same_server(endpoint: str, key: str, is_found: bool) -> None:
    registries = parse_registries({"r.example": {"endpoint": [endpoint]}}, {key: AUTH})
    expected = {"registries_mirrors['r.example'].endpoint[0]"} if is_found else set()
    found = places(registries, "config-near-miss", images=("r.example/a/b:1",))
    assert {place for place in found if place.startswith("registries_mirrors")} == expected


def test_a_mirror_without_endpoints_has_nobody_to_give_the_credentials_to() -> None:
    registries = parse_registries({"quay.io": {}}, {"quay.io": AUTH})
    assert places(registries, "config-under-mirrored-name") == set()


@pytest.mark.parametrize(
    ("mirrors", "config", "lost"),
    [
        ({}, TLS, False),
        ({}, AUTH, True),
        ({"*": {"endpoint": ["https://m.example"]}}, TLS, True),
        ({"*": {"endpoint": ["https://m.example"]}}, {}, False),
    ],
)
def test_tls_settings_for_any_host_are_lost_only_beside_a_mirror_for_any_registry(
    mirrors: Any, config: Any, lost: bool
) -> None:
    assert bool(places(parse_registries(mirrors, {"*": config}), "config-for-any")) is lost


def test_credentials_alone_leave_the_wildcard_of_plain_containerd_in_place() -> None:
    mirrors = {"*": {"endpoint": ["https://m.example"]}}
    for config, expected in ((AUTH, set()), (TLS, {"registries_configs['quay.io']"})):
        registries = parse_registries(mirrors, {"quay.io": config})
        assert places(registries, "config-disables-wildcard", runtime="containerd") == expected


@pytest.mark.parametrize("images", [(), ("docker.io/a/b:1",)])
def test_a_host_that_is_spelt_nearly_as_an_endpoint_without_settings_is_named(images: tuple[str, ...]) -> None:
    registries = parse_registries(
        {"docker.io": {"endpoint": ["https://mirror.example:5000"]}}, {"miror.example:5000": AUTH}
    )
    found = [finding for finding in lint(lint_subject(registries, images=images)) if finding.id == "config-unused"]
    assert [finding.fix.partition(" Otherwise")[0] for finding in found] == ["Did you mean 'mirror.example:5000'?"]


def test_hosts_that_look_alike_and_have_settings_of_their_own_are_no_slips() -> None:
    mirrors = {"docker.io": {"endpoint": ["https://mirror-a.example"]}}
    registries = parse_registries(mirrors, {"mirror-a.example": AUTH, "mirror-b.example": AUTH})
    assert places(registries, "config-unused") == set()
