# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The facts of a node: the operating system, the runtimes, the managed files, the trust bundle, the clock.

Nothing returned holds a secret: file contents come back as digests keyed by the controller, variables by name only.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import os
import platform
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._clock.state import observe_clock
from ansible_collections.pullproof.registry.plugins.module_utils._facts.certs_d import observe_hosts
from ansible_collections.pullproof.registry.plugins.module_utils._facts.distribution import (
    TRUST_STORES,
    family_of,
    read_os_release,
)
from ansible_collections.pullproof.registry.plugins.module_utils._facts.placed_runtimes import observe_paths
from ansible_collections.pullproof.registry.plugins.module_utils._facts.runtime import observe_runtime
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.digest import keyed_digest, managed_part
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.owners import changer_of
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import RELOAD, RESTART
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import Record, load_record
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.snapshots.restore import (
    PENDING,
    RESTORED,
    load_snapshots,
    restorable_ids,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.summary import Aspects, SettingsSummary
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.trust_bundle import fingerprints_in
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES, Runtime, placed
from ansible_collections.pullproof.registry.plugins.module_utils._service.pending import load_state
from ansible_collections.pullproof.registry.plugins.module_utils._service.state import (
    observe_daemon_mirrors,
    observe_daemon_proxies,
    observe_service,
    observe_unmanaged_mirrors,
)
from ansible_collections.pullproof.registry.plugins.module_utils._service.units import observe_units

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._facts.model import (
        ManagedFileFacts,
        NodeFacts,
        RuntimeFacts,
        SnapshotFacts,
        TrustFacts,
    )
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
    from ansible_collections.pullproof.registry.plugins.module_utils._service.facts import UnitFacts


def observe(key: bytes, files: NodeFiles, commands: Commands) -> NodeFacts:
    """All facts. Raises NodeError for another user than root."""
    _require_root()
    record = load_record(files)
    os_release = read_os_release(files)
    units = observe_units([runtime.unit for runtime in RUNTIMES.values()], files, commands)
    paths = observe_paths(units, files)
    runtimes = [placed(runtime, paths) for runtime in RUNTIMES.values()]
    family = family_of(os_release)
    return {
        "os": {
            "family": family,
            "id": os_release.get("ID", ""),
            "version": os_release.get("VERSION_ID", ""),
            "python": platform.python_version(),
            "arch": platform.machine(),
            "systemd": os.path.isdir("/run/systemd/system"),
        },
        "runtimes": {
            runtime.name: _runtime(runtime, units[runtime.unit], files, commands, record)
            for runtime in runtimes
            if runtime.unit in units
        },
        "paths": paths,
        "managed": _managed(key, files, record),
        "registries": written_registries(record),
        "trust": _trust(family, files, record),
        "clock": observe_clock(files, commands),
        "snapshots": _snapshots(),
    }


def _require_root() -> None:
    if os.geteuid() != 0:
        raise NodeError(
            "the user that tasks run as",
            f"user number {os.geteuid()}",
            "root",
            "set ansible_become: true for this host in the inventory",
        )


def _runtime(runtime: Runtime, unit: UnitFacts, files: NodeFiles, commands: Commands, record: Record) -> RuntimeFacts:
    facts = observe_runtime(runtime, files, commands)
    return {
        "unit": unit,
        "restart": load_state(files, runtime.unit, unit, record, RESTART),
        "reload": load_state(files, runtime.unit, unit, record, RELOAD),
        "service": observe_service(runtime, unit, record, files, commands),
        "daemon_proxies": observe_daemon_proxies(runtime, files),
        "daemon_mirrors": observe_daemon_mirrors(runtime, unit, files),
        "unmanaged_mirrors": observe_unmanaged_mirrors(runtime, unit, record, files),
        "hosts": observe_hosts(runtime, facts["config"], files),
        **facts,
    }


def written_registries(record: Record) -> Aspects:
    """The settings of the role registries as they were last written, in words and without secrets."""
    return record.summaries.get("registries", SettingsSummary()).shown


def _managed(key: bytes, files: NodeFiles, record: Record) -> dict[str, ManagedFileFacts]:
    found: dict[str, ManagedFileFacts] = {}
    for path, managed in record.files.items():
        text = files.read(path)
        part = managed_part(managed.kind, text, managed.ids)
        found[path] = {
            "role": managed.role,
            "kind": managed.kind,
            "mode": files.mode(path),
            "digest": keyed_digest(key, part) if part is not None else None,
            "changed_by": changer_of(path, text, managed),
        }
    return found


def _trust(family: str, files: NodeFiles, record: Record) -> TrustFacts:
    store = TRUST_STORES.get(family)
    if store is None:
        return {"bundle": None, "missing": [], "changed": None}
    bundle = fingerprints_in(files.read(store.bundle) or "")
    anchors = [path for path in record.of("ca_trust") if path.startswith(store.anchors)]
    missing = [path for path in anchors if fingerprints_in(files.read(path) or "") - bundle]
    return {"bundle": store.bundle, "missing": sorted(missing), "changed": _changed(store.bundle)}


def _snapshots() -> SnapshotFacts:
    found = load_snapshots()
    return {
        "restorable": restorable_ids(found),
        "pending": [one.id for one in found if one.state == PENDING],
        "restored": [one.id for one in found if one.state == RESTORED],
    }


def _changed(path: str) -> t.Optional[float]:
    return os.stat(path).st_mtime if os.path.exists(path) else None
