# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The TOML of hosts.toml by version. The results were compared with go-toml 1.9.5 and with containerd 2.4.2."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.containerd_toml import (
    HostsTomlError,
    Reader,
    host_order,
    ignored_hosts,
    read_toml,
)

OLD, NEW = Reader(version=(1, 7)), Reader(version=(2, 4))
OLD_FORK = Reader(is_fork=True, version=(1, 7))
A, B = "https://a.example", "https://b.example"


def order(text: str, reader: Reader) -> list[str]:
    return list(host_order(text, read_toml(text, reader)["host"], reader))


@pytest.mark.parametrize(
    "text",
    [
        f'host = {{ "{B}" = {{ skip_verify = true }}, "{A}" = {{ skip_verify = true }} }}',
        f'host."{B}".skip_verify = true\nhost."{A}".skip_verify = true',
        f'[host]\n"{B}".skip_verify = true\n"{A}".skip_verify = true',
        f'[host]\n"{B}" = {{ skip_verify = true }}\n"{A}" = {{ skip_verify = true }}',
    ],
)
def test_containerd_2_ignores_hosts_without_a_header_of_their_own(text: str) -> None:
    assert order(text, OLD) == [B, A] and ignored_hosts(text, OLD) == ()
    assert order(text, NEW) == [] and ignored_hosts(text, NEW) == (B, A)


def test_hosts_with_a_header_are_queried_by_all_versions_in_the_order_of_the_file() -> None:
    text = f'[host.\'{B}\']\nskip_verify = true\n[host."{B}".header]\nX = "1"\n[ host . "{A}" ]\n'
    assert order(text, OLD) == order(text, NEW) == [B, A]


def test_of_mixed_forms_containerd_2_ignores_only_those_without_a_header() -> None:
    text = f'host."{A}".skip_verify = true\n[host."{B}"]\n'
    assert order(text, NEW) == [B] and ignored_hosts(text, NEW) == (A,)


def test_containerd_2_queries_a_host_twice_if_another_one_is_between_its_tables() -> None:
    text = f'[host."{A}"]\n[host."{B}"]\n[host."{A}".header]\nX = "1"\n'
    assert order(text, NEW) == [A, B, A] and order(text, OLD) == [A, B]


@pytest.mark.parametrize("header", ['host."http://[::1]:5000"', "host.'http://[fd00::1]'"])
def test_containerd_1_reads_no_brackets_in_the_name_of_a_table(header: str) -> None:
    text = f"[{header}]\nskip_verify = true\n"
    assert len(order(text, NEW)) == 1
    for reader in (OLD, OLD_FORK):
        with pytest.raises(HostsTomlError, match="brackets"):
            read_toml(text, reader)


def test_brackets_elsewhere_are_read_by_all_versions() -> None:
    text = f'server = "http://[::1]:5000"\n[host."{A}"]\n[host."{A}".rewrite]\n"^[a-z]+" = "b"\n'
    assert order(text, OLD) == [A]


def test_upstream_1_requires_a_table_host() -> None:
    text = 'server = "https://a.example"'
    for reader in (OLD_FORK, NEW):
        assert read_toml(text, reader) == {"server": "https://a.example"}
    with pytest.raises(HostsTomlError, match="requires"):
        read_toml(text, OLD)
