# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A hosts.toml in which some hosts are unreachable.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._edit.toml_layout import (
    Assignment,
    Path,
    Table,
    tables_of,
)
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError

_HOST, _SERVER = "host", "server"


def with_unreachable(text: str, hosts: t.Sequence[str], address: str) -> str:
    """The text with `address` (host and port) in place of the hosts. Their other settings stay.

    Raises NodeError if a host has no table of its own.
    """
    tables = tables_of(text)
    _require_tables(tables, hosts)
    urls = {host: _url(host, address, number) for number, host in enumerate(hosts)}
    return "".join(_header(text, table, urls) + text[table.body : table.end] for table in tables)


def with_server(text: str, server: str) -> str:
    """The text with this server, unless it has a server already."""
    return text if _server(text) else f"{_SERVER} = {json.dumps(server)}\n{text}"


def with_unreachable_server(text: str, address: str) -> str:
    """The text with `address` in place of its server, if it has one."""
    found = _server(text)
    if found is None:
        return text
    return f"{text[: found.value_start]}{json.dumps(f'https://{address}/{_SERVER}')}{text[found.value_end :]}"


def _server(text: str) -> t.Optional[Assignment]:
    return next((one for one in tables_of(text)[0].assignments if one.path == (_SERVER,)), None)


def _url(host: str, address: str, number: int) -> str:
    """A table can't be repeated: the URLs differ in their paths."""
    scheme = "http" if host.startswith("http://") else "https"
    return f"{scheme}://{address}/{number}" if number else f"{scheme}://{address}"


def _header(text: str, table: Table, urls: t.Mapping[str, str]) -> str:
    if not _is_of_host(table.path) or table.path[1] not in urls:
        return text[table.start : table.body]
    parts = [_key(part) for part in (_HOST, urls[table.path[1]], *table.path[2:])]
    return f"{table.indent}[{'.'.join(parts)}]\n"


def _key(part: str) -> str:
    return part if part.isidentifier() else json.dumps(part)


def _is_of_host(path: Path) -> bool:
    return len(path) > 1 and path[0] == _HOST


def _require_tables(tables: t.Sequence[Table], hosts: t.Sequence[str]) -> None:
    named = {table.path[1] for table in tables if _is_of_host(table.path) and not table.repeated}
    elsewhere = any(one.path[0] == _HOST for table in tables if table.path[:1] != (_HOST,) for one in table.assignments)
    missing = [host for host in hosts if host not in named]
    if missing or elsewhere:
        raise NodeError(
            "the hosts in a hosts.toml",
            f"{', '.join(missing) or 'a host'} without a table of its own",
            'a table [host."URL"] for each host',
            "write the file in this form",
        )
