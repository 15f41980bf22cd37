# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""hosts.toml of plain containerd (1.6 to 2.x), which reads it again for every pull.

Upstream containerd always tries the `server` last. To keep it off the registry itself, the last mirror is the server.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.owners import MARKER
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.endpoints import (
    EndpointUrl,
    endpoint_url,
    tls_for,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Config, Registries, Tls
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.toml_literals import (
    toml_text,
    toml_texts,
)

ANY = "*"
ANY_FOLDER = "_default"

_FIRST_LINE = f"# {MARKER}. Changes made here are overwritten."


@dataclass(frozen=True)
class RenderedHost:
    """One place to pull from. `url` None: the registry that the image names."""

    url: EndpointUrl | None
    tls: Tls
    is_mirror: bool


def hosts_files(registries: Registries, default_endpoint: bool) -> dict[str, str]:
    """The text of hosts.toml, with the name of its folder as key."""
    return {folder: _render(hosts) for folder, hosts in hosts_by_folder(registries, default_endpoint).items()}


def hosts_by_folder(registries: Registries, default_endpoint: bool) -> dict[str, list[RenderedHost]]:
    """The hosts of each folder; registries without mirrors and TLS settings need no folder."""
    folders = {}
    for name in sorted({*registries.mirrors, *registries.configs} - {""}):
        hosts = _hosts(name, registries, default_endpoint)
        if len(hosts) > 1 or hosts[0].is_mirror or hosts[0].tls != Tls():
            folders[ANY_FOLDER if name == ANY else name] = hosts
    return folders


def _hosts(name: str, registries: Registries, default_endpoint: bool) -> list[RenderedHost]:
    """In the order in which they are tried."""
    mirror = registries.mirrors.get(name)
    urls = dict.fromkeys(endpoint_url(endpoint) for endpoint in mirror.endpoints) if mirror else {}
    own = None if name == ANY else endpoint_url(name)
    hosts = [_host(url, registries.configs) for url in urls if url != own]
    if default_endpoint or own in urls or not hosts:
        hosts.append(RenderedHost(own, tls_for(registries.configs, own.host) if own else Tls(), is_mirror=False))
    return hosts


def _host(url: EndpointUrl, configs: Mapping[str, Config]) -> RenderedHost:
    return RenderedHost(url, tls_for(configs, url.host), is_mirror=True)


def _render(hosts: list[RenderedHost]) -> str:
    *first, server = hosts
    lines = [_FIRST_LINE]
    if server.url:
        lines += [f"server = {toml_text(str(server.url))}", *_settings(server)]
    # Without this table containerd 1.6 and 1.7 refuse a file that names only a server.
    lines += ["", "[host]"]
    for host in first:
        lines += ["", f"[host.{toml_text(str(host.url))}]", *(f"  {line}" for line in _settings(host))]
    return "\n".join(lines) + "\n"


def _settings(host: RenderedHost) -> Iterator[str]:
    yield f"capabilities = {toml_texts(['pull', 'resolve'] if host.is_mirror else ['pull', 'resolve', 'push'])}"
    if host.url and host.url.path:
        yield "override_path = true"
    tls = host.tls
    if tls.ca_file:
        yield f"ca = {toml_texts([tls.ca_file])}"
    if tls.cert_file and tls.key_file:
        yield f"client = [{toml_texts([tls.cert_file, tls.key_file])}]"
    if tls.insecure_skip_verify:
        yield "skip_verify = true"
