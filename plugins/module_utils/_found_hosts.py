# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a node's containerd finds for registries: its hosts.toml files, and for which hosts it has credentials.

No secret leaves the node: a file with headers, which may hold some, is withheld, URLs lose their credentials, and of
the credentials in config.toml only the hosts are named.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import os
import re
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._containerd_facts import PLUGINS
from ansible_collections.pullproof.registry.plugins.module_utils._node_errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._toml_layout import tables_of

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node_files import NodeFiles

# A node with more directories, or larger files, is no node that people look after by hand.
MOST_DIRECTORIES = 200
LARGEST_FILE = 65536
_USERINFO = re.compile(r"(https?://)?[^\s\"']*@")
_HEADER = re.compile(r"header", re.IGNORECASE)

Facts = dict[str, t.Any]


def found_hosts(files: NodeFiles, folder: str, names: t.Iterable[str], config: str) -> Facts:
    """`{folder, directories, credentials, error}`: what there is in `folder` (certs.d) of the directories `names`.

    `directories` has `{text, withheld}` by name, `text` None for a directory without a hosts.toml. `credentials` are
    the hosts that the file `config` has credentials for, `error` says why that can't be known.
    """
    directories = {
        name: _directory(files.read(os.path.join(folder, name, "hosts.toml")))
        for name in names
        if os.path.isdir(os.path.join(folder, name))
    }
    found: Facts = {"folder": os.path.isdir(folder), "directories": directories, "credentials": [], "error": ""}
    try:
        found["credentials"] = hosts_with_credentials(files.read(config) or "")
    except NodeError as error:
        found["error"] = error.observed
    return found


def all_names(folder: str) -> list[str]:
    """The directories in `folder`, at most `MOST_DIRECTORIES` of them."""
    try:
        return sorted(os.listdir(folder))[:MOST_DIRECTORIES]
    except (FileNotFoundError, NotADirectoryError):
        return []


def hosts_with_credentials(text: str) -> list[str]:
    """The hosts with an auth table in the text of a config.toml. Raises NodeError if it can't be read."""
    named = []
    for table in tables_of(text):
        named += [table.path, *(item.path for item in table.assignments)]
    hosts = set()
    for plugin in PLUGINS.values():
        start = (*plugin, "registry", "configs")
        below = [path[len(start) :] for path in named if path[: len(start)] == start]
        hosts |= {path[0] for path in below if path[1:2] == ("auth",)}
    return sorted(hosts)


def _directory(text: t.Optional[str]) -> Facts:
    if text is None:
        return {"text": None, "withheld": False}
    if len(text) > LARGEST_FILE or _HEADER.search(text):
        return {"text": None, "withheld": True}
    return {"text": _USERINFO.sub(lambda match: f"{match.group(1) or ''}***@", text), "withheld": False}
