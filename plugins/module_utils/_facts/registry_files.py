# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The certificates and keys of a directory in certs.d: those next to hosts.toml, and those that hosts.toml contains.

containerd contacts no host at all for a registry if it can't use one of them.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import os
import re
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._edit.toml_layout import tables_of, text_value
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._text.pem_blocks import describe_pem

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

_ENDINGS = (".crt", ".cert", ".key")
_CA, _CLIENT = "ca", "client"
_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'")


def certificates_in(folder: str) -> list[str]:
    """The names of the files that containerd uses if it has no hosts.toml here, or can't read it."""
    return sorted(
        name for name in os.listdir(folder) if name.endswith(_ENDINGS) and not os.path.isdir(os.path.join(folder, name))
    )


def unusable_files(folder: str, text: str, certificates: t.Iterable[str], files: NodeFiles) -> dict[str, str]:
    """What is wrong with files of this hosts.toml, and with the certificates next to it, by absolute path."""
    next_to_it = ((_CA if name.endswith(".crt") else _CLIENT, name) for name in certificates)
    named = [*_named_files(text), *next_to_it]
    found = {}
    for key, name in named:
        path = os.path.normpath(os.path.join(folder, name))
        problem = _problem(key, path, files)
        if problem:
            found[path] = problem
    return found


def _named_files(text: str) -> t.Iterator[tuple[str, str]]:
    try:
        tables = tables_of(text)
    except NodeError:
        return
    for assigned in (one for table in tables for one in table.assignments):
        if assigned.path in ((_CA,), (_CLIENT,)) or _is_of_host(assigned.path):
            for literal in _STRING.findall(text[assigned.value_start : assigned.value_end]):
                yield assigned.path[-1], text_value(literal)


def _is_of_host(path: t.Sequence[str]) -> bool:
    return len(path) == 3 and path[0] == "host" and path[2] in (_CA, _CLIENT)


def _problem(key: str, path: str, files: NodeFiles) -> str:
    """Empty for a file that containerd can use."""
    if not os.path.exists(path):
        return "does not exist"
    try:
        # A pipe or a device may never end.
        text = (files.read(path) or "") if os.path.isfile(path) else None
    except (NodeError, OSError):
        text = None
    if text is None:
        return "can't be read"
    labels = describe_pem(text)["labels"]
    if key == _CA:
        return "" if "CERTIFICATE" in labels else "has no certificate"
    return "" if labels else "has neither a certificate nor a key"
