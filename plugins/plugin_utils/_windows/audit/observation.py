# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The observation of a Windows node for an audit: first the node, then the files and the service of its runtime.

The queries must run as secret: variables and shared files may have credentials. Other files that can contain secrets
are not read, but compared by their SHA-256.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import ntpath
import typing as t
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from ansible_collections.pullproof.registry.plugins.module_utils._audit.server_options import SERVER_OPTIONS
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.owners import MARKER
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.certificate_folder import (
    certificates_root,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.docker import WINDOWS_DAEMON_FILE
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.plan import ROLE
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.audit.hosts_files import CERTS_D, HOSTS_TOML
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.queries import (
    check_elevated,
    contains,
    content_of,
    is_elevated,
    is_quotable,
    paths_below,
    quoted,
    sha256_of,
    subkeys_of,
    values_of,
    windows_build,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import (
    Query,
    by_name,
    combined,
    text_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.rke2_agent import RUNTIME as RKE2
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.ca_trust import IMPORTED
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.file_state import windows_path
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.w32time import WindowsClock, clock_with
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.service_manager import (
    ServiceSettings,
    settings_of,
    state_of_service,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.services import (
    INSTALLED_SERVICES,
    ChosenService,
    Services,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import STATE, WindowsState

DAEMON_FILE = windows_path(WINDOWS_DAEMON_FILE)
SYSTEM_ENVIRONMENT = r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment"
_CONFIG = ntpath.dirname(RKE2.registries_file)
_CERTIFICATES = {product: windows_path(certificates_root(product, "windows")) for product in ("rke2", "docker")}
_FOLDERS = {"rke2": (CERTS_D, _CERTIFICATES["rke2"]), "docker": (_CERTIFICATES["docker"],)}
# Certificates that a group policy or the domain added.
_ADDED = [r"HKLM\SOFTWARE\Policies\Microsoft\SystemCertificates", r"HKLM\SOFTWARE\Microsoft\EnterpriseCertificates"]


@dataclass(frozen=True)
class NodeObservation:
    """`certificates` are thumbprints by store, `variables` the environment of the system, `paths` the files and folders
    with settings of registries.
    """

    state: WindowsState
    services: Services
    build: int
    clock: WindowsClock
    certificates: Mapping[str, set[str]]
    variables: Mapping[str, str] = field(repr=False)
    paths: tuple[str, ...]


@dataclass(frozen=True)
class RuntimeObservation:
    """`service_state` is the service manager's. `digests` are SHA-256 by path in lower case (None: no such file).

    `hosts` are the texts of hosts.toml files by path, `shared` those of files that have unmanaged entries as well.
    `others` are the paths of other files in the folders of registries, `unread` those that cmd.exe would interpret.
    `options` are the lines of known options in each config.yaml. `has_marker`: this collection wrote registries.yaml.
    """

    settings: ServiceSettings
    service_state: str
    digests: Mapping[str, str | None]
    hosts: Mapping[str, str] = field(repr=False)
    shared: Mapping[str, str] = field(repr=False)
    others: tuple[str, ...]
    unread: tuple[str, ...]
    options: Mapping[str, str]
    has_marker: bool


def node_observation() -> Query[NodeObservation]:
    """What does not depend on the runtime. Raises PullproofError."""
    folders = {folder: paths_below(folder) for folder in (_CONFIG, CERTS_D, _CERTIFICATES["docker"])}
    return combined(
        _node,
        state=STATE,
        services=INSTALLED_SERVICES,
        build=windows_build(),
        elevated=is_elevated(),
        clock=clock_with(()),
        imported=by_name(IMPORTED),
        added=by_name({store: by_name({key: _added(key, store) for key in _ADDED}) for store in IMPORTED}),
        variables=values_of(SYSTEM_ENVIRONMENT),
        folders=by_name(folders),
    )


def _added(key: str, store: str) -> Query[set[str]]:
    return subkeys_of(rf"{key}\{store}\Certificates")


def _node(
    imported: Mapping[str, set[str]],
    added: Mapping[str, Mapping[str, set[str]]],
    folders: Mapping[str, tuple[str, ...]],
    elevated: bool,
    **facts: t.Any,
) -> NodeObservation:
    check_elevated(elevated)
    certificates = {store: found.union(*added[store].values()) for store, found in imported.items()}
    return NodeObservation(
        certificates=certificates, paths=tuple(path for below in folders.values() for path in below), **facts
    )


def runtime_observation(chosen: ChosenService, node: NodeObservation) -> Query[RuntimeObservation]:
    """The files of the runtime, and its service."""
    found = [path for folder in _FOLDERS[chosen.runtime.product] for path in _files_in(folder, node.paths)]
    inside = [path for path in found if is_quotable(path)]
    hosts = [path for path in inside if _is_below(path, CERTS_D) and ntpath.basename(path).lower() == HOSTS_TOML]
    others = tuple(path for path in inside if path not in hosts)
    # A managed certificate is also one of the others.
    hashed = {path.lower(): path for path in (*_whole_files(chosen, node), *others)}
    return combined(
        partial(RuntimeObservation, others=others, unread=tuple(path for path in found if path not in inside)),
        settings=settings_of(chosen.name),
        service_state=state_of_service(chosen.name),
        digests=by_name({key: sha256_of(path) for key, path in hashed.items()}),
        hosts=by_name({path: content_of(path) for path in hosts}),
        shared=by_name({path: content_of(path) for path in _shared_files(chosen, node)}),
        options=by_name({path: _options_in(path) for path in _config_files(chosen, node.paths)}),
        has_marker=contains(RKE2.registries_file, MARKER),
    )


def _whole_files(chosen: ChosenService, node: NodeObservation) -> list[str]:
    """The managed files of the role, and registries.yaml."""
    managed = [path for path, one in node.state.files.items() if one.role == ROLE and one.kind == "whole"]
    return [*managed, *filter(None, [chosen.runtime.registries_file])]


def _shared_files(chosen: ChosenService, node: NodeObservation) -> list[str]:
    """The files of Docker that have entries of this collection, and daemon.json."""
    managed = [path for path, one in node.state.files.items() if one.kind == "json"]
    return list(dict.fromkeys([*managed, *([DAEMON_FILE] if chosen.runtime.product == "docker" else [])]))


def _config_files(chosen: ChosenService, paths: Iterable[str]) -> list[str]:
    """In the order in which RKE2 reads them."""
    if chosen.runtime.product != "rke2":
        return []
    first = rf"{_CONFIG}\config.yaml"
    folder = f"{first}.d".lower()
    direct = [path for path in _files_in(folder, paths) if ntpath.dirname(path).lower() == folder]
    drop_ins = [path for path in direct if path.lower().endswith((".yaml", ".yml")) and is_quotable(path)]
    return [first, *sorted(drop_ins)]


def _options_in(path: str) -> Query[str]:
    """Only the lines of known options: config.yaml has RKE2's token."""
    patterns = " ".join(f'/c:"^{name}:"' for name in SERVER_OPTIONS)
    return text_of(f"findstr.exe /r {patterns} {quoted(path)}", str)


def _files_in(folder: str, paths: Iterable[str]) -> list[str]:
    """The paths below a folder, without those of folders that have content."""
    below = [path for path in paths if _is_below(path, folder)]
    folders = {ntpath.dirname(path).lower() for path in below}
    return [path for path in below if path.lower() not in folders]


def _is_below(path: str, folder: str) -> bool:
    return path.lower().startswith(f"{folder.lower()}\\")
