# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""hosts.toml as containerd reads it, and the directory it reads it from.

Followed from containerd v1.6.20, v1.7.24, v2.0.4, v2.1.5, v2.2.0 and v2.4.2, and from the fork in K3s and RKE2 at
v1.7.23-k3s2 to v2.3.2-k3s2 (core/remotes/docker/config). The two differ in what follows from a file without a
``server``: upstream queries the registry itself last, the fork does not if other hosts are listed. Only the fork knows
rewrites. This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from ansible_collections.pullproof.registry.plugins.module_utils._go.net import is_localhost, split_host_port
from ansible_collections.pullproof.registry.plugins.module_utils._go.url import parse_go_url
from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import GoUrlError
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB, HUB_HOST
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.containerd_toml import (
    HostsTomlError,
    Reader,
    host_order,
    read_toml,
)

T = TypeVar("T")

ALL_CAPABILITIES = ("pull", "resolve", "push")
_ANY_DIRECTORY = "_default"
_REFERRERS = "referrers"
_DURATION = re.compile(r"[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+)")
_TYPES: Mapping[str, type] = {"override_path": bool, "skip_verify": bool, "capabilities": list}


@dataclass(frozen=True)
class Host:
    """One host that containerd queries; ``path`` is the root of the API there. ``host`` empty: the registry itself.

    ``headers`` are the names of the headers that are sent to it.
    """

    scheme: str = ""
    host: str = ""
    path: str = ""
    capabilities: tuple[str, ...] = ALL_CAPABILITIES
    ca: tuple[str, ...] = ()
    client: tuple[str, ...] = ()
    skip_verify: bool | None = None
    rewrites: tuple[tuple[str, str], ...] = ()
    falls_back_to_http: bool = False
    dial_timeout: str = ""
    headers: tuple[str, ...] = ()

    @property
    def has_tls(self) -> bool:
        """Whether the file has TLS settings; an http host is then tried over HTTPS first."""
        return bool(self.ca or self.client or self.skip_verify is not None)


def directory_names(registry: str, platform: str = "linux") -> tuple[str, ...]:
    """The directories for a registry in the order of the search; the first one counts."""
    colon = registry.rfind(":")
    with_port = (f"{registry[:colon]}_{registry[colon + 1 :]}_",) if colon > 0 else ()
    names = (*with_port, registry)
    # containerd removes all further colons on Windows, such as those of an IPv6 address.
    own = (name.replace(":", "") for name in names) if platform == "windows" else names
    return (*own, _ANY_DIRECTORY)


def hosts_of(registry: str, text: str | None, reader: Reader, certificates: Sequence[str] = ()) -> tuple[Host, ...]:
    """The hosts for a registry with this hosts.toml (None: no file, or one that can't be read). Raises HostsTomlError.

    ``certificates`` are the paths of the files next to it, which are used without a file.
    """
    hosts = list(_read(text, reader)) if text else [_by_certificates(certificates)]
    if hosts and not hosts[-1].host:
        hosts[-1] = _completed(hosts[-1], registry, reader)
    return tuple(_with_https_first(host, reader) for host in hosts)


def _by_certificates(paths: Sequence[str]) -> Host:
    """CA certificates end in .crt, client certificates in .cert. Their keys have the same name and end in .key."""
    client: list[str] = []
    for path in paths:
        if path.endswith(".cert"):
            key = f"{path.removesuffix('.cert')}.key"
            client += [path, key] if key in paths else [path]
    return Host(ca=tuple(path for path in paths if path.endswith(".crt")), client=tuple(client))


def _read(text: str, reader: Reader) -> Iterator[Host]:
    document = read_toml(text, reader)
    hosts = document.get("host", {})
    # Decoded even where it is not used.
    for settings in hosts.values():
        _check_types(settings, reader)
    _check_types(document, reader)
    _typed(document, "server", str)
    order = host_order(text, hosts, reader)
    for url in order:
        yield _host(url, hosts[url], reader)
    if not reader.is_fork or "server" in document or not order:
        yield _host(document.get("server", ""), document, reader)


