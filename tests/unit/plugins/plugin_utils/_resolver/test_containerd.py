# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where containerd asks, by what would be written for it."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.hosts_toml import hosts_files
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.containerd import (
    HostsFiles,
    containerd_view,
    credential_key,
    files_of_containerd,
    files_of_rancher,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import View
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.proxy import Routes
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.containerd_toml import Reader
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.k3s_certs_d import generate_hosts
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.k3s_hosts_toml import hosts_toml

USER = {"auth": {"username": "u", "password": "secret"}}
MIRRORS = {
    "quay.io": {"endpoint": ["m.example:5000", "https://quay.io"], "rewrite": {"^a/": "hub/"}},
    "*": {"endpoint": ["https://any.example/v2/any"]},
    "other.example": {"endpoint": ["m.example:5000"]},
}
CONFIGS = {"m.example:5000": USER, "quay.io": {"tls": {"ca_file": "/ca"}}, "alone.example": {"tls": {}}}


def view(registry: str, mirrors: object, configs: object = None, *, default_endpoint: bool = True) -> View:
    registries = parse_registries(mirrors, configs)
    files = files_of_rancher(registries, registry, "rke2", default_endpoint)
    return containerd_view(
        registries, registry, "a/b", HostsFiles(files), Routes.of_containerd({}), Reader(is_fork=True)
    )


def urls(found: View) -> list[str]:
    return [endpoint.url for endpoint in found.endpoints]


@pytest.mark.parametrize("registry", ["quay.io", "other.example", "alone.example", "new.example", "m.example:5000"])
def test_the_part_that_concerns_a_registry_renders_as_the_whole_does(registry: str) -> None:
    registries = parse_registries(MIRRORS, CONFIGS)
    all_generated = generate_hosts(registries).directories
    whole = {name: hosts_toml(found, "rke2") for name, found in all_generated.items()}
    for files, expected in (
        (files_of_rancher(registries, registry, "rke2", True), whole),
        (files_of_containerd(registries, registry, True), hosts_files(registries, True)),
    ):
        for name in (registry, "_default"):
            assert files.get(name) == expected.get(name)


def test_the_directory_of_the_registry_counts_before_that_for_any() -> None:
    assert (view("quay.io", MIRRORS).source, view("new.example", MIRRORS).source) == (
        "certs.d/quay.io",
        "certs.d/_default",
    )
    assert view("quay.io", {}).source == ""


def test_settings_of_a_registry_switch_the_mirror_for_any_off() -> None:
    mirrors = {"*": MIRRORS["*"]}
    assert urls(view("quay.io", mirrors)) == ["https://any.example/v2/any", "https://quay.io/v2"]
    assert urls(view("quay.io", mirrors, {"quay.io": USER})) == ["https://quay.io/v2"]


def test_rewrites_hold_for_mirrors_and_not_for_the_registry_itself() -> None:
    assert [endpoint.repository for endpoint in view("quay.io", MIRRORS).endpoints] == ["hub/b", "a/b"]


def test_a_backslash_in_a_rewrite_loses_the_whole_file() -> None:
    found = view("quay.io", {"quay.io": {"endpoint": ["m.example"], "rewrite": {r"a\.b": "c"}}})
    assert urls(found) == ["https://quay.io/v2"]
    assert "certs.d/quay.io/hosts.toml can't be read" in found.problems[0]


def test_without_a_default_endpoint_only_mirrors_are_asked_unless_the_registry_has_settings() -> None:
    mirrors = {"quay.io": {"endpoint": ["m.example"]}}
    assert urls(view("quay.io", mirrors, default_endpoint=False)) == ["https://m.example/v2"]
    assert urls(view("quay.io", mirrors, {"quay.io": USER}, default_endpoint=False))[-1] == "https://quay.io/v2"


def test_credentials_are_found_by_the_very_host_of_the_request() -> None:
    found = view("quay.io", MIRRORS, {"m.example": USER, "quay.io": USER, "*": USER})
    assert [endpoint.credential_key for endpoint in found.endpoints] == ["", "quay.io"]


@pytest.mark.parametrize(
    ("keys", "fork", "plain"),
    [
        (["docker.io"], ("docker.io", True), ("docker.io", False)),
        (["index.docker.io"], ("index.docker.io", True), ("", False)),
        (["docker.io", "registry-1.docker.io"], ("registry-1.docker.io", False), ("registry-1.docker.io", False)),
        (["*"], ("", False), ("", False)),
    ],
)
def test_docker_hub_has_several_names(keys: list[str], fork: tuple[str, bool], plain: tuple[str, bool]) -> None:
    configs = parse_registries(None, dict.fromkeys(keys, USER)).configs
    assert credential_key(configs, "registry-1.docker.io", is_fork=True) == fork
    assert credential_key(configs, "registry-1.docker.io", is_fork=False) == plain


def test_a_fork_before_2_0_5_k3s2_looks_up_the_host_alone() -> None:
    configs = parse_registries(None, {"docker.io": USER, "index.docker.io": USER}).configs
    assert credential_key(configs, "registry-1.docker.io", is_fork=True, has_hub_aliases=False) == ("", False)
    assert credential_key(configs, "index.docker.io", is_fork=True, has_hub_aliases=False)[0] == "index.docker.io"


def test_an_empty_table_of_credentials_ends_the_search_and_is_anonymous() -> None:
    configs = parse_registries(None, {"registry-1.docker.io": {"auth": {}}, "docker.io": USER}).configs
    assert credential_key(configs, "registry-1.docker.io", is_fork=True) == ("", False)


def test_credentials_that_only_later_versions_find_are_marked() -> None:
    (endpoint,) = view("docker.io", None, {"docker.io": USER}).endpoints
    assert "v1.31.11" in endpoint.notes[0]


@pytest.mark.parametrize(
    ("endpoint", "tls", "ca"),
    [
        ("https://m.example", {"ca_file": "/ca"}, "/ca"),
        ("https://m.example", {"ca_file": "/ca", "insecure_skip_verify": True}, "skip_verify"),
        ("https://m.example", {}, "system"),
        ("http://m.example", {}, "none"),
    ],
)
def test_what_the_host_is_verified_by(endpoint: str, tls: dict[str, object], ca: str) -> None:
    found = view("quay.io", {"quay.io": {"endpoint": [endpoint]}}, {"m.example": {"tls": tls}})
    assert found.endpoints[0].ca == ca


def test_an_http_endpoint_with_tls_settings_is_said_to_be_tried_by_https_first() -> None:
    mirrors = {"quay.io": {"endpoint": ["http://m.example:5000"]}}
    first = view("quay.io", mirrors, {"m.example:5000": {"tls": {"ca_file": "/ca"}}}).endpoints[0]
    assert (first.url, first.notes) == ("https://m.example:5000/v2", ("falls back to HTTP if TLS fails",))


def test_credentials_in_urls_and_keys_are_not_shown() -> None:
    mirrors = {"quay.io": {"endpoint": ["ftp://u:secret@m.example/x", "u:secret@n.example"]}}
    assert "secret" not in repr(view("quay.io", mirrors, {"u:secret@n.example": USER}))


def test_the_options_of_an_endpoint_are_explained_without_values_of_headers() -> None:
    options = {"url": "https://m", "capabilities": ["pull"], "dial_timeout": "1s", "header": {"X-Key": "s3cret"}}
    registries = parse_registries({"quay.io": {"endpoint": [options]}}, {})
    files = files_of_containerd(registries, "quay.io", True)
    found = containerd_view(registries, "quay.io", "a/b", HostsFiles(files), Routes.of_process({}), Reader())
    mirror, default = found.endpoints
    assert (mirror.capabilities, mirror.dial_timeout, mirror.headers) == (("pull",), "1s", ("X-Key",))
    assert mirror.notes == (
        "not requested for tags, only for what has a digest",
        "connections are given up after 1s",
        "with the headers X-Key",
    )
    assert (default.dial_timeout, default.headers, default.notes) == ("", (), ())
    assert "s3cret" not in str(found)
