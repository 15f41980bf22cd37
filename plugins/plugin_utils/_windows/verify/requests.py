# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The requests of a probe from a Windows node.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ansible_collections.pullproof.registry.plugins.module_utils._go.proxy import GoProxy
from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import GoUrlError
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Credential, Stage, Target
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.challenge import Challenge, TokenScopes
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.registry import ACCEPT
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.wanted import WantedManifest
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.check import has_issue
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import NO_TLS, SKIP_VERIFY, SYSTEM
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.rke2_agent import RUNTIME, Agent
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.curl import CurlRequest

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries
    from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.future_trust import FutureTrust

# Windows tries a refused connection three times, which takes two seconds.
_REFUSAL_SECONDS = 2.0


@dataclass(frozen=True)
class RequestSettings:
    """The settings of all requests. `build` is the build number of Windows, `seconds` the timeout of a connection.

    `future_trust` has CA certificates that will be installed on the node. With `file_replaces_system`, a `ca_file`
    replaces the CA certificates of the system.
    """

    registries: Registries = field(repr=False)
    environment: Mapping[str, str] = field(repr=False)
    build: int
    seconds: float
    file_replaces_system: bool
    future_trust: FutureTrust | None = None

    @classmethod
    def of(
        cls,
        agent: Agent,
        registries: Registries,
        environment: Mapping[str, str],
        seconds: float,
        future_trust: FutureTrust | None = None,
    ) -> RequestSettings:
        """For the agent of a node. If its version is unknown, the system is trusted, too."""
        replaces = has_issue("windows-ca-file", RUNTIME.product, agent.version)
        return cls(registries, environment, agent.build, seconds, replaces, future_trust)


@dataclass(frozen=True)
class ProbeProgress:
    """The stages of one probe so far, and the `header` that the registry accepts."""

    target: Target
    ca: str
    credential: Credential
    stages: tuple[Stage, ...] = ()
    challenge: Challenge | None = None
    header: str = field(default="", repr=False)

    @property
    def open(self) -> bool:
        """Whether no stage failed."""
        return all(stage.state != "failed" for stage in self.stages)

    def then(self, *stages: Stage, **more: Any) -> ProbeProgress:
        """The same probe with further stages."""
        return replace(self, stages=(*self.stages, *stages), **more)


def first_request(probe: ProbeProgress, settings: RequestSettings) -> CurlRequest:
    """At the root of the API, or at the manifest if its challenge has scopes that are requested as well."""
    if _begins_at_manifest(probe.target):
        return manifest_request(probe, settings)
    return request_to(probe, f"{probe.target.url.rstrip('/')}/", settings)


def request_to(probe: ProbeProgress, url: str, settings: RequestSettings) -> CurlRequest:
    """For a URL, with the trust and the proxy of the probe."""
    ca = probe.ca
    files = [] if ca in (SYSTEM, SKIP_VERIFY, NO_TLS) else ca.split(", ")
    return CurlRequest(
        url=url,
        proxy=proxy_for(url, settings),
        ca_file=files[0] if files else "",
        insecure=ca == SKIP_VERIFY,
        connect_seconds=settings.seconds + _REFUSAL_SECONDS,
    )


def manifest_request(probe: ProbeProgress, settings: RequestSettings) -> CurlRequest:
    """For the manifest of the image, with the header of the probe."""
    target = probe.target
    query = f"?ns={quote(target.namespace, safe='')}" if target.namespace else ""
    url = f"{target.url.rstrip('/')}/{quote(target.repository)}/manifests/{quote(target.version, safe=':')}{query}"
    headers = [f"Accept: {ACCEPT}", *([f"Authorization: {probe.header}"] if probe.header else [])]
    return replace(request_to(probe, url, settings), headers=headers)


def token_request(probe: ProbeProgress, settings: RequestSettings) -> CurlRequest:
    """At the token server of the challenge."""
    challenge = probe.challenge or Challenge("")
    realm, service = challenge.parameters.get("realm", ""), challenge.parameters.get("service", "")
    parameters = [("service", service), *(("scope", scope) for scope in token_scopes(probe))]
    query = "&".join(f"{name}={quote(value, safe=':/')}" for name, value in parameters if value)
    request = request_to(probe, f"{realm}{'&' if '?' in realm else '?'}{query}", settings)
    headers = [f"Authorization: {basic_header(probe.credential)}"] if probe.credential.username else []
    return replace(request, headers=headers)


def token_scopes(probe: ProbeProgress) -> tuple[str, ...]:
    """The scopes of the token."""
    scopes, wanted = TokenScopes(probe.target.program), _wanted(probe.target)
    if _begins_at_manifest(probe.target):
        scopes.learn(probe.challenge or Challenge(""), wanted)
    return scopes.of(wanted)


def _begins_at_manifest(target: Target) -> bool:
    return TokenScopes(target.program).need_challenge(target.url, _wanted(target))


def _wanted(target: Target) -> WantedManifest:
    return WantedManifest(target.repository, target.version, token_repository=target.token_repository)


def basic_header(credential: Credential) -> str:
    """The Authorization header of a login."""
    return f"Basic {base64.b64encode(f'{credential.username}:{credential.password}'.encode()).decode()}"


def proxy_for(url: str, settings: RequestSettings) -> str:
    """The proxy for a URL, empty for a direct connection."""
    try:
        return GoProxy.from_environment(settings.environment).proxy_for(url) or ""
    except GoUrlError:
        return ""
