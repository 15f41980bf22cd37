# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which certs.d directories K3s and RKE2 generate from registries.yaml, and what containerd then reads in them.

The generator of June 2026, the same on all branches from 1.33 to 1.36: one directory per registry, mirror endpoints in
order, and the registry itself (``server``) last, unless it is switched off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ansible_collections.pullproof.registry.plugins.module_utils._go.net import is_localhost
from ansible_collections.pullproof.registry.plugins.module_utils._go.url import GoUrl
from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import GoUrlError
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import mask_userinfo
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB, HUB_HOST
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.endpoint_url import parse_endpoint_url
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import (
    Config,
    Mirror,
    Registries,
    Tls,
)

ANY_REGISTRY = "*"
ANY_DIRECTORY = "_default"


@dataclass(frozen=True)
class EmbeddedRegistry:
    """The node's own peer-to-peer registry (Spegel): its address, and its TLS files on the node."""

    address: str
    tls: Tls


@dataclass(frozen=True)
class HostEndpoint:
    """An endpoint that containerd queries. ``credential_key`` is the key in ``configs``, empty if no key applies.

    ``url`` is empty for the image's own registry, and None where the generator knows no address at all.
    """

    url: str | None = field(repr=False)
    override_path: bool = False
    rewrites: tuple[tuple[str, str], ...] = ()
    config: Config = field(default_factory=Config)
    config_key: str = ""

    @property
    def has_settings(self) -> bool:
        """Whether the endpoint differs from what containerd would do without any file."""
        return bool(self.override_path or self.config.auth or self.config.tls or self.rewrites)


@dataclass(frozen=True)
class HostDirectory:
    """One directory of certs.d: the registry itself (None where it is switched off) and the endpoints before it."""

    default: HostEndpoint | None
    endpoints: tuple[HostEndpoint, ...] = ()


@dataclass(frozen=True)
class GeneratedHosts:
    """Directories by name (``_default`` for any registry), and what the generator logs, without credentials."""

    directories: Mapping[str, HostDirectory]
    log: tuple[str, ...]


def generate_hosts(
    registries: Registries, *, default_endpoint: bool = True, embedded: EmbeddedRegistry | None = None
) -> GeneratedHosts:
    """Predict the directories; ``default_endpoint`` is the opposite of ``disable-default-registry-endpoint``."""
    if embedded:
        registries = with_embedded(registries, embedded)
    generator = _Generator(registries.configs, default_endpoint, embedded.address if embedded else "")
    directories: dict[str, HostDirectory] = {}
    for name, config in registries.configs.items():
        default = generator.default(name, config, name)
        if default:
            directories[_directory(name)] = HostDirectory(default)
    for name, mirror in registries.mirrors.items():
        directory = generator.mirror(name, mirror, directories.get(name))
        if directory:
            directories[_directory(name)] = directory
    needed = {name: found for name, found in sorted(directories.items()) if _is_needed(found)}
    return GeneratedHosts(needed, tuple(generator.log))


class _Generator:
    def __init__(self, configs: Mapping[str, Config], default_endpoint: bool, embedded_address: str) -> None:
        self._configs = configs
        self._default_endpoint = default_endpoint
        self._embedded_address = embedded_address
        self.log: list[str] = []

    def default(self, name: str, config: Config, config_key: str) -> HostEndpoint | None:
        """The registry's own address; None if its name is not a host."""
        try:
            url = str(self._parse(name)[1])
        except GoUrlError as error:
            self.log.append(f"error: Failed to generate config for registry {mask_userinfo(name)}: {error}")
            return None
        return HostEndpoint(None if name == ANY_REGISTRY else url, config=config, config_key=config_key)

    def mirror(self, name: str, mirror: Mirror, directory: HostDirectory | None) -> HostDirectory | None:
        """The directory with the mirror's endpoints; a directory that `configs` made keeps its default endpoint."""
        if directory is None:
            key = self._config_key(name)
            default = self.default(name, self._configs.get(key, Config()), key)
            if default is None:
                return None
            if name == ANY_REGISTRY:
                default = HostEndpoint("")
            directory = HostDirectory(default if self._default_endpoint else None)
        return self._with_endpoints(name, mirror, directory)

    def _with_endpoints(self, name: str, mirror: Mirror, directory: HostDirectory) -> HostDirectory:
        endpoints: dict[str, HostEndpoint] = {}
        default = directory.default
        for index, text in enumerate(mirror.endpoints):
            endpoint = self._endpoint(name, index, text, mirror)
            if endpoint is None or endpoint.url is None:
                continue
            is_last = index + 1 == len(mirror.endpoints)
            if endpoint.url in endpoints:
                self.log.append(f"warn: Skipping duplicate endpoint URL {index}={mask_userinfo(text)} for {name}")
            elif is_last and default is not None and endpoint.url == default.url:
                default = endpoint
            else:
                endpoints[endpoint.url] = endpoint
        return HostDirectory(default, tuple(endpoints.values()))

    def _endpoint(self, name: str, index: int, text: str, mirror: Mirror) -> HostEndpoint | None:
        try:
            registry, url, override_path = self._parse(text)
        except GoUrlError as error:
            self.log.append(f"warn: Ignoring invalid endpoint URL {index}={mask_userinfo(text)} for {name}: {error}")
            return None
        key = self._config_key(registry)
        is_embedded = bool(self._embedded_address) and url.host == self._embedded_address
        return HostEndpoint(
            str(url), override_path, () if is_embedded else mirror.rewrites, self._configs.get(key, Config()), key
        )

    def _config_key(self, registry: str) -> str:
        if registry == HUB and HUB_HOST in self._configs:
            return HUB_HOST
        return registry if registry in self._configs else ""

    def _parse(self, text: str) -> tuple[str, GoUrl, bool]:
        """Registry name for the lookup of settings, complete URL, and whether its path replaces ``/v2``."""
        url = parse_endpoint_url(text, self._embedded_address)
        host = HUB_HOST if url.host == HUB else url.host
        registry = HUB if host == HUB_HOST else url.host
        override_path = url.path not in ("", "/", "/v2")
        path = url.path if override_path else "/v2"
        return registry, replace(url, host=host, path=path), override_path


def with_embedded(registries: Registries, embedded: EmbeddedRegistry) -> Registries:
    """What K3s and RKE2 work with where the embedded registry is on: it comes first for every mirrored registry."""
    url = f"https://{embedded.address}/v2"
    mirrors = {
        name: mirror if is_localhost(name) else replace(mirror, endpoints=(url, *mirror.endpoints))
        for name, mirror in registries.mirrors.items()
    }
    return replace(
        registries,
        mirrors={**mirrors, embedded.address: Mirror((url,))},
        configs={**registries.configs, embedded.address: Config(tls=embedded.tls)},
    )


def _directory(name: str) -> str:
    return ANY_DIRECTORY if name == ANY_REGISTRY else name


def _is_needed(directory: HostDirectory) -> bool:
    return bool(directory.endpoints) or (directory.default is not None and directory.default.has_settings)
