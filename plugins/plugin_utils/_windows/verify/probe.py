# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Probes from a Windows node with curl.exe. They use Schannel, and containerd's trust, proxies and credentials.

The stages and faults are those of Linux nodes. A probe takes five remote calls at most: the root of each API, once more
for roots that end the connection after the TLS handshake, tokens, manifests, and the tags of repositories without the
requested tag. Each takes up to two more calls if CA certificates are not installed yet.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ansible_collections.pullproof.registry.plugins.module_utils._go.proxy import GoProxy
from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import GoUrlError
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Credential, Probe, Stage, Target
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.answers import json_of
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.challenge import Challenge, strongest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.registry import ACCEPT
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import NO_TLS, SKIP_VERIFY, SYSTEM
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.targets import credential_in
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.answers import (
    manifest_stage,
    named_stage,
    root_stage,
    token_fault,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.client_refusal import (
    with_client_refusals,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.connection import (
    completed,
    connection_stages,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.curl import (
    CurlRequest,
    CurlResponse,
    run_curl,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.future_trust import (
    FutureTrust,
    send_trusting,
)

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries
    from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.targets import ProbeTarget

# Windows tries a refused connection three times, which takes two seconds.
_REFUSAL_SECONDS = 2.0


@dataclass(frozen=True)
class RequestSettings:
    """The settings of all requests. `build` is the build number of Windows, `seconds` the timeout of a connection.

    `future_trust` has CA certificates that will be installed on the node.
    """

    registries: Registries = field(repr=False)
    environment: Mapping[str, str] = field(repr=False)
    build: int
    seconds: float
    future_trust: FutureTrust | None = None


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


def probe_on_windows(
    node: WindowsNode, targets: Sequence[ProbeTarget], settings: RequestSettings
) -> list[dict[str, Any]]:
    """The probes of these endpoints as plain values. Raises PullproofError if curl.exe cannot be run."""
    probes = [
        ProbeProgress(one.target, one.endpoint.ca, credential_in(settings.registries, one.endpoint.credential_key))
        for one in targets
    ]
    probes = _root(node, probes, settings)
    probes = _tokens(node, probes, settings)
    probes = _manifests(node, probes, settings)
    probes = _names(node, probes, settings)
    return [asdict(Probe(probe.target.id, completed(probe.stages))) for probe in probes]


def _root(node: WindowsNode, probes: Sequence[ProbeProgress], settings: RequestSettings) -> list[ProbeProgress]:
    requests = [_request(probe, f"{probe.target.url.rstrip('/')}/", settings) for probe in probes]
    responses = with_client_refusals(
        requests, _send(node, settings, requests), lambda some: _send(node, settings, some)
    )
    found = []
    for probe, response in zip(probes, responses, strict=True):
        url = probe.target.url
        stages = connection_stages(response, url.startswith("https:"), _proxy(url, settings))
        if response.answer is not None and stages[-1].state != "failed":
            stages.append(root_stage(response.answer, url))
        challenge = strongest(response.answer.challenges) if response.answer else None
        found.append(probe.then(*stages, challenge=challenge))
    return found


def _tokens(node: WindowsNode, probes: Sequence[ProbeProgress], settings: RequestSettings) -> list[ProbeProgress]:
    pending = [probe for probe in probes if probe.open and probe.challenge and probe.challenge.scheme == "bearer"]
    responses = _responses(node, settings, pending, [_token_request(probe, settings) for probe in pending])
    return [_with_header(probe, responses.get(probe.target.id)) if probe.open else probe for probe in probes]


def _with_header(probe: ProbeProgress, token: CurlResponse | None) -> ProbeProgress:
    credential, challenge = probe.credential, probe.challenge
    if challenge is None:
        return probe.then(Stage("token", "skipped", observed="the registry requires no credentials"))
    if token is not None:
        fault = token_fault(token, challenge, bool(credential.username or credential.identity_token))
        if fault is not None:
            return probe.then(fault)
        document = json_of(token.answer) if token.answer else {}
        bearer = document.get("token") or document.get("access_token") or ""
        return probe.then(Stage("token", "passed", ms=round(token.ended * 1000)), header=f"Bearer {bearer}")
    if not credential.username:
        observed = f"it requires {challenge.scheme}, but no credentials are configured for it"
        return probe.then(Stage("token", "failed", "credentials_missing", observed))
    return probe.then(Stage("token", "passed", observed="basic"), header=_basic(credential))


def _manifests(node: WindowsNode, probes: Sequence[ProbeProgress], settings: RequestSettings) -> list[ProbeProgress]:
    pending = [probe for probe in probes if probe.open and probe.target.version]
    requests = []
    for probe in pending:
        target = probe.target
        query = f"?ns={quote(target.namespace, safe='')}" if target.namespace else ""
        url = f"{target.url.rstrip('/')}/{quote(target.repository)}/manifests/{quote(target.version, safe=':')}{query}"
        headers = [f"Accept: {ACCEPT}", *([f"Authorization: {probe.header}"] if probe.header else [])]
        requests.append(replace(_request(probe, url, settings), headers=headers))
    responses = _responses(node, settings, pending, requests)
    return [_with_manifest(probe, responses.get(probe.target.id), settings) for probe in probes]


def _names(node: WindowsNode, probes: Sequence[ProbeProgress], settings: RequestSettings) -> list[ProbeProgress]:
    """Registries return the same error for an unknown repository and an unknown tag. The list of tags differs."""
    unknown = [probe for probe in probes if probe.stages[-1].fault == "tag_unknown"]
    requests = []
    for probe in unknown:
        target = probe.target
        url = f"{target.url.rstrip('/')}/{quote(target.repository)}/tags/list"
        headers = [f"Authorization: {probe.header}"] if probe.header else []
        requests.append(replace(_request(probe, url, settings), headers=headers))
    responses = _responses(node, settings, unknown, requests)
    return [
        replace(probe, stages=(*probe.stages[:-1], named_stage(probe.stages[-1], responses[probe.target.id])))
        if probe.target.id in responses
        else probe
        for probe in probes
    ]


def _with_manifest(probe: ProbeProgress, response: CurlResponse | None, settings: RequestSettings) -> ProbeProgress:
    if response is None:
        return probe
    stage = manifest_stage(response, probe.target, settings.build, probe.header)
    if stage.name == "token":
        return replace(probe, stages=(*(one for one in probe.stages if one.name != "token"), stage))
    return probe.then(stage)


def _responses(
    node: WindowsNode, settings: RequestSettings, probes: Sequence[ProbeProgress], requests: Sequence[CurlRequest]
) -> dict[str, CurlResponse]:
    """The responses to one request per probe, by the id of its target."""
    responses = _send(node, settings, requests)
    return {probe.target.id: response for probe, response in zip(probes, responses, strict=True)}


def _send(node: WindowsNode, settings: RequestSettings, requests: Sequence[CurlRequest]) -> list[CurlResponse]:
    if settings.future_trust is None:
        return run_curl(node, requests)
    return send_trusting(settings.future_trust, requests, lambda some: run_curl(node, some))


def _request(probe: ProbeProgress, url: str, settings: RequestSettings) -> CurlRequest:
    ca = probe.ca
    files = [] if ca in (SYSTEM, SKIP_VERIFY, NO_TLS) else ca.split(", ")
    return CurlRequest(
        url=url,
        proxy=_proxy(url, settings),
        ca_file=files[0] if files else "",
        insecure=ca == SKIP_VERIFY,
        connect_seconds=settings.seconds + _REFUSAL_SECONDS,
    )


def _token_request(probe: ProbeProgress, settings: RequestSettings) -> CurlRequest:
    parameters = probe.challenge.parameters if probe.challenge else {}
    realm = parameters.get("realm", "")
    wanted = {"service": parameters.get("service", ""), "scope": f"repository:{probe.target.repository}:pull"}
    query = "&".join(f"{name}={quote(value, safe=':/')}" for name, value in wanted.items() if value)
    request = _request(probe, f"{realm}{'&' if '?' in realm else '?'}{query}", settings)
    headers = [f"Authorization: {_basic(probe.credential)}"] if probe.credential.username else []
    return replace(request, headers=headers)


def _basic(credential: Credential) -> str:
    return f"Basic {base64.b64encode(f'{credential.username}:{credential.password}'.encode()).decode()}"


def _proxy(url: str, settings: RequestSettings) -> str:
    try:
        return GoProxy.from_environment(settings.environment).proxy_for(url) or ""
    except GoUrlError:
        return ""
