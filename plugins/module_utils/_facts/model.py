# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The facts of a Linux node, as `internal.observe` returns them.

The parts are defined where they are read: `_service/facts`, `_clock/facts`, `_runtime/containerd_config`.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._clock.facts import ClockFacts
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.summary import Aspects
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import PathFacts
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import ConfigTomlFacts
    from ansible_collections.pullproof.registry.plugins.module_utils._service.facts import (
        PendingFacts,
        ServiceFacts,
        UnitFacts,
    )


class SystemFacts(t.TypedDict):
    """The operating system. `family` is debian, el, suse or other."""

    family: str
    id: str
    version: str
    python: str
    arch: str
    systemd: bool


class HostsTomlFacts(t.TypedDict):
    """A directory in certs.d. `text` is its hosts.toml without credentials, None without a file.

    Values of headers are masked, since they may hold credentials. A file in which they can't be is `withheld`.
    `certificates` are the names of certificates and keys in the directory, `unusable` is what is wrong with these files
    and with those that hosts.toml contains, by path.
    """

    text: t.Optional[str]
    withheld: bool
    certificates: list[str]
    unusable: dict[str, str]


class CertsDFacts(t.TypedDict):
    """A certs.d. `credentials` are the hosts with credentials in config.toml, `error` is why they are not known."""

    folder: bool
    directories: dict[str, HostsTomlFacts]
    credentials: list[str]
    error: str


class ProgramFacts(t.TypedDict):
    """The programs of a runtime. `config` is plain containerd's config.toml, None for the other runtimes."""

    version: t.Optional[str]
    program: t.Optional[str]
    crictl: t.Optional[str]
    config: t.Optional[ConfigTomlFacts]


class RuntimeFacts(ProgramFacts):
    """A runtime whose unit is installed. `hosts` are its certs.d by path, None where they were not read.

    `daemon_proxies` are the proxy keys in Docker's daemon.json, `daemon_mirrors` its mirrors (None: not known).
    `unmanaged_mirrors` are those of them that this collection did not write.
    """

    unit: UnitFacts
    restart: PendingFacts
    reload: PendingFacts
    service: ServiceFacts
    daemon_proxies: list[str]
    daemon_mirrors: t.Optional[list[str]]
    unmanaged_mirrors: list[str]
    hosts: t.Optional[dict[str, CertsDFacts]]


class ManagedFileFacts(t.TypedDict):
    """A managed file. `digest` is the keyed digest of its managed part, None if that is absent.

    `changed_by` is the likely owner of the present content, empty if it is as this collection wrote it.
    """

    role: str
    kind: str
    mode: t.Optional[str]
    digest: t.Optional[str]
    changed_by: str


class TrustFacts(t.TypedDict):
    """The trust store. `missing` are managed anchors that the bundle lacks, `changed` is when the bundle changed."""

    bundle: t.Optional[str]
    missing: list[str]
    changed: t.Optional[float]


class SnapshotFacts(t.TypedDict):
    """The snapshots that can be restored, the newest first, those that no proof has confirmed, and those that were
    restored.
    """

    restorable: list[str]
    pending: list[str]
    restored: list[str]


class NodeFacts(t.TypedDict):
    """The node: `runtimes` and `paths` with the name of the runtime, `managed` are the managed files by path.

    `registries` are the settings of the role as they were last written, in words and without secrets.
    """

    os: SystemFacts
    runtimes: dict[str, RuntimeFacts]
    paths: dict[str, PathFacts]
    managed: dict[str, ManagedFileFacts]
    registries: Aspects
    trust: TrustFacts
    clock: ClockFacts
    snapshots: SnapshotFacts
