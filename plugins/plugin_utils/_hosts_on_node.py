# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the containerd of a node has its settings for registries, and what it finds there.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from collections.abc import Iterable

from ansible_collections.pullproof.registry.plugins.module_utils._containerd_facts import CONFIG_PATH
from ansible_collections.pullproof.registry.plugins.plugin_utils._containerd_config import ContainerdFacts
from ansible_collections.pullproof.registry.plugins.plugin_utils._explain import registries_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._explain_found import FoundHosts
from ansible_collections.pullproof.registry.plugins.plugin_utils._explain_hosts_toml import directory_names

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._node import Node
    from ansible_collections.pullproof.registry.plugins.plugin_utils._runtime_choice import ChosenRuntime


def config_toml(product: str) -> str:
    """The path of containerd's config.toml; empty for Docker, whose containerd pulls nothing."""
    if product == "docker":
        return ""
    return CONFIG_PATH if product == "containerd" else f"{_generated(product)}/config.toml"


def hosts_on_node(images: Iterable[str], chosen: ChosenRuntime, node: Node) -> FoundHosts | None:
    """What the runtime's containerd finds for the images; None where it has none, or is not installed yet.

    Costs a remote call.
    """
    product = chosen.runtime.product
    if chosen.seen is None or product == "docker":
        return None
    folder = ContainerdFacts.of(chosen.seen).folder if product == "containerd" else f"{_generated(product)}/certs.d"
    names = {name for registry in registries_of(images) for name in directory_names(registry)}
    asked = {"folder": folder, "names": sorted(names), "config": config_toml(product)}
    return FoundHosts.of(node.run("node_hosts", asked)["found"])


def _generated(product: str) -> str:
    return f"/var/lib/rancher/{product}/agent/etc/containerd"
