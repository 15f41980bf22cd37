# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The endpoints that Docker Engine queries, from the managed entries of daemon.json and certs.d.

Followed from Docker Engine 28.5 (registry/service_v2.go, distribution/registry.go, daemon/hosts.go and
daemon/containerd/resolver.go). Mirrors are for docker.io only. The engine does not store credentials. The client sends
the credentials for the image's registry with a pull. With the classic store, the engine sends them to every server that
requires them, mirrors included. With the containerd image store, it sends them to the image's registry only. Docker 29
uses this store on new installations. This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

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
_IMAGE_STORE_SINCE = 29
_IMAGE_STORE = (
    "shown for the containerd image store, as on new installations of Docker 29; engines that were upgraded to it keep "
    "the classic store, which sends the credentials to mirrors, too"
)
_SENT_ALONG = "the client sends the credentials"


def docker_view(registries: Registries, registry: str, repository: str, routes: Routes, major: int = 0) -> View:
    """What Docker Engine does for a repository of a registry. `major` is the first number of its version, or 0."""
    texts = registries.mirrors.get(HUB, Mirror()).endpoints if registry == HUB else ()
    mirrors = {text: _url(text) for text in texts}
    key = _credential_key(registries.configs, registry)
    has_image_store = major >= _IMAGE_STORE_SINCE
    of_mirrors = [
        _endpoint(url, tls, "" if has_image_store else key, repository, routes)
        for url, tls in _mirrors(registries, filter(None, mirrors.values()))
    ]
    own = [_endpoint(url, tls, key, repository, routes) for url, tls in _registry_itself(registries, registry)]
    problems = [f"{mask_userinfo(text)!r} is not a valid mirror URL" for text, url in mirrors.items() if url is None]
    source = "daemon.json" if len(mirrors) > len(problems) else ""
    if has_image_store:
        problems.append(_IMAGE_STORE)
    endpoints = map(_with_image_store, [*of_mirrors, own[0]]) if has_image_store else [*of_mirrors, *own]
    return View(PROGRAM, tuple(endpoints), source, (*problems, *_ignored(registries, registry)))


def _with_image_store(endpoint: Endpoint) -> Endpoint:
    """An insecure host falls back to HTTP without an endpoint of its own, and a path that ends in /v2 is complete."""
    url = endpoint.url.removesuffix("/v2") if endpoint.url.endswith("/v2/v2") else endpoint.url
    return replace(endpoint, url=url, falls_back_to_http=endpoint.ca == SKIP_VERIFY)


def major_version(version: str) -> int:
    """The first number of a version such as 29.1.3; 0 if there is none."""
    number = version.strip().removeprefix("v").partition(".")[0]
    return int(number) if number.isdecimal() else 0


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
        mask_userinfo(f"{url.scheme}://{url.host}{url.path.rstrip('/')}/v2"),
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
