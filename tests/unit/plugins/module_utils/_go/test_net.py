# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts, ports and addresses as Go reads them."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._go.net import (
    IpNetwork,
    is_localhost,
    join_host_port,
    parse_address,
    parse_ip,
    split_host_port,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("h:5000", ("h", "5000")),
        ("[::1]:5000", ("::1", "5000")),
        ("h:", ("h", "")),
        ("h", None),
        ("::1", None),
        ("[::1]", None),
        ("[::1]x:1", None),
        ("a]b:1", None),
    ],
)
def test_host_and_port_are_split_or_refused(text: str, expected: tuple[str, str] | None) -> None:
    assert split_host_port(text) == expected


def test_an_ipv6_host_is_joined_in_brackets() -> None:
    assert (join_host_port("::1", "80"), join_host_port("h", "80")) == ("[::1]:80", "h:80")


@pytest.mark.parametrize("text", ["010.1.2.3", "1.2.3", "h", "", "fe80::1%eth0", "1:2"])
def test_what_go_takes_for_no_address_is_none(text: str) -> None:
    assert parse_ip(text) is None


def test_a_zone_counts_only_where_go_allows_it() -> None:
    assert parse_address("fe80::1%eth0") == parse_ip("fe80::1")
    assert parse_address("1.2.3.4%eth0") is None
    assert parse_address("fe80::1%") is None


@pytest.mark.parametrize(
    ("network", "address", "inside"),
    [
        ("10.0.0.5/8", "10.200.0.1", True),
        ("10.0.0.0/8", "::ffff:10.1.2.3", True),
        ("::ffff:10.0.0.0/104", "10.1.2.3", True),
        ("::/0", "10.1.2.3", False),
        ("0.0.0.0/0", "::1", False),
        ("2001:db8::/32", "2001:db8:1::1", True),
    ],
)
def test_a_range_contains_what_go_says(network: str, address: str, inside: bool) -> None:
    parsed, packed = IpNetwork.parse(network), parse_ip(address)
    assert parsed is not None
    assert packed is not None
    assert parsed.contains(packed) is inside


@pytest.mark.parametrize(
    "text", ["10.0.0.0", "10.0.0.0/33", "10.0.0.0/", "h/8", "10.0.0.0/-1", "::/129", "10.0.0.0/9999999999"]
)
def test_what_is_no_range_is_none(text: str) -> None:
    assert IpNetwork.parse(text) is None


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("localhost:80", True),
        ("127.9.9.9:1", True),
        ("[::1]:1", True),
        ("::1", True),
        ("h:1", False),
    ],
)
def test_localhost_is_what_containerd_calls_so(host: str, expected: bool) -> None:
    assert is_localhost(host) is expected
