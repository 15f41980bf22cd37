# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The endpoints that containerd queries, from the files that RKE2 and K3s generate, or that this collection writes.

Only the settings of one registry are rendered. A file with thousands of registries costs nothing.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import GoUrlError
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import mask_userinfo
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB, HUB_HOST, HUB_INDEX
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.endpoint_url import parse_endpoint_url
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Auth, Config, Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.hosts_toml import hosts_files
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import (
    FILE_IGNORED,
    NO_HEADER,
    NO_TLS,
    SKIP_VERIFY,
    SYSTEM,
    Endpoint,
    UnusableFile,
    View,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.proxy import Routes
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.rewrites import Rewritten, rewritten
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.containerd_hosts_toml import (
    Host,
    directory_names,
    hosts_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.containerd_toml import (
    HostsTomlError,
    Reader,
    ignored_hosts,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.k3s_certs_d import (
    ANY_REGISTRY,
    EmbeddedRegistry,
    generate_hosts,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.k3s_hosts_toml import hosts_toml

PROGRAM = "containerd"
# The fork tries the other names of Docker Hub since v2.0.5-k3s2; upstream does not.
_FORK_ALIASES = (HUB, HUB_INDEX)
_LATE_ALIAS = (
    "credentials under {key!r} are found by RKE2 and K3s from v1.31.11, v1.32.7 and v1.33.3 on; "
    f"earlier ones need them under {HUB_HOST!r} too"
)


@dataclass(frozen=True)
class HostsFiles:
    """The folder of the registries: the texts of hosts.toml by directory (empty for a directory without).

    ``certificates`` are the paths of certificates and keys in the directories, ``unusable`` what is wrong with files
    that the texts contain, by path. ``folder`` is the path of the folder; empty if it is not known. On Windows
    (``platform``), names of directories have no colon.
    """

    texts: Mapping[str, str]
    folder: str = ""
    certificates: Mapping[str, Sequence[str]] = field(default_factory=dict)
    unusable: Mapping[str, str] = field(default_factory=dict)
    platform: str = "linux"

    @classmethod
    def generated(cls, texts: Mapping[str, str], platform: str) -> HostsFiles:
        """The texts that RKE2 or K3s generates, by registry, in the directories of this platform."""
        if platform == "windows":
            texts = {directory_names(name, platform)[0]: text for name, text in texts.items()}
        return cls(texts, platform=platform)

    def directory_of(self, registry: str) -> str:
        """The directory for a registry, empty if there is none."""
        return next((name for name in directory_names(registry, self.platform) if name in self.texts), "")


def files_of_rancher(
    registries: Registries,
    registry: str,
    product: str,
    default_endpoint: bool,
    embedded: EmbeddedRegistry | None = None,
) -> Mapping[str, str]:
    """The hosts.toml files that RKE2 or K3s would generate and that may count for a registry, by name on Linux."""
    part = _concerning(registries, registry)
    generated = generate_hosts(part, default_endpoint=default_endpoint, embedded=embedded)
    names = directory_names(registry)
    return {name: hosts_toml(found, product) for name, found in generated.directories.items() if name in names}


def files_of_containerd(registries: Registries, registry: str, default_endpoint: bool) -> Mapping[str, str]:
    """The same for plain containerd. Raises GoUrlError for variables that the role does not write."""
    return hosts_files(_concerning(registries, registry), default_endpoint)


def containerd_view(
    registries: Registries,
    registry: str,
    repository: str,
    files: HostsFiles,
    routes: Routes,
    reader: Reader,
    *,
    has_hub_aliases: bool = True,
) -> View:
    """What containerd does for a repository of a registry with these files.

    ``has_hub_aliases``: this version of the fork finds credentials of Docker Hub under all of its names.
    """
    directory = files.directory_of(registry)
    hosts, problems = _hosts(registry, directory, files, reader)
    keys = [credential_key(registries.configs, host.host, reader.is_fork, has_hub_aliases) for host in hosts]
    endpoints = tuple(_endpoint(host, repository, routes, *key) for host, key in zip(hosts, keys, strict=True))
    unusable = tuple(
        UnusableFile(path, files.unusable[path], endpoint.url)
        for host, endpoint in zip(hosts, endpoints, strict=True)
        for path in (*host.ca, *host.client)
        if path in files.unusable
    )
    source = f"certs.d/{directory}" if directory else ""
    return View(PROGRAM, endpoints, mask_userinfo(source), (*problems, *map(str, unusable)), unusable)


def _hosts(registry: str, directory: str, files: HostsFiles, reader: Reader) -> tuple[tuple[Host, ...], list[str]]:
    """The hosts, and what is wrong with the file."""
    certificates = files.certificates.get(directory, ())
    text, place = files.texts.get(directory), f"certs.d/{mask_userinfo(directory)}/hosts.toml"
    reader = replace(reader, folder=posixpath.join(files.folder, directory) if files.folder else "")
    try:
        hosts = hosts_of(registry, text, reader, certificates)
        ignored = ignored_hosts(text, reader) if text else ()
    except HostsTomlError as error:
        problem = f"{place} can't be read ({mask_userinfo(str(error))}): {FILE_IGNORED}"
        return hosts_of(registry, None, reader, certificates), [problem]
    names = ", ".join(map(mask_userinfo, ignored))
    return hosts, [f"{place} has hosts {NO_HEADER}, which containerd 2.x ignores: {names}"] if ignored else []


def _endpoint(host: Host, repository: str, routes: Routes, key: str, is_alias: bool) -> Endpoint:
    name = rewritten(repository, host.rewrites)
    return Endpoint(
        url=mask_userinfo(f"{host.scheme}://{host.host}{host.path}"),
        repository=name.repository,
        capabilities=host.capabilities,
        credential_key=mask_userinfo(key),
        ca=_ca(host),
        client_certificate=host.client[0] if host.client else "",
        client_key=host.client[1] if len(host.client) > 1 else "",
        falls_back_to_http=host.falls_back_to_http,
        dial_timeout=host.dial_timeout,
        headers=host.headers,
        route=routes.to(host.scheme, host.host),
        notes=tuple(_notes(host, name, key if is_alias else "")),
    )


def credential_key(
    configs: Mapping[str, Config], host: str, is_fork: bool, has_hub_aliases: bool = True
) -> tuple[str, bool]:
    """The key whose credentials answer a request to this very host, and whether it is another name of the host.

    Empty where the request is anonymous. For plain containerd we put those of docker.io under the host's name.
    """
    of_hub = (_FORK_ALIASES if has_hub_aliases else ()) if is_fork else (HUB,)
    aliases = of_hub if host == HUB_HOST else ()
    names = (host, *aliases)
    if not is_fork:
        return next((name for name in names if _has_credentials(configs, name)), ""), False
    # A table without credentials in it ends the search, too.
    key = next((name for name in names if name in configs and configs[name].auth is not None), "")
    return (key, key != host) if _has_credentials(configs, key) else ("", False)


def _has_credentials(configs: Mapping[str, Config], key: str) -> bool:
    return key in configs and configs[key].auth not in (None, Auth())


def _ca(host: Host) -> str:
    if host.scheme == "http":
        return NO_TLS
    if host.skip_verify:
        return SKIP_VERIFY
    return ", ".join(host.ca) or SYSTEM


def _notes(host: Host, name: Rewritten, late_alias: str) -> Iterator[str]:
    yield from name.notes
    if host.falls_back_to_http:
        yield "falls back to HTTP if TLS fails"
    if late_alias:
        yield _LATE_ALIAS.format(key=late_alias)
    if "resolve" not in host.capabilities:
        yield "not requested for tags, only for what has a digest"
    if host.dial_timeout:
        yield f"connections are given up after {host.dial_timeout}"
    if host.headers:
        yield f"with the headers {', '.join(host.headers)}"


def _concerning(registries: Registries, registry: str) -> Registries:
    """The part of the settings that decides about one registry."""
    names = (*directory_names(registry), ANY_REGISTRY)
    mirrors = {name: registries.mirrors[name] for name in names if name in registries.mirrors}
    hosts = {_host_of(endpoint) for mirror in mirrors.values() for endpoint in mirror.endpoints}
    wanted = dict.fromkeys((*names, HUB, HUB_HOST, *sorted(hosts)))
    configs = {name: registries.configs[name] for name in wanted if name in registries.configs}
    return replace(registries, mirrors=mirrors, configs=configs)


def _host_of(endpoint: str) -> str:
    try:
        return parse_endpoint_url(endpoint).host
    except GoUrlError:
        return ""
