# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the TOML of a hosts.toml is read, which depends on the version of containerd.

1.6 and 1.7 use go-toml 1.9, later versions go-toml 2. This plugin util is private to the collection and may change at
any time.
"""

from __future__ import annotations

import posixpath
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.pullproof.registry.plugins.module_utils._edit.toml_layout import Table, tables_of
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError

NEWEST = (2, 4)
_HOST = "host"


class HostsTomlError(ValueError):
    """containerd can't read the file: it logs an error and continues without the file."""


@dataclass(frozen=True)
class Reader:
    """The containerd that reads a file: the fork of K3s and RKE2 or upstream, and major and minor of its version.

    ``folder`` is the folder of the file, from which relative paths start; empty if it is not known.
    """

    is_fork: bool = False
    version: tuple[int, int] = NEWEST
    folder: str = ""

    @property
    def is_old(self) -> bool:
        """Whether it is containerd 1.x, with the older library for TOML."""
        return self.version < (2, 0)

    @property
    def has_referrers(self) -> bool:
        """Whether the capability ``referrers`` exists."""
        return self.version >= (2, 2)

    @property
    def has_dial_timeout(self) -> bool:
        """Whether ``dial_timeout`` has an effect."""
        return self.version >= (2, 1)

    @property
    def has_https_first(self) -> bool:
        """Whether an http host with TLS settings is tried over HTTPS first."""
        return self.version >= (1, 7)

    @property
    def plain_ports(self) -> tuple[str, ...]:
        """The ports of http hosts that are never tried over HTTPS. Empty: an endpoint without a port."""
        return ("", "80") if self.is_fork and self.is_old else ("80",)

    def absolute(self, path: str) -> str:
        """The path as containerd opens it."""
        return posixpath.normpath(posixpath.join(self.folder, path)) if self.folder else path


def read_toml(text: str, reader: Reader) -> Mapping[str, Any]:
    """The document; its ``host``, if any, is a table. Raises HostsTomlError."""
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise HostsTomlError(str(error)) from None
    if not isinstance(document.get(_HOST, {}), Mapping):
        raise HostsTomlError("`host` is not a table")
    if reader.is_old:
        _check_for_old(text, document, reader)
    return document


def _check_for_old(text: str, document: Mapping[str, Any], reader: Reader) -> None:
    bracketed = next((name for name in _host_tables(text) if set("[]") & set(name)), "")
    if bracketed:
        raise HostsTomlError(f"containerd 1.x reads no brackets in the name of a table, as in [host.{bracketed!r}]")
    if _HOST not in document and not reader.is_fork:
        raise HostsTomlError("containerd 1.x requires a table [host]")


def host_order(text: str, hosts: Mapping[str, Any], reader: Reader) -> Sequence[str]:
    """The hosts that are queried, in their order. containerd 2.x reads them from the headers of tables alone."""
    return list(hosts) if reader.is_old else [name for name in _host_tables(text) if name in hosts]


def ignored_hosts(text: str, reader: Reader) -> tuple[str, ...]:
    """The hosts in a readable file that containerd does not query, because they do not have a table with a header."""
    hosts = read_toml(text, reader).get(_HOST, {})
    order = host_order(text, hosts, reader)
    return tuple(name for name in hosts if name not in order)


def _host_tables(text: str) -> Iterator[str]:
    """The names in headers such as [host."https://mirror"], without those that follow a table of the same host."""
    last = ""
    for table in _tables(text):
        if len(table.path) > 1 and table.path[0] == _HOST and not table.repeated and table.path[1] != last:
            last = table.path[1]
            yield last


def _tables(text: str) -> Sequence[Table]:
    try:
        return tables_of(text)
    except NodeError as error:
        raise HostsTomlError(error.observed) from None