def _host(server: object, settings: object, reader: Reader) -> Host:
    if not isinstance(settings, Mapping) or not isinstance(server, str):
        raise HostsTomlError("a host is not a table, or the server is not a string")
    override_path = _typed(settings, "override_path", bool) or False
    scheme, host, path = _address(server, override_path) if server else ("", "", "")
    return Host(
        scheme,
        host,
        path,
        _capabilities(settings, reader),
        tuple(map(reader.absolute, _texts(settings.get("ca", ())))),
        tuple(map(reader.absolute, _texts(settings.get("client", ())))),
        _typed(settings, "skip_verify", bool),
        tuple(_rewrites(settings)) if reader.is_fork else (),
        dial_timeout=_dial_timeout(settings, reader),
        headers=_headers(settings),
    )


def _check_types(settings: object, reader: Reader) -> None:
    if not isinstance(settings, Mapping):
        raise HostsTomlError("a host is not a table")
    for key, wanted in _TYPES.items():
        _typed(settings, key, wanted)
    if reader.has_dial_timeout:
        _typed(settings, "dial_timeout", str)


def _typed(settings: Mapping[str, Any], key: str, wanted: type[T]) -> T | None:
    value = settings.get(key)
    if value is None or isinstance(value, wanted):
        return value
    raise HostsTomlError(f"`{key}` has the wrong type")


def _headers(settings: Mapping[str, Any]) -> tuple[str, ...]:
    headers = _typed(settings, "header", dict) or {}
    for name, value in headers.items():
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(text, str) for text in values):
            raise HostsTomlError(f"header {name!r} has a value that is not a string")
    return tuple(sorted(headers))


def _rewrites(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for pattern, replacement in (_typed(settings, "rewrite", dict) or {}).items():
        if not isinstance(replacement, str):
            raise HostsTomlError("`rewrite` has a replacement that is not a string")
        yield pattern, replacement


def _address(server: str, override_path: bool) -> tuple[str, str, str]:
    try:
        url = parse_go_url(server if server.startswith("http") else f"https://{server}")
    except GoUrlError as error:
        raise HostsTomlError(f"{server!r} is not a valid URL: {error}") from None
    path = clean_path(url.path) if url.path else ""
    if not override_path and not path.endswith("/v2"):
        path += "/v2"
    return url.scheme, url.host, path


def clean_path(path: str) -> str:
    """Go's ``path.Clean``; Python's keeps two leading slashes."""
    return posixpath.normpath("/" + path.lstrip("/")) if path.startswith("/") else posixpath.normpath(path)


def _dial_timeout(settings: Mapping[str, Any], reader: Reader) -> str:
    """Empty for a containerd that ignores the key."""
    if not reader.has_dial_timeout:
        return ""
    timeout = _typed(settings, "dial_timeout", str) or ""
    if timeout and not _DURATION.fullmatch(timeout):
        raise HostsTomlError(f"`dial_timeout` {timeout!r} is not a duration such as 5s")
    return timeout


def _capabilities(settings: Mapping[str, Any], reader: Reader) -> tuple[str, ...]:
    given = [str(name).lower() for name in _typed(settings, "capabilities", list) or ()]
    unknown = set(given) - {*ALL_CAPABILITIES, *((_REFERRERS,) if reader.has_referrers else ())}
    if unknown:
        raise HostsTomlError(f"unknown capability {', '.join(sorted(unknown))}")
    return tuple(given) or ALL_CAPABILITIES


def _texts(value: object) -> Iterator[str]:
    """The paths in a text, a list of texts or a list of pairs."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Sequence):
        for item in value:
            yield from _texts(item)
    else:
        raise HostsTomlError("`ca` or `client` has the wrong type")


def _completed(host: Host, registry: str, reader: Reader) -> Host:
    """The registry itself; for a local one containerd takes http unless the port is 443, and checks no certificate."""
    completed = replace(host, scheme="https", host=registry, path="/v2", capabilities=ALL_CAPABILITIES)
    if registry == HUB:
        return replace(completed, host=HUB_HOST)
    if not is_localhost(registry):
        return completed
    port = (split_host_port(registry) or ("", ""))[1]
    if not reader.has_https_first:
        return replace(completed, scheme="http", skip_verify=True)
    scheme = "https" if port in ("", "443") else "http"
    return replace(completed, scheme=scheme, skip_verify=host.skip_verify if port == "80" else True)


def _with_https_first(host: Host, reader: Reader) -> Host:
    port = (split_host_port(host.host) or ("", ""))[1]
    if host.scheme == "http" and host.has_tls and reader.has_https_first and port not in reader.plain_ports:
        return replace(host, scheme="https", falls_back_to_http=True)
    return host
