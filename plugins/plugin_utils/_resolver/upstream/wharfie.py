# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What RKE2's own bootstrap does with registries.yaml: wharfie v0.7.1 with go-containerregistry v0.20.

It pulls only ``rke2-runtime``, and it reads the file in its own way: the registry's address always comes last, ``*``
counts for settings too, and docker.io is ``index.docker.io``. K3s has no such step.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from ansible_collections.pullproof.registry.plugins.module_utils._go.net import join_host_port, split_host_port
from ansible_collections.pullproof.registry.plugins.module_utils._go.proxy import ascii_name
from ansible_collections.pullproof.registry.plugins.module_utils._go.url import GoUrl
from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import GoUrlError
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB, HUB_INDEX
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.endpoint_url import parse_endpoint_url
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Auth, Config, Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.go_regexp import GoRegexp
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.go_regexp_syntax import (
    GoRegexpError,
    UnsupportedPatternError,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.wharfie_reference import (
    BootstrapReference,
    InvalidRepositoryError,
    parse_bootstrap_reference,
    parse_repository,
)

_ANY = "*"


@dataclass(frozen=True)
class BootstrapEndpoint:
    """One endpoint that is queried, in order; ``image`` has the name of the repository at this endpoint.

    ``namespace`` is sent as ``ns`` (empty: not sent). ``config_key`` is the key of the settings used, empty for none.
    """

    url: GoUrl
    image: BootstrapReference
    namespace: str
    config: Config = field(default_factory=Config)
    config_key: str = ""

    @property
    def ping_url(self) -> str:
        """The first request, without credentials; its answer determines the kind of credentials to send."""
        return self._request_url("/v2/")

    @property
    def manifest_url(self) -> str:
        """The second request."""
        return self._request_url(f"/v2/{self.image.repository}/manifests/{self.image.identifier}")

    @property
    def address(self) -> str:
        """``host:port`` of the connection."""
        host, port = ascii_name(self.url.hostname), self.url.port
        return join_host_port(host, port or {"http": "80"}.get(self.url.scheme, "443"))

    @property
    def basic_credentials(self) -> Auth | None:
        """What answers a Basic challenge; identity tokens and half a pair do not."""
        auth = self.config.auth
        return auth if auth and ((auth.username and auth.password) or auth.auth) else None

    @property
    def first_request_attempts(self) -> int:
        """How often the first request is tried when it fails: twice for registries whose name suggests plain http."""
        return 2 if self.image.is_plain_http_by_name else 1

    def _request_url(self, path: str) -> str:
        below = path.removeprefix("/v2")
        url = replace(self.url, user=None, path=self.url.path + below, query="", force_query=False, fragment="")
        if url.raw_path:
            url = replace(url, raw_path=self.url.raw_path + url.path.removeprefix("/v2"))
        query = f"?ns={quote(self.namespace, safe='-_.~')}" if self.namespace else ""
        host = url.host if url.host.isascii() else join_host_port(ascii_name(url.hostname), url.port).removesuffix(":")
        return f"{url.scheme}://{host}{url.escaped_path}{query}"


def bootstrap_endpoints(registries: Registries, image: str) -> tuple[BootstrapEndpoint, ...]:
    """The endpoints in the order in which they are tried; the first that has the image ends it.

    Of several rewrites that match, the program uses any one; here it is the first in order. Raises
    InvalidRepositoryError for an image the program refuses, UnsupportedPatternError for a rewrite that can't be checked
    without google-re2.
    """
    reference = parse_bootstrap_reference(image)
    try:
        default = _parse_endpoint(reference.registry)
    except GoUrlError as error:
        raise InvalidRepositoryError(f"{image!r} has an invalid registry: {error}") from None
    urls = [*_mirror_urls(registries, reference.registry), default]
    rewritten = _rewritten(reference, _rewrites(registries, reference.registry))
    return tuple(_endpoint(registries.configs, reference, rewritten, url) for url in urls)


def _endpoint(
    configs: Mapping[str, Config], reference: BootstrapReference, rewritten: BootstrapReference, url: GoUrl
) -> BootstrapEndpoint:
    is_default = _namespace(reference.registry) == _namespace(url.host)
    namespace = _namespace(reference.registry)
    is_direct = url.host == namespace or (namespace == HUB and url.host == HUB_INDEX)
    key = next((key for key in _settings_keys(url.host) if key in configs), "")
    return BootstrapEndpoint(
        url, reference if is_default else rewritten, "" if is_direct else namespace, configs.get(key, Config()), key
    )


def _mirror_urls(registries: Registries, registry: str) -> list[GoUrl]:
    key = next((key for key in _mirror_keys(registry) if key in registries.mirrors), None)
    urls = []
    for endpoint in registries.mirrors[key].endpoints if key is not None else ():
        try:
            urls.append(_parse_endpoint(endpoint))
        except GoUrlError:
            # The program logs a warning and goes on.
            continue
    return urls


def _mirror_keys(registry: str) -> list[str]:
    if registry == HUB_INDEX:
        return [registry, HUB, _ANY]
    return [registry, _ANY] if split_host_port(registry) else [registry, f"{registry}:443", f"{registry}:80", _ANY]


def _settings_keys(host: str) -> list[str]:
    return [host, HUB, _ANY] if host == HUB_INDEX else [host, _ANY]


def _rewrites(registries: Registries, registry: str) -> tuple[tuple[str, str], ...]:
    # Not the keys of the endpoints: here the variants with :443 and :80 do not count.
    key = next((key for key in _settings_keys(registry) if key in registries.mirrors), None)
    return () if key is None else registries.mirrors[key].rewrites


def _rewritten(reference: BootstrapReference, rewrites: tuple[tuple[str, str], ...]) -> BootstrapReference:
    for pattern, replacement in rewrites:
        try:
            repository = GoRegexp.compile(pattern).replace_all(reference.repository, replacement)
            if repository != reference.repository:
                return replace(reference, repository=parse_repository(reference.registry, repository))
        except UnsupportedPatternError:
            raise
        except (GoRegexpError, InvalidRepositoryError):
            # The program logs a warning and tries the next rule.
            continue
    return reference


def _parse_endpoint(text: str) -> GoUrl:
    url = parse_endpoint_url(text)
    if not url.host:
        raise GoUrlError("it has no host")
    path = "/v2" if url.path in ("", "/", "/v2") else _clean(url.path)
    return replace(url, path=path)


def _clean(path: str) -> str:
    # Unlike Go's path.Clean, normpath keeps two leading slashes.
    return posixpath.normpath("/" + path.lstrip("/"))


def _namespace(host: str) -> str:
    return HUB if host == HUB_INDEX else host
