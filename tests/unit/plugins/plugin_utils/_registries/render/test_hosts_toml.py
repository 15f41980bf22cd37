# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import tomllib
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.hosts_toml import hosts_files
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.containerd_hosts_toml import (
    hosts_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.containerd_toml import Reader

MIRROR = {"endpoint": ["https://one.example:5000", "https://two.example/v2/hub"]}


def rendered(mirrors: Any = None, configs: Any = None, default_endpoint: bool = True) -> dict[str, dict[str, Any]]:
    files = hosts_files(parse_registries(mirrors, configs), default_endpoint)
    return {name: tomllib.loads(text) for name, text in files.items()}


def test_mirrors_come_in_their_order_and_the_registry_itself_last() -> None:
    (file,) = hosts_files(parse_registries({"docker.io": MIRROR}, {}), default_endpoint=True).values()
    assert file == (
        "# Managed by pullproof.registry. Changes made here are overwritten.\n"
        'server = "https://registry-1.docker.io"\n'
        'capabilities = ["pull", "resolve", "push"]\n'
        "\n[host]\n"
        '\n[host."https://one.example:5000"]\n'
        '  capabilities = ["pull", "resolve"]\n'
        '\n[host."https://two.example/v2/hub"]\n'
        '  capabilities = ["pull", "resolve"]\n'
        "  override_path = true\n"
    )


def test_without_the_default_endpoint_the_last_mirror_is_the_server() -> None:
    hosts = rendered({"docker.io": MIRROR}, default_endpoint=False)["docker.io"]
    assert (hosts["server"], hosts["override_path"]) == ("https://two.example/v2/hub", True)
    assert list(hosts["host"]) == ["https://one.example:5000"]


def test_a_registry_that_is_listed_among_its_own_endpoints_stays_even_then() -> None:
    mirrors = {"quay.io": {"endpoint": ["https://one.example", "https://quay.io"]}}
    hosts = rendered(mirrors, default_endpoint=False)["quay.io"]
    assert (hosts["server"], list(hosts["host"])) == ("https://quay.io", ["https://one.example"])


def test_the_mirror_of_any_registry_goes_to_the_default_folder_with_an_empty_server() -> None:
    assert rendered({"*": {"endpoint": ["https://one.example"]}}) == {
        "_default": {"server": "", "host": {"https://one.example": {"capabilities": ["pull", "resolve"]}}}
    }


@pytest.mark.parametrize("is_fork", [True, False])
def test_the_registry_itself_is_requested_after_the_mirror_of_any_registry_also_by_the_fork(is_fork: bool) -> None:
    text = hosts_files(parse_registries({"*": {"endpoint": ["https://one.example"]}}, {}), True)["_default"]
    for reader in (Reader(is_fork), Reader(is_fork, version=(1, 7))):
        assert [host.host for host in hosts_of("quay.io", text, reader)] == ["one.example", "quay.io"]


def test_tls_settings_go_to_every_host_that_they_are_for() -> None:
    tls = {"tls": {"ca_file": "/ca", "cert_file": "/c", "key_file": "/k", "insecure_skip_verify": True}}
    files = rendered({"docker.io": {"endpoint": ["https://one.example"]}}, {"one.example": tls})
    expected = {"ca": ["/ca"], "client": [["/c", "/k"]], "skip_verify": True}
    assert expected.items() <= files["docker.io"]["host"]["https://one.example"].items()
    assert expected.items() <= files["one.example"].items()
    assert "ca" not in files["docker.io"]


def test_credentials_alone_and_mirrors_without_endpoints_make_no_file() -> None:
    assert rendered({"quay.io": {}}, {"one.example": {"auth": {"username": "u", "password": "p"}}}) == {}


def test_an_endpoint_given_twice_is_written_once() -> None:
    hosts = rendered({"quay.io": {"endpoint": ["https://one.example", "one.example/v2"]}})["quay.io"]
    assert list(hosts["host"]) == ["https://one.example"]


OPTIONS = {"url": "https://one.example", "capabilities": ["pull"], "dial_timeout": "1s", "header": {"X-Key": "s3cret"}}


def test_options_of_an_endpoint_are_in_its_table_and_the_dial_timeout_in_all_others() -> None:
    registries = parse_registries({"quay.io": {"endpoint": [OPTIONS, "https://two.example"]}}, {}, "5s")
    (file,) = hosts_files(registries, default_endpoint=True).values()
    assert file.endswith(
        'server = "https://quay.io"\n'
        'capabilities = ["pull", "resolve", "push"]\n'
        'dial_timeout = "5s"\n'
        "\n[host]\n"
        '\n[host."https://one.example"]\n'
        '  capabilities = ["pull"]\n'
        '  dial_timeout = "1s"\n'
        '\n[host."https://one.example".header]\n'
        '  "X-Key" = ["s3cret"]\n'
        '\n[host."https://two.example"]\n'
        '  capabilities = ["pull", "resolve"]\n'
        '  dial_timeout = "5s"\n'
    )


def test_options_of_the_last_mirror_count_when_it_is_the_server() -> None:
    hosts = rendered({"quay.io": {"endpoint": ["https://two.example", OPTIONS]}}, default_endpoint=False)["quay.io"]
    assert (hosts["server"], hosts["dial_timeout"], hosts["capabilities"]) == ("https://one.example", "1s", ["pull"])
    assert hosts["header"] == {"X-Key": ["s3cret"]}
    assert list(hosts["host"]) == ["https://two.example"]


def test_the_default_folder_can_have_a_dial_timeout_without_the_name_of_a_server() -> None:
    registries = parse_registries({"*": {"endpoint": ["https://one.example"]}}, {}, "5s")
    hosts = tomllib.loads(hosts_files(registries, default_endpoint=True)["_default"])
    assert hosts["dial_timeout"] == hosts["host"]["https://one.example"]["dial_timeout"] == "5s"
    assert hosts["server"] == ""


def test_values_of_headers_are_masked() -> None:
    registries = parse_registries({"quay.io": {"endpoint": [OPTIONS]}}, {})
    (masked,) = hosts_files(registries, default_endpoint=True, masked=True).values()
    assert "s3cret" not in masked
    assert '"X-Key" = ["***"]' in masked
