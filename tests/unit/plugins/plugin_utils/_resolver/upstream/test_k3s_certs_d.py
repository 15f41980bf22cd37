# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Predicting certs.d."""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import (
    Registries,
    Tls,
    parse_registries,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.k3s_certs_d import (
    EmbeddedRegistry,
    HostDirectory,
    HostEndpoint,
    generate_hosts,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.growth import LINEAR, growth


def registries(mirrors: object = None, configs: object = None) -> Registries:
    return parse_registries(mirrors, configs)


def urls(directory: HostDirectory) -> list[str | None]:
    return [endpoint.url for endpoint in directory.endpoints]


def test_a_mirror_comes_before_the_registry_itself() -> None:
    generated = generate_hosts(registries({"docker.io": {"endpoint": ["m:5000"]}}))
    assert urls(generated.directories["docker.io"]) == ["https://m:5000/v2"]
    assert generated.directories["docker.io"].default == HostEndpoint("https://registry-1.docker.io/v2")


def test_the_registry_itself_can_be_switched_off_but_settings_of_the_same_name_bring_it_back() -> None:
    mirrors = {"quay.io": {"endpoint": ["m"]}, "ghcr.io": {"endpoint": ["m"]}}
    generated = generate_hosts(registries(mirrors, {"ghcr.io": None}), default_endpoint=False)
    assert generated.directories["quay.io"].default is None
    assert generated.directories["ghcr.io"].default == HostEndpoint("https://ghcr.io/v2", config_key="ghcr.io")


def test_settings_are_found_by_the_exact_host_and_port() -> None:
    tls = {"tls": {"ca_file": "/ca"}}
    generated = generate_hosts(registries({"quay.io": {"endpoint": ["m", "m:443", "m:5000"]}}, {"m:443": tls}))
    assert [endpoint.config_key for endpoint in generated.directories["quay.io"].endpoints] == ["", "m:443", ""]


def test_rewrites_do_not_reach_the_embedded_registry() -> None:
    embedded = EmbeddedRegistry("127.0.0.1:9345", Tls("ca", "cert", "key"))
    generated = generate_hosts(registries({"*": {"rewrite": {"a": "b"}, "endpoint": ["m"]}}), embedded=embedded)
    first, second = generated.directories["_default"].endpoints
    assert (first.url, first.rewrites) == ("https://127.0.0.1:9345/v2", ())
    assert (second.url, second.rewrites) == ("https://m/v2", (("a", "b"),))
    assert "127.0.0.1:9345" in generated.directories


def test_invalid_and_duplicate_endpoints_are_logged_without_credentials() -> None:
    generated = generate_hosts(registries({"h": {"endpoint": ["m", "https://m/", "https://u:tr0ub4dor@m:x"]}}))
    assert urls(generated.directories["h"]) == ["https://m/v2"]
    assert [line.split(" URL")[0] for line in generated.log] == [
        "warn: Skipping duplicate endpoint",
        "warn: Ignoring invalid endpoint",
    ]
    assert "tr0ub4dor" not in str(generated.log)


def many_registries(count: int) -> Registries:
    return registries({f"r{n}.example": {"endpoint": [f"https://m{n}.example/v2/hub"]} for n in range(count)})


def test_the_time_for_ten_thousand_registries_grows_with_their_number_only() -> None:
    assert len(generate_hosts(many_registries(10_000)).directories) == 10_000
    assert growth(generate_hosts, many_registries, 10_000) < LINEAR


TEXT = st.text(max_size=12) | st.sampled_from(["*", "docker.io", "h:5000", "http://h", "[::1]:1", "/", "_default"])
VALUE = st.dictionaries(
    TEXT, st.dictionaries(st.sampled_from(["endpoint", "rewrite", "auth", "tls"]), st.none() | TEXT | st.lists(TEXT))
)


@settings(max_examples=150, deadline=None)
@given(VALUE, VALUE, st.booleans())
def test_whatever_is_given_something_is_predicted(mirrors: object, configs: object, default_endpoint: bool) -> None:
    generated = generate_hosts(registries(mirrors, configs), default_endpoint=default_endpoint)
    assert all(directory.endpoints or directory.default for directory in generated.directories.values())
