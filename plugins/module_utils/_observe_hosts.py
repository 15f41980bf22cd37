# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the node's containerd reads about registries before each pull: the hosts.toml files.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._containerd_facts import CONFIG_PATH
from ansible_collections.pullproof.registry.plugins.module_utils._found_hosts import all_names, found_hosts
from ansible_collections.pullproof.registry.plugins.module_utils._toml_layout import text_value

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node_files import NodeFiles
    from ansible_collections.pullproof.registry.plugins.module_utils._runtimes import Runtime

USUAL_FOLDER = "/etc/containerd/certs.d"

Facts = dict[str, t.Any]


def observe_hosts(runtime: Runtime, config: t.Optional[Facts], files: NodeFiles) -> dict[str, Facts]:
    """What `found_hosts` finds, by the path of each certs.d that may count; nothing for Docker, which has none.

    `config` is what `observe_containerd_config` says of plain containerd, None for the others.
    """
    if runtime.product == "docker":
        return {}
    if config is None:
        generated = f"/var/lib/rancher/{runtime.product}/agent/etc/containerd"
        return {f"{generated}/certs.d": _all(files, f"{generated}/certs.d", f"{generated}/config.toml")}
    return {folder: _all(files, folder, CONFIG_PATH) for folder in _folders(config)}


def _folders(config: Facts) -> list[str]:
    """The first path of each config_path, and the usual one, which is ours where none is set."""
    named = (text_value(literal).partition(":")[0] for literal in config["config_path"].values())
    return sorted({USUAL_FOLDER, *filter(None, named)})


def _all(files: NodeFiles, folder: str, config: str) -> Facts:
    return found_hosts(files, folder, all_names(folder), config)
