# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The folders of hosts.toml and certificates per registry, for an audit.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import os
import re
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._audit.item import (
    AuditItem,
    ItemBuilder,
    Items,
    masked,
)
from ansible_collections.pullproof.registry.plugins.module_utils._edit.toml_layout import Path, tables_of
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import Runtime
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import ConfigTomlFacts

_SHOWN = ("server", "capabilities", "ca", "client", "skip_verify", "override_path", "dial_timeout")
_HOSTS_FILE = "hosts.toml"


def certificate_folders(runtime: Runtime, config: t.Optional[ConfigTomlFacts]) -> list[str]:
    """The directories with the settings of registries; for containerd those of its configuration, else the default."""
    if runtime.product == "docker":
        return ["/etc/docker/certs.d"]
    if config is not None:
        loaded = config["loaded"]
        literals = [loaded["config_path"]] if loaded and not loaded["error"] else config["config_path"].values()
        named = [folder for literal in literals for folder in literal.strip("\"'").split(":") if folder]
        return list(dict.fromkeys(named)) or ["/etc/containerd/certs.d"]
    product = runtime.product
    return [f"{runtime.generated}/certs.d", f"/etc/rancher/{product}/pullproof"]


def certs_items(folders: t.Iterable[str], files: NodeFiles, builder: ItemBuilder) -> Items:
    """Per folder of a registry the settings in hosts.toml, and every other file as a digest."""
    for folder in folders:
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
            yield from _registry_folder(os.path.join(folder, name), files, builder)


def _registry_folder(folder: str, files: NodeFiles, builder: ItemBuilder) -> Items:
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
        place = os.path.join(folder, name)
        text = files.read(place) if os.path.isfile(place) else None
        if text is not None and name == _HOSTS_FILE:
            yield from hosts_toml_items(place, text, builder)
        elif text is not None:
            yield builder.secret(place, "content", text)


def hosts_toml_items(place: str, text: str, builder: ItemBuilder) -> Items:
    """The settings of a hosts.toml; values of headers, and of keys unknown here, as digests."""
    try:
        tables = tables_of(text)
    except NodeError:
        yield builder.secret(place, "the whole file, which is not valid TOML", text)
        return
    hosts = [table.path[1] for table in tables if table.path[:1] == ("host",) and len(table.path) > 1]
    for number, host in enumerate(dict.fromkeys(hosts), 1):
        yield builder.plain(place, f"host {number}", host)
    for assigned in (one for table in tables for one in table.assignments):
        literal = text[assigned.value_start : assigned.value_end]
        if "header" not in assigned.path and assigned.path[-1] in _SHOWN:
            yield _shown(place, assigned.path, literal, builder)
        else:
            yield builder.secret(place, f"{_label(assigned.path[:2])}, a setting that is not shown", literal)


def _shown(place: str, path: Path, literal: str, builder: ItemBuilder) -> AuditItem:
    return builder.plain(place, _label(path), re.sub(r"^(['\"])(.*)\1$", r"\2", literal))


def _label(path: Path) -> str:
    return " > ".join(masked(part) for part in path)
