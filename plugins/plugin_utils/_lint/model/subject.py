# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The subject of the lint: the variables, and the known facts of their nodes."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import GoUrlError
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.containerd_facts import ContainerdFacts
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.key_pairs import SeenFile
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.endpoint_url import has_misspelt_scheme
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.endpoints import (
    EndpointUrl,
    config_for,
    endpoint_url,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Config, Mirror, Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.reference import (
    Reference,
    RequestedImage,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.reader import VariableReader

ANY = "*"
_PRODUCTS = ("rke2", "k3s", "containerd", "docker")
# The defaults of RKE2 and K3s: pods and services.
DEFAULT_CLUSTER_NETWORKS = ("10.42.0.0/16", "10.43.0.0/16")


@dataclass(frozen=True)
class ListedEndpoint:
    """An endpoint of a mirror that the runtimes accept, at its place in the variables."""

    where: str
    registry: str
    index: int
    text: str
    url: EndpointUrl
    config: Config | None

    @property
    def has_scheme(self) -> bool:
        """Whether the variables themselves set http or https."""
        return "://" in self.text


@dataclass(frozen=True)
class ListedImage:
    """An image that has to be pullable."""

    where: str
    text: str
    reference: Reference


@dataclass(frozen=True)
class LintSubject:
    """The variables of one group of equal nodes. Empty text and None mean: not known.

    ``runtime`` is a name of ``catalogue.RUNTIMES`` or only its product (``rke2``), ``version`` is the version as its
    program prints it. ``environment`` is what the service will get (``HTTPS_PROXY``, ``CONTAINERD_NO_PROXY`` ...),
    ``cluster_networks`` are the ranges of pods and services. From the node itself come ``containerd`` (the facts of
    plain containerd), ``docker_options`` (the options on the command line of dockerd), ``unmanaged_mirrors`` (of
    daemon.json) and ``node_files`` (certificates and keys by path; a path that is missing was not read).
    """

    settings: RegistrySettings
    runtime: str = ""
    version: str | None = None
    images: tuple[RequestedImage, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    allow_insecure: bool = False
    target_version: str | None = None
    embedded_registry: bool = False
    cluster_networks: tuple[str, ...] = DEFAULT_CLUSTER_NETWORKS
    containerd: ContainerdFacts | None = None
    docker_options: tuple[str, ...] = ()
    unmanaged_mirrors: tuple[str, ...] = ()
    node_files: Mapping[str, SeenFile] = field(default_factory=dict)
    now: datetime.datetime = field(default_factory=lambda: datetime.datetime.now(datetime.UTC))

    @property
    def registries(self) -> Registries:
        """The mirrors and configs of the variables."""
        return self.settings.registries

    @property
    def product(self) -> str:
        """rke2, k3s, containerd, docker, or empty where it is not known."""
        product = self.runtime.partition("-")[0]
        return product if product in _PRODUCTS else ""

    @property
    def generates_hosts(self) -> bool:
        """Whether registries.yaml is read, by RKE2 or K3s, or may be."""
        return self.product in ("rke2", "k3s", "")

    @cached_property
    def mirrors(self) -> Mapping[str, Mirror]:
        """The mirrors whose key can be a registry's name; the others are findings already."""
        return {name: mirror for name, mirror in self.registries.mirrors.items() if _is_name(name)}

    @cached_property
    def configs(self) -> Mapping[str, Config]:
        """The settings whose key can be a host."""
        return {name: config for name, config in self.registries.configs.items() if _is_name(name)}

    @cached_property
    def sound_registries(self) -> Registries:
        """What is left without the keys and endpoints that are findings already."""
        valid: dict[str, list[str]] = {}
        for endpoint in self.endpoints:
            valid.setdefault(endpoint.registry, []).append(endpoint.text)
        mirrors = {name: replace(mirror, endpoints=tuple(valid.get(name, ()))) for name, mirror in self.mirrors.items()}
        return replace(self.registries, mirrors=mirrors, configs=self.configs)

    @cached_property
    def endpoints(self) -> tuple[ListedEndpoint, ...]:
        """All endpoints that are URLs without credentials, in the order of the variables."""
        return tuple(
            ListedEndpoint(
                f"{mirror_place(name)}.endpoint[{index}]", name, index, text, url, config_for(self.configs, url.host)
            )
            for name, mirror in self.mirrors.items()
            for index, text in enumerate(mirror.endpoints)
            if (url := _url(text)) is not None
        )

    def endpoints_of(self, registry: str) -> Sequence[ListedEndpoint]:
        """The endpoints of one mirror."""
        return self._endpoints_by_registry.get(registry, ())

    @cached_property
    def listed_images(self) -> tuple[ListedImage, ...]:
        """The images whose references are valid."""
        return tuple(
            ListedImage(f"verify_images[{index}]", image.text, image.reference)
            for index, image in enumerate(self.images)
            if image.reference
        )

    def images_of(self, mirror: str) -> Sequence[ListedImage]:
        """The listed images that the mirror is for; those of ``*`` are the ones that no other mirror has."""
        return self._images_by_mirror.get(mirror, ())

    @cached_property
    def _endpoints_by_registry(self) -> Mapping[str, Sequence[ListedEndpoint]]:
        found: dict[str, list[ListedEndpoint]] = {}
        for endpoint in self.endpoints:
            found.setdefault(endpoint.registry, []).append(endpoint)
        return found

    @cached_property
    def _images_by_mirror(self) -> Mapping[str, Sequence[ListedImage]]:
        found: dict[str, list[ListedImage]] = {}
        for image in self.listed_images:
            name = image.reference.domain if image.reference.domain in self.mirrors else ANY
            found.setdefault(name, []).append(image)
        return found


def mirror_place(name: str) -> str:
    """Where a mirror stands in the variables."""
    return VariableReader.within("registries_mirrors", name)


def config_place(name: str) -> str:
    """Where a host's settings stand in the variables."""
    return VariableReader.within("registries_configs", name)


def _is_name(key: str) -> bool:
    return bool(key) and not set("/@") & set(key)


def _url(text: str) -> EndpointUrl | None:
    if "@" in text.partition("://")[2].partition("/")[0] or "@" in text.partition("/")[0]:
        return None
    try:
        url = endpoint_url(text)
    except GoUrlError:
        return None
    is_sound = url.host and url.scheme in ("http", "https") and not has_misspelt_scheme(url.host)
    return url if is_sound else None
