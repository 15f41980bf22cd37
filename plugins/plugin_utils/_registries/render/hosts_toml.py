# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""hosts.toml of plain containerd (1.6 to 2.x), which reads it again for every pull.

Upstream containerd always tries the `server` last. To keep it off the registry itself, the last mirror is the server.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.owners import MARKER
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import MASK
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.certificate_folder import ANY, ANY_FOLDER
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.endpoints import (
    EndpointUrl,
    endpoint_url,
    tls_for,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import (
    EndpointOptions,
    Mirror,
    Registries,
    Tls,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.toml_literals import (
    toml_text,
    toml_texts,
)

_CAPABILITIES = ("pull", "resolve")

_FIRST_LINE = f"# {MARKER}. Changes made here are overwritten."


@dataclass(frozen=True)
class RenderedHost:
    """One place to pull from. `url` None: the registry that the image names."""

    url: EndpointUrl | None
    tls: Tls
    is_mirror: bool
    options: EndpointOptions

    @property
    def capabilities(self) -> tuple[str, ...]:
        """What containerd uses it for."""
        return self.options.capabilities or (_CAPABILITIES if self.is_mirror else (*_CAPABILITIES, "push"))


def hosts_files(registries: Registries, default_endpoint: bool, *, masked: bool = False) -> dict[str, str]:
    """The text of hosts.toml, with the name of its folder as key. The values of headers can be `masked`."""
    return {folder: _render(hosts, masked) for folder, hosts in hosts_by_folder(registries, default_endpoint).items()}


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
    options = _options_by_url(registries.mirrors.get(name, Mirror()))
    own = None if name == ANY else endpoint_url(name)
    hosts = [_host(url, registries, options[url], is_mirror=True) for url in options if url != own]
    if default_endpoint or own in options or not hosts:
        of_default = options.get(own, EndpointOptions()) if own else EndpointOptions()
        hosts.append(_host(own, registries, of_default, is_mirror=False))
    return hosts


def _options_by_url(mirror: Mirror) -> dict[EndpointUrl, EndpointOptions]:
    """All endpoints in their order, with the options of the first one with the same URL."""
    found: dict[EndpointUrl, EndpointOptions] = {}
    for endpoint in mirror.endpoints:
        found.setdefault(endpoint_url(endpoint), mirror.options.get(endpoint, EndpointOptions()))
    return found


def _host(
    url: EndpointUrl | None, registries: Registries, options: EndpointOptions, *, is_mirror: bool
) -> RenderedHost:
    timeout = options.dial_timeout or registries.dial_timeout
    tls = tls_for(registries.configs, url.host) if url else Tls()
    return RenderedHost(url, tls, is_mirror, replace(options, dial_timeout=timeout))


def _render(hosts: list[RenderedHost], masked: bool) -> str:
    *first, server = hosts
    lines = [_FIRST_LINE]
    # An empty server is the registry that the image names. Without one the fork of K3s and RKE2 does not request it.
    lines += [f"server = {toml_text(str(server.url or ''))}"]
    if server.url or server.options.dial_timeout:
        lines += _settings(server)
    lines += _headers(server, "header", masked)
    # Without this table containerd 1.6 and 1.7 refuse a file that names only a server.
    lines += ["", "[host]"]
    for host in first:
        key = f"host.{toml_text(str(host.url))}"
        lines += ["", f"[{key}]", *(f"  {line}" for line in _settings(host))]
        lines += _headers(host, f"{key}.header", masked)
    return "\n".join(lines) + "\n"


def _settings(host: RenderedHost) -> Iterator[str]:
    yield f"capabilities = {toml_texts(host.capabilities)}"
    if host.url and host.url.path:
        yield "override_path = true"
    if host.options.dial_timeout:
        yield f"dial_timeout = {toml_text(host.options.dial_timeout)}"
    tls = host.tls
    if tls.ca_file:
        yield f"ca = {toml_texts([tls.ca_file])}"
    if tls.cert_file and tls.key_file:
        yield f"client = [{toml_texts([tls.cert_file, tls.key_file])}]"
    if tls.insecure_skip_verify:
        yield "skip_verify = true"


def _headers(host: RenderedHost, table: str, masked: bool) -> Iterator[str]:
    """The values may be secrets, such as those of Authorization."""
    if host.options.headers:
        yield ""
        yield f"[{table}]"
    for name, values in host.options.headers:
        yield f"  {toml_text(name)} = {toml_texts([MASK] if masked else values)}"
