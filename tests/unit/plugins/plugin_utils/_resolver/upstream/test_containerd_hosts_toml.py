# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading hosts.toml as containerd does."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.containerd_hosts_toml import (
    Host,
    directory_names,
    hosts_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.containerd_toml import (
    HostsTomlError,
    Reader,
)

FORK, UPSTREAM = Reader(is_fork=True), Reader()
MIRROR = '[host."https://mirror.example"]\n'


def urls(registry: str, text: str | None, reader: Reader = FORK) -> list[str]:
    return [f"{host.scheme}://{host.host}{host.path}" for host in hosts_of(registry, text, reader)]


def test_the_directory_with_underscores_comes_first_and_the_one_for_any_registry_last() -> None:
    assert directory_names("h.example:5000") == ("h.example_5000_", "h.example:5000", "_default")
    assert directory_names("h.example") == ("h.example", "_default")
    assert directory_names("h.example:5000", "windows") == ("h.example_5000_", "h.example5000", "_default")
    assert directory_names("[::1]:5000", "windows") == ("[1]_5000_", "[1]5000", "_default")


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
    (host,) = hosts_of("127.0.0.1:5000", None, FORK)
    assert (host.scheme, host.skip_verify, host.falls_back_to_http) == ("https", True, True)


def test_only_the_fork_leaves_the_registry_out_when_no_server_is_named() -> None:
    assert urls("quay.io", MIRROR, FORK) == ["https://mirror.example/v2"]
    assert urls("quay.io", MIRROR, UPSTREAM) == ["https://mirror.example/v2", "https://quay.io/v2"]


def test_an_empty_server_is_the_registry_itself() -> None:
    assert urls("quay.io", f'server = ""\n{MIRROR}')[-1] == "https://quay.io/v2"


def test_a_file_without_hosts_keeps_its_tls_settings_for_the_registry_itself() -> None:
    (host,) = hosts_of("quay.io", 'ca = "/ca.crt"\n[host]\n', FORK)
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
        assert hosts_of("quay.io", f'[host."http://{host}"]\nca = "/c"\n', FORK)[0].scheme == scheme


def test_only_the_fork_knows_rewrites() -> None:
    text = f'{MIRROR}[host."https://mirror.example".rewrite]\n"^a" = "b"\n'
    assert hosts_of("quay.io", text, FORK)[0].rewrites == (("^a", "b"),)
    assert hosts_of("quay.io", text, UPSTREAM)[0].rewrites == ()


def test_certificates_come_as_text_lists_or_pairs() -> None:
    text = 'ca = ["/a", "/b"]\nclient = [["/c", "/k"]]\n[host]\n'
    (host,) = hosts_of("quay.io", text, FORK)
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
        hosts_of("quay.io", text, FORK)


def test_capabilities_are_read_in_any_case_and_all_hold_if_none_is_named() -> None:
    assert hosts_of("quay.io", f'{MIRROR}capabilities = ["PULL"]', FORK)[0].capabilities == ("pull",)
    assert hosts_of("quay.io", f"{MIRROR}capabilities = []", FORK)[0].capabilities == Host().capabilities


V1_6, V1_7, V2_0, V2_1 = (Reader(version=version) for version in ((1, 6), (1, 7), (2, 0), (2, 1)))
FORK_1_7 = Reader(is_fork=True, version=(1, 7))


@pytest.mark.parametrize("reader", [V1_6, V1_7, V2_1])
def test_the_capability_referrers_is_an_error_before_2_2(reader: Reader) -> None:
    text = f'{MIRROR}capabilities = ["pull", "referrers"]'
    assert hosts_of("quay.io", text, Reader(version=(2, 2)))[0].capabilities == ("pull", "referrers")
    with pytest.raises(HostsTomlError, match="referrers"):
        hosts_of("quay.io", text, reader)


@pytest.mark.parametrize(("reader", "timeout"), [(V1_7, ""), (V2_0, ""), (V2_1, "200ms")])
def test_a_dial_timeout_has_no_effect_before_2_1(reader: Reader, timeout: str) -> None:
    assert hosts_of("quay.io", f"{MIRROR}dial_timeout = '200ms'", reader)[0].dial_timeout == timeout


@pytest.mark.parametrize("value", ["5", '"5"', '"soon"'])
def test_an_invalid_dial_timeout_is_an_error_where_it_is_read(value: str) -> None:
    text = f"{MIRROR}dial_timeout = {value}"
    assert urls("quay.io", text, V2_0)[0] == "https://mirror.example/v2"
    with pytest.raises(HostsTomlError):
        hosts_of("quay.io", text, V2_1)


@pytest.mark.parametrize(
    ("reader", "scheme", "falls_back"),
    [(V1_6, "http", False), (V1_7, "https", True), (FORK_1_7, "http", False), (V2_0, "https", True)],
)
def test_https_first_for_an_http_host_without_a_port_depends_on_the_version(
    reader: Reader, scheme: str, falls_back: bool
) -> None:
    host = hosts_of("quay.io", '[host."http://m.example"]\nskip_verify = true\n', reader)[0]
    assert (host.scheme, host.falls_back_to_http) == (scheme, falls_back)


def test_containerd_1_6_requests_every_local_registry_over_http() -> None:
    (host,) = hosts_of("localhost:443", None, V1_6)
    assert (host.scheme, host.falls_back_to_http) == ("http", False)


def test_relative_paths_start_in_the_folder_of_the_file() -> None:
    text = 'ca = "ca.crt"\nclient = [["../c.cert", "/k.key"]]\n[host]\n'
    (host,) = hosts_of("quay.io", text, Reader(folder="/certs.d/quay.io"))
    assert (host.ca, host.client) == (("/certs.d/quay.io/ca.crt",), ("/certs.d/c.cert", "/k.key"))


def test_without_a_file_the_certificates_of_the_folder_are_used() -> None:
    paths = ("/d/a.crt", "/d/b.crt", "/d/c.cert", "/d/c.key", "/d/e.key")
    (host,) = hosts_of("quay.io", None, UPSTREAM, paths)
    assert (host.host, host.ca, host.client) == ("quay.io", ("/d/a.crt", "/d/b.crt"), ("/d/c.cert", "/d/c.key"))
    (host,) = hosts_of("quay.io", None, UPSTREAM, ("/d/c.cert",))
    assert host.client == ("/d/c.cert",)


def test_settings_of_an_ignored_host_need_only_have_the_right_types() -> None:
    fine = 'host = { "https://m" = { capabilities = ["fly"] } }'
    assert urls("quay.io", fine, UPSTREAM) == ["https://quay.io/v2"]
    with pytest.raises(HostsTomlError):
        hosts_of("quay.io", 'host = { "https://m" = { skip_verify = 1 } }', UPSTREAM)
