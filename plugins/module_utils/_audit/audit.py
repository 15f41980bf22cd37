# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All that an audit compares of one node, by area.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._audit.certs_d import certificate_folders, certs_items
from ansible_collections.pullproof.registry.plugins.module_utils._audit.environment import environment_items
from ansible_collections.pullproof.registry.plugins.module_utils._audit.item import ItemBuilder, as_results
from ansible_collections.pullproof.registry.plugins.module_utils._audit.registries import registries_items
from ansible_collections.pullproof.registry.plugins.module_utils._audit.system import (
    bundle_items,
    time_items,
    trust_items,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import load_record
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.trust_bundle import fingerprints_in
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.unmanaged import unmanaged_in
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES, Runtime, placed
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_loaded import (
    observe_containerd_config,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._facts.model import NodeFacts, RuntimeFacts
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import Record
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

_FIRST = re.compile(r".*?-----END CERTIFICATE-----", re.DOTALL)

Audit = dict[str, t.Any]


def audit(observation: NodeFacts, named: str, key: bytes, files: NodeFiles) -> Audit:
    """`{runtimes, ca, bundle, time}`: items by area, those of `runtimes` by name.

    `observation` is that of `observe`; a runtime that is `named` need not be in it.
    """
    builder, record, family = ItemBuilder(key), load_record(files), observation["os"]["family"]
    found = observation["runtimes"]
    runtimes = [
        placed(one, observation["paths"]) for one in RUNTIMES.values() if one.name in found or one.name == named
    ]
    return {
        "runtimes": {one.name: _runtime(one, found.get(one.name), record, files, builder) for one in runtimes},
        "ca": as_results(trust_items(family, files, builder)),
        "bundle": as_results(bundle_items(family, files, builder)),
        "time": as_results(time_items(observation["clock"], files, builder)),
    }


def _runtime(
    runtime: Runtime, facts: t.Optional[RuntimeFacts], record: Record, files: NodeFiles, builder: ItemBuilder
) -> Audit:
    config = observe_containerd_config(files, facts and facts["version"]) if runtime.product == "containerd" else None
    folders = certificate_folders(runtime, config)
    return {
        "registries": as_results(registries_items(runtime, config, record, files, builder)),
        "certs": as_results(certs_items(folders, files, builder)),
        "environment": as_results(environment_items(facts, record, files, builder)),
        "cluster": _cluster(runtime, files),
        "unmanaged": unmanaged_in(runtime, folders, record, files),
    }


def _cluster(runtime: Runtime, files: NodeFiles) -> str:
    """What all nodes of one RKE2 or K3s cluster have in common: its CA, by its fingerprint; empty if there is none."""
    if not runtime.registries_file:
        return ""
    for path in (f"{runtime.data_dir}/server/tls/server-ca.crt", f"{runtime.data_dir}/agent/server-ca.crt"):
        first = _FIRST.match(files.read(path) or "")
        for fingerprint in fingerprints_in(first[0]) if first else ():
            return fingerprint[:16]
    return ""
