# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that the containerd of a node reads for a registry, and the endpoints that follow from them.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.product_version import containerd_version
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Endpoint
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.node_files import hosts_on_node
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.on_disk import FoundHosts, found_view
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.proxy import Routes
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.containerd_toml import (
    NEWEST,
    HostsTomlError,
    Reader,
    host_order,
    read_toml,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.reference import Reference

_NO_PROXY = Routes.of_process({})


@dataclass(frozen=True)
class FilesOfRegistry:
    """The ``directory`` in certs.d (``folder``) for a registry, empty if there is none.

    ``hosts`` are the names of the host tables of its hosts.toml in their order. ``endpoints`` are the endpoints of
    the hosts in the same order, followed by the server. ``problem`` is why no drill is possible; empty if one is.
    """

    folder: str
    directory: str
    hosts: tuple[str, ...]
    endpoints: tuple[Endpoint, ...]
    problem: str = ""

    @property
    def last_server(self) -> str:
        """The URL of the endpoint that is not a table of hosts.toml; empty if there is none."""
        return self.endpoints[-1].url if len(self.endpoints) > len(self.hosts) else ""


@dataclass(frozen=True)
class RegistryFiles:
    """The certs.d folders of a node, and the containerd that reads them."""

    found: FoundHosts
    reader: Reader

    @classmethod
    def on_node(cls, chosen: ChosenRuntime) -> RegistryFiles | None:
        """None without containerd, or if the files were not read."""
        found, product = hosts_on_node(chosen), chosen.runtime.product
        if found is None:
            return None
        return cls(found, Reader(product != "containerd", containerd_version(product, chosen.version) or NEWEST))

    def of(self, reference: Reference) -> FilesOfRegistry:
        """The files for the registry of this image, and the endpoints for its repository."""
        found = self._read_for(self.found, reference.domain)
        directory = found.files.directory_of(reference.domain)
        view = found_view(self.found, reference.domain, reference.path, _NO_PROXY, self.reader)
        problem = found.ignored or (view.problems[0] if view.problems else "")
        hosts = () if problem else self._hosts(found.files.texts.get(directory, ""))
        return FilesOfRegistry(found.files.folder, directory, hosts, view.endpoints, problem)

    def _read_for(self, found: FoundHosts, registry: str) -> FoundHosts:
        if found.files.directory_of(registry) or not found.others:
            return found
        return self._read_for(replace(found.others[0], others=found.others[1:]), registry)

    def _hosts(self, text: str) -> tuple[str, ...]:
        try:
            return tuple(host_order(text, read_toml(text, self.reader).get("host", {}), self.reader)) if text else ()
        except HostsTomlError:
            return ()
