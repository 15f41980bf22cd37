# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The folders of hosts.toml and certificates per registry, for an audit.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import os
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._audit.hosts_toml import hosts_toml_items
from ansible_collections.pullproof.registry.plugins.module_utils._audit.item import ItemBuilder, Items

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import Runtime
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import ConfigTomlFacts

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
