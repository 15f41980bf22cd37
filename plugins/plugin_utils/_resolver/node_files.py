# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the containerd of a node has its settings for registries, and what it finds there.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import CONFIG_PATH
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.on_disk import FoundHosts

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import Runtime
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime


def config_toml(runtime: Runtime) -> str:
    """The path of containerd's config.toml; empty for Docker, whose containerd pulls nothing."""
    if runtime.product == "docker":
        return ""
    return CONFIG_PATH if runtime.product == "containerd" else f"{runtime.generated}/config.toml"


def hosts_on_node(chosen: ChosenRuntime) -> FoundHosts | None:
    """The files of the runtime's containerd; None without containerd, or if they were not read."""
    product = chosen.runtime.product
    if chosen.facts is None or chosen.facts["hosts"] is None or product == "docker":
        return None
    if product != "containerd":
        folder = f"{chosen.runtime.generated}/certs.d"
        return FoundHosts.of(chosen.facts["hosts"][folder], folder)
    facts = chosen.containerd
    read = chosen.facts["hosts"]
    first, *others = (FoundHosts.of(read[folder], folder) for folder in facts.folders if folder in read)
    return replace(first, ignored=facts.hosts_ignored, others=tuple(others))
