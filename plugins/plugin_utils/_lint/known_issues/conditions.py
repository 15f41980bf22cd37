# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a configuration runs into a known issue: one small predicate each, which yields the places."""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.pullproof.registry.plugins.module_utils._go.net import is_localhost
from ansible_collections.pullproof.registry.plugins.module_utils._go.url import split_host_port
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.checks.credentials import is_given
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.checks.mirrors import default_url
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.issue import Place
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.rewrite_rules import conflicts
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import (
    ANY,
    LintSubject,
    config_place,
    mirror_place,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB, HUB_HOST, HUB_NAMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.endpoints import EndpointUrl
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Config, Tls


def anything(subject: LintSubject) -> Iterator[Place]:
    """Settings that are loaded by a restart."""
    if subject.mirrors or subject.configs:
        yield Place("registries_mirrors" if subject.mirrors else "registries_configs")


def default_endpoint_off(subject: LintSubject) -> Iterator[Place]:
    """The default endpoint is switched off."""
    if not subject.settings.default_endpoint:
        yield Place("registries_default_endpoint")


def bare_host_endpoint(subject: LintSubject) -> Iterator[Place]:
    """An endpoint without a scheme, or localhost over HTTP."""
    for endpoint in subject.endpoints:
        if not endpoint.has_scheme or (endpoint.url.scheme == "http" and is_localhost(endpoint.url.host)):
            yield Place(endpoint.where)


def endpoint_without_scheme(subject: LintSubject) -> Iterator[Place]:
    """An endpoint that is only a host."""
    yield from (Place(endpoint.where) for endpoint in subject.endpoints if not endpoint.has_scheme)


def default_endpoint_listed_last(subject: LintSubject) -> Iterator[Place]:
    """The last endpoint of a mirror is the registry itself."""
    for name in subject.mirrors:
        endpoints = subject.endpoints_of(name)
        if endpoints and endpoints[-1].url == default_url(name):
            yield Place(endpoints[-1].where)


def duplicate_endpoint(subject: LintSubject) -> Iterator[Place]:
    """An endpoint is listed twice: both have the same URL."""
    earlier: set[tuple[str, EndpointUrl]] = set()
    for endpoint in subject.endpoints:
        if (endpoint.registry, endpoint.url) in earlier:
            yield Place(endpoint.where)
        earlier.add((endpoint.registry, endpoint.url))


def wildcard_mirror(subject: LintSubject) -> Iterator[Place]:
    """A mirror for any registry."""
    if subject.endpoints_of(ANY):
        yield Place(mirror_place(ANY))


def wildcard_mirror_with_fallback(subject: LintSubject) -> Iterator[Place]:
    """A mirror for any registry, with the registry itself as the last endpoint."""
    if subject.settings.default_endpoint:
        yield from wildcard_mirror(subject)


def wildcard_with_embedded_registry(subject: LintSubject) -> Iterator[Place]:
    """The embedded registry should share images of any registry."""
    if subject.embedded_registry and ANY in subject.mirrors:
        yield Place(mirror_place(ANY))


def embedded_registry_without_mirrors(subject: LintSubject) -> Iterator[Place]:
    """The embedded registry is on, and no registry is shared."""
    if subject.embedded_registry and not subject.mirrors:
        yield Place("registries_mirrors")


def tls_without_mirror(subject: LintSubject) -> Iterator[Place]:
    """TLS settings of a registry that is queried directly."""
    mirrors = {endpoint.url.host for endpoint in subject.endpoints}
    for name, config in subject.configs.items():
        if config.tls and name not in subject.mirrors and name not in mirrors and name != ANY:
            yield Place(f"{config_place(name)}.tls")


def rewrites(subject: LintSubject) -> Iterator[Place]:
    """A mirror with rewrites."""
    yield from (Place(f"{mirror_place(name)}.rewrite") for name, mirror in subject.mirrors.items() if mirror.rewrites)


def rewrites_of_bootstrap(subject: LintSubject) -> Iterator[Place]:
    """Rewrites that may concern rke2-runtime, which is of docker.io or of a registry named elsewhere."""
    yield from rewrites(subject)


def competing_rewrites(subject: LintSubject) -> Iterator[Place]:
    """Two rules change the same name differently."""
    for name in subject.mirrors:
        for conflict in conflicts(subject, name):
            what = "the listed image's name" if conflict.is_listed else "a name such as"
            detail = f"{conflict.first!r} and {conflict.second!r} both change {what} {conflict.name!r}. "
            yield Place(f"{mirror_place(name)}.rewrite", detail)


def hub_credentials_under_one_key(subject: LintSubject) -> Iterator[Place]:
    """Credentials of Docker Hub under docker.io only."""
    of_host = subject.configs.get(HUB_HOST, Config()).auth
    if is_given(subject.configs.get(HUB, Config()).auth) and not is_given(of_host):
        yield Place(f"{config_place(HUB)}.auth")


def credentials(subject: LintSubject) -> Iterator[Place]:
    """Any credentials."""
    for name, config in subject.configs.items():
        if is_given(config.auth):
            yield Place(f"{config_place(name)}.auth")


def credentials_over_http(subject: LintSubject) -> Iterator[Place]:
    """Credentials for a mirror by plain http."""
    for endpoint in subject.endpoints:
        if endpoint.url.scheme == "http" and endpoint.config and is_given(endpoint.config.auth):
            yield Place(endpoint.where)


def credentials_for_path_endpoint(subject: LintSubject) -> Iterator[Place]:
    """Credentials for a mirror with a path of its own, such as a proxy project of Harbor. One place per host."""
    hosts = set()
    for endpoint in subject.endpoints:
        has_path = endpoint.url.path.rstrip("/") not in ("", "/v2")
        if has_path and endpoint.config and is_given(endpoint.config.auth) and endpoint.url.host not in hosts:
            hosts.add(endpoint.url.host)
            yield Place(endpoint.where)


def folder_with_port(subject: LintSubject) -> Iterator[Place]:
    """A registry's name with a port, which becomes the name of a folder; the embedded registry has one too."""
    named = [(mirror_place(name), name) for name in subject.mirrors if subject.endpoints_of(name)]
    named += [(config_place(name), name) for name, config in subject.configs.items() if config.auth or config.tls]
    yield from (Place(where) for where, name in named if split_host_port(name)[1])
    if subject.embedded_registry:
        yield Place("registries_mirrors", "The embedded registry has a folder of that kind. ")


def ipv6_literal(subject: LintSubject) -> Iterator[Place]:
    """An IPv6 address in brackets as an endpoint."""
    yield from (Place(endpoint.where) for endpoint in subject.endpoints if "[" in endpoint.url.host)


def ca_file(subject: LintSubject) -> Iterator[Place]:
    """A CA of its own for a host."""
    for name, config in subject.configs.items():
        if config.tls and (config.tls.ca_file or config.tls.ca_content):
            yield Place(f"{config_place(name)}.tls")


def endpoint_with_trailing_slash(subject: LintSubject) -> Iterator[Place]:
    """An endpoint whose path is /v2/."""
    yield from (Place(endpoint.where) for endpoint in subject.endpoints if endpoint.url.path == "/v2/")


def containerd_no_proxy(subject: LintSubject) -> Iterator[Place]:
    """A list of exceptions for containerd alone."""
    if subject.environment.get("CONTAINERD_NO_PROXY"):
        yield Place("proxy_containerd_no_proxy")


def tls(subject: LintSubject) -> Iterator[Place]:
    """TLS settings of any host."""
    for name, config in subject.configs.items():
        if config.tls not in (None, Tls()):
            yield Place(f"{config_place(name)}.tls")


def docker_mirror_with_hub_credentials(subject: LintSubject) -> Iterator[Place]:
    """A mirror of Docker Hub, and credentials for Docker Hub."""
    auths = {name: subject.configs.get(name, Config()).auth for name in HUB_NAMES}
    key = next((name for name, auth in auths.items() if is_given(auth)), "")
    if key and subject.endpoints_of(HUB):
        yield Place(f"{config_place(key)}.auth")
