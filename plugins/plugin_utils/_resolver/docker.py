# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The endpoints that Docker Engine queries, from the managed entries of daemon.json and certs.d.

Followed from Docker Engine 28.5 (registry/service_v2.go, distribution/registry.go). Mirrors are for docker.io only. The
engine does not store credentials. The client sends the credentials for the image's registry with a pull, and the engine
sends them to every server that requires them, mirrors included. This plugin util is private to the collection and may
change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ansible_collections.pullproof.registry.plugins.module_utils._go.net import is_localhost
from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import GoUrlError
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import mask_userinfo
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB, HUB_HOST, HUB_NAMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.endpoints import (
    EndpointUrl,
    endpoint_url,
    tls_for,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import (
    Auth,
    Config,
    Mirror,
    Registries,
    Tls,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import (
    NO_TLS,
    SKIP_VERIFY,
    SYSTEM,
    Endpoint,
    View,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.proxy import Routes

PROGRAM = "docker"
_SENT_ALONG = "the client sends the credentials"


def docker_view(registries: Registries, registry: str, repository: str, routes: Routes) -> View:
    """What Docker Engine does for a repository of a registry."""
    texts = registries.mirrors.get(HUB, Mirror()).endpoints if registry == HUB else ()
    mirrors = {text: _url(text) for text in texts}
    places = [*_mirrors(registries, filter(None, mirrors.values())), *_registry_itself(registries, registry)]
    key = _credential_key(registries.configs, registry)
    endpoints = tuple(_endpoint(url, tls, key, repository, routes) for url, tls in places)
    problems = [f"{mask_userinfo(text)!r} is not a valid mirror URL" for text, url in mirrors.items() if url is None]
    source = "daemon.json" if len(mirrors) > len(problems) else ""
    return View(PROGRAM, endpoints, source, (*problems, *_ignored(registries, registry)))


def _url(text: str) -> EndpointUrl | None:
    try:
        return endpoint_url(text)
    except GoUrlError:
        return None


def _mirrors(registries: Registries, urls: Iterator[EndpointUrl]) -> Iterator[tuple[EndpointUrl, Tls]]:
    for url in dict.fromkeys(urls):
        yield url, _tls(registries, url.host)


def _registry_itself(registries: Registries, registry: str) -> Iterator[tuple[EndpointUrl, Tls]]:
    """Docker Hub with the system's certificates, without certs.d; an insecure registry also over HTTP."""
    if registry == HUB:
        yield EndpointUrl("https", HUB_HOST), Tls()
        return
    tls = _tls(registries, registry)
    yield EndpointUrl("https", registry), tls
    if tls.insecure_skip_verify:
        yield EndpointUrl("http", registry), tls


def _tls(registries: Registries, host: str) -> Tls:
    """Local registries count as insecure without being listed."""
    return Tls(insecure_skip_verify=True) if is_localhost(host) else tls_for(registries.configs, host)


def _endpoint(url: EndpointUrl, tls: Tls, key: str, repository: str, routes: Routes) -> Endpoint:
    is_plain = url.scheme == "http"
    verified = SKIP_VERIFY if tls.insecure_skip_verify else tls.ca_file or SYSTEM
    return Endpoint(
        mask_userinfo(f"{url.scheme}://{url.host}{url.path}/v2"),
        repository,
        credential_key=mask_userinfo(key),
        ca=NO_TLS if is_plain else verified,
        client_certificate="" if is_plain else tls.cert_file,
        client_key="" if is_plain else tls.key_file,
        route=routes.to(url.scheme, url.host),
        notes=(_SENT_ALONG,) if key else (),
    )


def _credential_key(configs: Mapping[str, Config], registry: str) -> str:
    keys = HUB_NAMES if registry == HUB else (registry,)
    return next((key for key in keys if key in configs and configs[key].auth not in (None, Auth())), "")


def _ignored(registries: Registries, registry: str) -> Iterator[str]:
    name = next((name for name in (registry, "*") if name in registries.mirrors), "")
    mirror = registries.mirrors.get(name, Mirror())
    if mirror.endpoints and name != HUB:
        yield "Docker Engine supports mirrors of docker.io only: the given mirrors are not queried"
    if mirror.rewrites:
        yield "Docker Engine has no rewrites: the name stays as it is"
