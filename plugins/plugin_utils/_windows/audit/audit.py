# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The effective configuration of a Windows node, for the comparison with its peers.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._audit.item import ItemBuilder, as_results
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.unmanaged import (
    as_results as unmanaged_results,
)
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import AUTO
from ansible_collections.pullproof.registry.plugins.plugin_utils._audit.peers import WINDOWS
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.audit.items import (
    certificate_items,
    environment_items,
    folder_items,
    registry_items,
    time_items,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.audit.observation import (
    NodeObservation,
    node_observation,
    runtime_observation,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.audit.unmanaged import unmanaged_files
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import run_query
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.services import (
    ChosenService,
    choose_service_if_needed,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode

Result = dict[str, t.Any]


def audit_on_windows(requested: str, node: WindowsNode, key: bytes) -> Result:
    """Two remote calls, more for many files. `key` is the key of the run. Raises PullproofError."""
    seen, builder = run_query(node, node_observation(), secret=True), ItemBuilder(key)
    chosen = choose_service_if_needed(requested, seen.services, needed=requested != AUTO)
    of_runtime = _of_runtime(chosen, seen, builder, node) if chosen else {"items": {}}
    of_node = {"ca": as_results(certificate_items(seen, builder)), "time": as_results(time_items(seen, builder))}
    return {
        "runtime_name": chosen.runtime.name if chosen else "",
        "product": chosen.runtime.product if chosen else "",
        "system": f"Windows build {seen.build}",
        "family": WINDOWS,
        **of_runtime,
        "items": {**of_runtime["items"], **of_node},
    }


def _of_runtime(chosen: ChosenService, seen: NodeObservation, builder: ItemBuilder, node: WindowsNode) -> Result:
    found = run_query(node, runtime_observation(chosen, seen), secret=True)
    return {
        "unmanaged": unmanaged_results(unmanaged_files(chosen, seen, found)),
        "items": {
            "registries": as_results(registry_items(chosen, found, builder)),
            "certs": as_results(folder_items(found, builder)),
            "environment": as_results(environment_items(chosen, seen, found, builder)),
        },
    }
