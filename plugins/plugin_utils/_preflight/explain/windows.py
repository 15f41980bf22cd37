# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The runtime of a Windows node, and the files of its containerd, for an explanation.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import images_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.on_disk import FoundHosts
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.audit.hosts_files import hosts_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import by_name, combined, run_query
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.registries import (
    RegistriesFacts,
    chosen_runtime,
    facts_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.services import choose_service

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._facts.model import CertsDFacts
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.proxy import Arguments
    from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import Query


@dataclass(frozen=True)
class ExplainedRuntime:
    """The runtime and its version (empty: unknown). `hosts` are the files on the node (None: without a comparison)."""

    chosen: ChosenRuntime
    version: str = ""
    hosts: FoundHosts | None = None


@dataclass(frozen=True)
class _Facts:
    node: RegistriesFacts
    hosts: t.Mapping[str, CertsDFacts]


def runtime_on_windows(arguments: Arguments, node: WindowsNode) -> ExplainedRuntime:
    """One remote call, or more for many registries, or if RKE2 has another data-dir. Raises PullproofError."""
    registries = _registries(arguments)
    queries = {"rke2": hosts_of(registries)} if arguments["drift"] else {}
    query: Query[_Facts] = combined(_Facts, node=facts_of(by_name({})), hosts=by_name(queries))
    facts = run_query(node, query, secret=bool(queries))
    service = choose_service(arguments["runtime"], facts.node.services)
    chosen = chosen_runtime(service)
    hosts = facts.hosts.get(chosen.runtime.product) if service.installed else None
    if hosts is not None and facts.node.data_dir:
        hosts = run_query(node, hosts_of(registries, facts.node.data_dir), secret=True)
    return ExplainedRuntime(
        chosen, facts.node.version, FoundHosts.of(hosts, platform="windows") if hosts is not None else None
    )


def _registries(arguments: Arguments) -> list[str]:
    """The registries of the images."""
    references = [image.reference for image in images_of(arguments)]
    return sorted({reference.name.partition("/")[0] for reference in references if reference is not None})
