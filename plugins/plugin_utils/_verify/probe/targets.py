# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts explanations to the probes of a node.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Credential, Target, Trust
from ansible_collections.pullproof.registry.plugins.module_utils._service.proxy_environment import Environment
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.certificate_folder import ANY
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB, HUB_NAMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.endpoints import endpoint_url
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Auth, Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import (
    NO_TLS,
    SKIP_VERIFY,
    SYSTEM,
    Endpoint,
    Explanation,
    View,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.reference import Reference

BOOTSTRAP, CONTAINERD = "bootstrap", "containerd"
# Of all images RKE2's bootstrap pulls this one only.
BOOTSTRAP_IMAGE = "rke2-runtime"


@dataclass(frozen=True)
class Access:
    """Secrets and facts of the node that an explanation does not contain.

    `registries` contains the credentials. If `config_toml` is set, the credentials of containerd are read from this
    file on the node instead. `environment` belongs to the program that pulls, `bootstrap_environment` to RKE2.
    `contents` are files that the node does not have yet, by path. `anchors` (PEM) will be added to its trust store.
    `token_before_rewrite`: this containerd requests tokens for the name before the rewrite.
    """

    registries: Registries
    environment: Environment = field(default_factory=Environment)
    bootstrap_environment: Environment = field(default_factory=Environment)
    config_toml: str = ""
    contents: Mapping[str, str] = field(default_factory=dict, repr=False)
    anchors: str = ""
    token_before_rewrite: bool = False


@dataclass(frozen=True)
class ProbeTarget:
    """One probe and what it is of; the target's id is its place in the whole."""

    explanation: Explanation
    view: View
    endpoint: Endpoint
    target: Target


def targets_of(
    explanations: Iterable[Explanation], access: Access, digests: Mapping[str, str] | None = None
) -> tuple[ProbeTarget, ...]:
    """A probe for each endpoint of each image, in their order.

    The endpoints are from the node if they are known, else from the variables. For its own image, RKE2's
    bootstrap has endpoints as well. `digests` are the expected digests by image, as the variables have it.
    """
    targets: list[ProbeTarget] = []
    for explanation in explanations:
        if explanation.parsed is None:
            continue
        digest = (digests or {}).get(explanation.image, "")
        for view in _views(explanation, explanation.parsed):
            for endpoint in view.endpoints:
                target = _target(str(len(targets)), explanation.parsed, view, endpoint, access, digest)
                targets.append(ProbeTarget(explanation, view, endpoint, target))
    return tuple(targets)


def _views(explanation: Explanation, reference: Reference) -> Iterator[View]:
    runtime = explanation.found or explanation.runtime
    if runtime:
        yield runtime
    if explanation.bootstrap and reference.name.endswith(f"/{BOOTSTRAP_IMAGE}"):
        yield explanation.bootstrap


def _target(name: str, reference: Reference, view: View, endpoint: Endpoint, access: Access, digest: str) -> Target:
    # A host without the capability to resolve gets the digest that another host resolved, which is not known yet.
    version = reference.digest or reference.tag if "resolve" in endpoint.capabilities else ""
    is_bootstrap = view.program == BOOTSTRAP
    return Target(
        id=name,
        program=view.program,
        url=endpoint.url.replace("***@", ""),
        repository=endpoint.repository,
        version=version,
        digest=digest,
        namespace=_namespace(view.program, reference.name.partition("/")[0], endpoint.url),
        falls_back_to_http=endpoint.falls_back_to_http,
        headers=_headers(reference, endpoint, access.registries),
        token_repository=_token_repository(view.program, reference, endpoint, access),
        trust=_trust(endpoint, access),
        credential=_credential(view.program, endpoint, access),
        environment=access.bootstrap_environment if is_bootstrap else access.environment,
    )


def _token_repository(program: str, reference: Reference, endpoint: Endpoint, access: Access) -> str:
    original = reference.name.partition("/")[2]
    is_other = program == CONTAINERD and access.token_before_rewrite and endpoint.repository != original
    return original if is_other else ""


def _namespace(program: str, registry: str, url: str) -> str:
    """containerd and wharfie name the registry to everybody but itself."""
    host = url.partition("://")[2].partition("/")[0].rpartition("@")[2]
    is_itself = host == registry or (registry == HUB and host in HUB_NAMES)
    return "" if is_itself or program == "docker" else registry


def _headers(reference: Reference, endpoint: Endpoint, registries: Registries) -> dict[str, str]:
    """The headers of an endpoint with the values of the variables. Unmanaged headers have no values there.

    Mirrors of other registries can have other headers for the same endpoint.
    """
    registry = reference.name.partition("/")[0]
    mirror = registries.mirrors.get(registry, registries.mirrors.get(ANY))
    for url, options in mirror.options.items() if mirror and endpoint.headers else ():
        if _is_root(url, endpoint.url):
            return {name: ", ".join(values) for name, values in options.headers if name in endpoint.headers}
    return {}


def _is_root(written: str, root: str) -> bool:
    url = endpoint_url(written)
    return root == f"{url.scheme}://{url.host}{url.path or '/v2'}"


def _trust(endpoint: Endpoint, access: Access) -> Trust:
    paths = [] if endpoint.ca in (SYSTEM, SKIP_VERIFY, NO_TLS) else endpoint.ca.split(", ")
    client = [path for path in (endpoint.client_certificate, endpoint.client_key) if path in access.contents]
    return Trust(
        ca_files=tuple(path for path in paths if path not in access.contents),
        ca_text="".join([*(access.contents[path] for path in paths if path in access.contents), access.anchors]),
        skip_verify=endpoint.ca == SKIP_VERIFY,
        client_cert="" if endpoint.client_certificate in client else endpoint.client_certificate,
        client_key="" if endpoint.client_key in client else endpoint.client_key,
        client_text="".join(access.contents[path] for path in client),
    )


def _credential(program: str, endpoint: Endpoint, access: Access) -> Credential:
    key = endpoint.credential_key
    if not key:
        return Credential()
    if program == CONTAINERD and access.config_toml:
        return Credential(file=access.config_toml, key=key)
    return credential_in(access.registries, key)


def credential_in(registries: Registries, key: str) -> Credential:
    """The credentials that the variables have under this key; empty if the key is absent."""
    config = registries.configs.get(key)
    return _given(config.auth) if config and config.auth else Credential()


def _given(auth: Auth) -> Credential:
    """The credentials in the order of containerd. Invalid base64 counts as no credentials, as in containerd."""
    if auth.username:
        return Credential(username=auth.username, password=auth.password)
    if auth.identity_token:
        return Credential(identity_token=auth.identity_token)
    try:
        username, _colon, password = base64.b64decode(auth.auth, validate=True).decode().partition(":")
    except ValueError:
        return Credential()
    return Credential(username=username, password=password.strip("\0"))
