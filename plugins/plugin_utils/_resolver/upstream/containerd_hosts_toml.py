# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""hosts.toml as containerd reads it, and the directory it reads it from.

Followed from containerd v2.2.2 and from the fork in K3s and RKE2 at v2.1.5-k3s1 (core/remotes/docker/config). The two
differ in what follows from a file without a ``server``: upstream queries the registry itself last, the fork does not if
other hosts are listed. Only the fork knows rewrites. This plugin util is private to the collection and may change at
any time.
"""

from __future__ import annotations

import posixpath
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from ansible_collections.pullproof.registry.plugins.module_utils._go.net import is_localhost, split_host_port
from ansible_collections.pullproof.registry.plugins.module_utils._go.url import parse_go_url
from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import GoUrlError
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB, HUB_HOST

T = TypeVar("T")

ALL_CAPABILITIES = ("pull", "resolve", "push")
_ANY_DIRECTORY = "_default"
_TYPES: Mapping[str, type] = {"override_path": bool, "skip_verify": bool, "capabilities": list, "server": str}


class HostsTomlError(ValueError):
    """containerd can't read the file: it logs an error and continues without the file."""


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


def directory_names(registry: str) -> tuple[str, ...]:
    """The directories for a registry, on Linux, in the order of the search; the first one counts."""
    colon = registry.rfind(":")
    names = (registry, _ANY_DIRECTORY)
    return (f"{registry[:colon]}_{registry[colon + 1 :]}_", *names) if colon > 0 else names


def hosts_of(registry: str, text: str | None, *, is_fork: bool) -> tuple[Host, ...]:
    """The hosts for a registry with this hosts.toml (None: no file). Raises HostsTomlError."""
    hosts = list(_read(text, is_fork)) if text else [Host()]
    if hosts and not hosts[-1].host:
        hosts[-1] = _completed(hosts[-1], registry)
    return tuple(_with_https_first(host) for host in hosts)


def _read(text: str, is_fork: bool) -> Iterator[Host]:
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise HostsTomlError(str(error)) from None
    hosts = document.get("host", {})
    if not isinstance(hosts, Mapping):
        raise HostsTomlError("`host` is not a table")
    for url, settings in hosts.items():
        yield _host(url, settings, is_fork)
    # Decoded even where it is not used.
    for key, wanted in _TYPES.items():
        _typed(document, key, wanted)
    if not is_fork or "server" in document or not hosts:
        yield _host(document.get("server", ""), document, is_fork)


def _host(server: object, settings: object, is_fork: bool) -> Host:
    if not isinstance(settings, Mapping) or not isinstance(server, str):
        raise HostsTomlError("a host is not a table, or the server is not a string")
    override_path = _typed(settings, "override_path", bool) or False
    scheme, host, path = _address(server, override_path) if server else ("", "", "")
    return Host(
        scheme,
        host,
        path,
        _capabilities(settings),
        tuple(_texts(settings.get("ca", ()))),
        tuple(_texts(settings.get("client", ()))),
        _typed(settings, "skip_verify", bool),
        tuple(_rewrites(settings)) if is_fork else (),
        dial_timeout=_typed(settings, "dial_timeout", str) or "",
        headers=_headers(settings),
    )


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


def _capabilities(settings: Mapping[str, Any]) -> tuple[str, ...]:
    given = [str(name).lower() for name in _typed(settings, "capabilities", list) or ()]
    unknown = set(given) - {*ALL_CAPABILITIES, "referrers"}
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


def _completed(host: Host, registry: str) -> Host:
    """The registry itself; for a local one containerd takes http unless the port is 443, and checks no certificate."""
    completed = replace(host, scheme="https", host=registry, path="/v2", capabilities=ALL_CAPABILITIES)
    if registry == HUB:
        return replace(completed, host=HUB_HOST)
    if not is_localhost(registry):
        return completed
    port = (split_host_port(registry) or ("", ""))[1]
    scheme = "https" if port in ("", "443") else "http"
    return replace(completed, scheme=scheme, skip_verify=host.skip_verify if port == "80" else True)


def _with_https_first(host: Host) -> Host:
    port = (split_host_port(host.host) or ("", ""))[1]
    if host.scheme == "http" and host.has_tls and port != "80":
        return replace(host, scheme="https", falls_back_to_http=True)
    return host
