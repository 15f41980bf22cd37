# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What will happen when a node pulls an image: which endpoints are queried, in which order, for what, and how.

RKE2 and K3s as of June 2026 (v1.33 to v1.36), containerd 1.6 to 2.4, Docker Engine 28. Contacts no node, no registry.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import GoUrlError
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES, Runtime
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import (
    mask_reference,
    mask_userinfo,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.certificate_folder import (
    certificate_folder,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.certificates import with_paths
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB, HUB_NAMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Mirror, Registries, Tls
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.bootstrap import bootstrap_view
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.containerd import (
    HostsFiles,
    containerd_view,
    files_of_containerd,
    files_of_rancher,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.docker import docker_view, major_version
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Endpoint, Explanation, View
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.on_disk import (
    FoundHosts,
    found_view,
    has_drifted,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.proxy import Routes
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.containerd_toml import (
    NEWEST,
    Reader,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.k3s_certs_d import (
    EmbeddedRegistry,
    with_embedded,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.reference import RequestedImage

_SUPERVISOR_PORTS = {"k3s": 6443, "rke2": 9345}


@dataclass(frozen=True)
class Subject:
    """The subject of an explanation: the settings, the name of the runtime, and the environment of its service.

    `has_hub_aliases`: this version of RKE2 or K3s finds credentials of Docker Hub under all of its names.
    An empty ``version`` is not known. ``containerd`` is major and minor of the version of containerd, also of the one
    in RKE2 and K3s; None if it is not known.
    ``daemon_mirrors`` are the mirrors in daemon.json of the node, in their order (None: not known).
    ``data_dir`` is the data folder of RKE2 and K3s on the node, if it is known. ``platform`` is linux or windows.
    """

    registries: Registries
    runtime: str
    default_endpoint: bool = True
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    found: FoundHosts | None = None
    embedded_registry: bool = False
    has_hub_aliases: bool = True
    version: str = ""
    containerd: tuple[int, int] | None = None
    data_dir: str = ""
    daemon_mirrors: tuple[str, ...] | None = None
    platform: str = "linux"


def explain(subject: Subject, images: Iterable[RequestedImage]) -> tuple[Explanation, ...]:
    """One explanation per image, in their order. Never raises on any settings or image; KeyError for a runtime that
    there is not.
    """
    explainer = _Explainer(subject, RUNTIMES[subject.runtime])
    return tuple(explainer.explanation(image) for image in images)


@dataclass(frozen=True)
class _Explainer:
    subject: Subject
    runtime: Runtime

    def explanation(self, image: RequestedImage) -> Explanation:
        shown, reference = mask_reference(image.text), image.reference
        if reference is None:
            return Explanation(shown, error=image.error)
        # containerd uses everything before the first slash as the host, valid or not.
        registry, _slash, repository = reference.name.partition("/")
        view = self._runtime_view(registry, repository)
        explanation = Explanation(shown, str(reference), view, parsed=reference)
        explanation = self._with_found(explanation, view, registry, repository)
        if self.runtime.product != "rke2":
            return explanation
        registries = with_embedded(self._registries, self._embedded) if self._embedded else self._registries
        bootstrap = bootstrap_view(registries, image.text, self._own_routes)
        return replace(explanation, bootstrap=bootstrap, differ=self._differ(view, bootstrap))

    def _with_found(self, explanation: Explanation, view: View, registry: str, repository: str) -> Explanation:
        product = self.runtime.product
        if product == "docker":
            return self._with_daemon_mirrors(explanation, view, registry, repository)
        if self.subject.found is None:
            return explanation
        routes = self._containerd_routes if self._reader.is_fork else self._own_routes
        aliases = self.subject.has_hub_aliases
        found = found_view(self.subject.found, registry, repository, routes, self._reader, has_hub_aliases=aliases)
        return replace(explanation, found=found, drift=has_drifted(view, found))

    def _with_daemon_mirrors(self, explanation: Explanation, view: View, registry: str, repository: str) -> Explanation:
        mirrors = self.subject.daemon_mirrors
        if mirrors is None or registry != HUB:
            return explanation
        known = {**self._registries.mirrors, HUB: Mirror(endpoints=mirrors)}
        found = self._docker_view(replace(self._registries, mirrors=known), registry, repository)
        return replace(explanation, found=found, drift=has_drifted(view, found))

    def _docker_view(self, registries: Registries, registry: str, repository: str) -> View:
        return docker_view(registries, registry, repository, self._own_routes, major_version(self.subject.version))

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self.runtime.product != "containerd", self.subject.containerd or NEWEST)

    @cached_property
    def _registries(self) -> Registries:
        return with_paths(self.subject.registries, certificate_folder(self.runtime.product, self.subject.platform))

    @cached_property
    def _embedded(self) -> EmbeddedRegistry | None:
        product = self.runtime.product
        if not self.subject.embedded_registry:
            return None
        agent = f"{self.subject.data_dir or self.runtime.data_dir}/agent"
        client = f"{agent}/client-{product}-controller"
        tls = Tls(f"{agent}/server-ca.crt", f"{client}.crt", f"{client}.key")
        return EmbeddedRegistry(f"127.0.0.1:{_SUPERVISOR_PORTS[product]}", tls)

    @cached_property
    def _own_routes(self) -> Routes:
        return Routes.of_process(self.subject.environment)

    @cached_property
    def _containerd_routes(self) -> Routes:
        return Routes.of_containerd(self.subject.environment)

    def _runtime_view(self, registry: str, repository: str) -> View:
        subject, product = self.subject, self.runtime.product
        if product == "docker":
            return self._docker_view(self._registries, registry, repository)
        if product != "containerd":
            files = files_of_rancher(self._registries, registry, product, subject.default_endpoint, self._embedded)
            return containerd_view(
                self._registries,
                registry,
                repository,
                HostsFiles.generated(files, subject.platform),
                self._containerd_routes,
                self._reader,
                has_hub_aliases=subject.has_hub_aliases,
            )
        try:
            files = files_of_containerd(self._registries, registry, subject.default_endpoint)
        except GoUrlError as error:
            return View("containerd", problems=(f"no hosts.toml can be written: {mask_userinfo(str(error))}",))
        routes = self._own_routes
        return containerd_view(self._registries, registry, repository, HostsFiles(files), routes, self._reader)

    def _differ(self, runtime: View, bootstrap: View) -> bool:
        return [self._essence(endpoint) for endpoint in runtime.endpoints] != [
            self._essence(endpoint) for endpoint in bootstrap.endpoints
        ]

    def _essence(self, endpoint: Endpoint) -> tuple[object, ...]:
        """The parts that decide what happens: not the name of Docker Hub, nor the key of credentials."""
        config = self.subject.registries.configs.get(endpoint.credential_key)
        url = endpoint.url
        for host in HUB_NAMES:
            url = url.replace(f"//{host}/", f"//{HUB}/")
        plain = replace(endpoint, url=url, credential_key="", notes=(), capabilities=())
        route = replace(endpoint.route, variable="", entry="")
        return replace(plain, route=route), config.auth if config else None
