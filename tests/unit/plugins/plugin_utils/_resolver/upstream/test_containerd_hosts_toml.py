# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading hosts.toml as containerd does."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.containerd_hosts_toml import (
    Host,
    HostsTomlError,
    directory_names,
    hosts_of,
)

MIRROR = '[host."https://mirror.example"]\n'


def urls(registry: str, text: str | None, *, is_fork: bool = True) -> list[str]:
    return [f"{host.scheme}://{host.host}{host.path}" for host in hosts_of(registry, text, is_fork=is_fork)]


def test_the_directory_with_underscores_comes_first_and_the_one_for_any_registry_last() -> None:
    assert directory_names("h.example:5000") == ("h.example_5000_", "h.example:5000", "_default")
    assert directory_names("h.example") == ("h.example", "_default")


@pytest.mark.parametrize(
    ("registry", "url"),
    [
        ("docker.io", "https://registry-1.docker.io/v2"),
        ("quay.io", "https://quay.io/v2"),
        ("localhost", "https://localhost/v2"),
        ("localhost:80", "http://localhost:80/v2"),
    ],
)
def test_without_a_file_the_registry_itself_is_asked(registry: str, url: str) -> None:
    assert urls(registry, None) == [url]


def test_a_local_registry_is_not_verified_and_tried_by_https_first() -> None:
    (host,) = hosts_of("127.0.0.1:5000", None, is_fork=True)
    assert (host.scheme, host.skip_verify, host.falls_back_to_http) == ("https", True, True)


def test_only_the_fork_leaves_the_registry_out_when_no_server_is_named() -> None:
    assert urls("quay.io", MIRROR, is_fork=True) == ["https://mirror.example/v2"]
    assert urls("quay.io", MIRROR, is_fork=False) == ["https://mirror.example/v2", "https://quay.io/v2"]


def test_an_empty_server_is_the_registry_itself() -> None:
    assert urls("quay.io", f'server = ""\n{MIRROR}')[-1] == "https://quay.io/v2"


def test_a_file_without_hosts_keeps_its_tls_settings_for_the_registry_itself() -> None:
    (host,) = hosts_of("quay.io", 'ca = "/ca.crt"\n[host]\n', is_fork=True)
    assert (host.host, host.ca) == ("quay.io", ("/ca.crt",))


def test_the_order_is_that_of_the_file() -> None:
    text = '[host."https://z.example"]\n[host."https://a.example"]\n'
    assert urls("quay.io", text) == ["https://z.example/v2", "https://a.example/v2"]


@pytest.mark.parametrize(
    ("line", "override", "url"),
    [
        ("https://m.example/v2/hub", "", "https://m.example/v2/hub/v2"),
        ("https://m.example/v2/hub", "override_path = true", "https://m.example/v2/hub"),
        ("https://m.example//a/../b/", "override_path = true", "https://m.example/b"),
        ("m.example:5000", "", "https://m.example:5000/v2"),
        ("https://u:p@m.example", "", "https://m.example/v2"),
    ],
)
def test_the_path_is_completed_unless_it_overrides(line: str, override: str, url: str) -> None:
    assert urls("quay.io", f'[host."{line}"]\n{override}\n') == [url]


def test_an_http_host_with_tls_settings_is_tried_by_https_first_except_on_port_80() -> None:
    for host, scheme in (("m.example:5000", "https"), ("m.example", "https"), ("m.example:80", "http")):
        assert hosts_of("quay.io", f'[host."http://{host}"]\nca = "/c"\n', is_fork=True)[0].scheme == scheme


def test_only_the_fork_knows_rewrites() -> None:
    text = f'{MIRROR}[host."https://mirror.example".rewrite]\n"^a" = "b"\n'
    assert hosts_of("quay.io", text, is_fork=True)[0].rewrites == (("^a", "b"),)
    assert hosts_of("quay.io", text, is_fork=False)[0].rewrites == ()


def test_certificates_come_as_text_lists_or_pairs() -> None:
    text = 'ca = ["/a", "/b"]\nclient = [["/c", "/k"]]\n[host]\n'
    (host,) = hosts_of("quay.io", text, is_fork=True)
    assert (host.ca, host.client) == (("/a", "/b"), ("/c", "/k"))


@pytest.mark.parametrize(
    "text",
    [
        "[host",
        'server = "https://a%zz"',
        "server = 5",
        "host = 5",
        'host = {"https://m" = 5}',
        'capabilities = ["fly"]',
        'capabilities = "pull"',
        'skip_verify = "yes"\n[host."https://m.example"]',
        'override_path = "yes"',
        "ca = 5",
        "client = [5]",
        "rewrite = 5",
        'rewrite = {"a" = 5}',
        '[host."https://m".rewrite]\n"a\\d" = "b"',
    ],
)
def test_what_containerd_cannot_decode_is_an_error(text: str) -> None:
    with pytest.raises(HostsTomlError):
        hosts_of("quay.io", text, is_fork=True)


def test_capabilities_are_read_in_any_case_and_all_hold_if_none_is_named() -> None:
    assert hosts_of("quay.io", f'{MIRROR}capabilities = ["PULL"]', is_fork=True)[0].capabilities == ("pull",)
    assert hosts_of("quay.io", f"{MIRROR}capabilities = []", is_fork=True)[0].capabilities == Host().capabilities
