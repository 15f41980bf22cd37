# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Probes from a Windows node by curl.exe, with Schannel and the trust, the proxies and the credentials that containerd
has there, in the same stages and words as on Linux nodes.

Five remote calls at most: the root of each API, again those roots that end connections after the TLS handshake, tokens
where a registry wants them, manifests, and the tags that there are where a registry does not know one. Before a change
up to two more for each, where CA certificates are yet to come.
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
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Credential, Probe, Stage
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
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.client_refusal import with_refusals
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
    request_with,
)

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries
    from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.targets import ProbeTarget

# Windows tries a connection that is refused twice more, so that it takes two seconds to say so.
_REFUSAL_SECONDS = 2.0


@dataclass(frozen=True)
class Way:
    """What all requests of one containerd have alike; `build` is that of Windows, `seconds` bounds one connection.

    `coming` are CA certificates that are not on the node yet.
    """

    registries: Registries = field(repr=False)
    environment: Mapping[str, str] = field(repr=False)
    build: int
    seconds: float
    coming: FutureTrust | None = None


@dataclass(frozen=True)
class ProbeProgress:
    """One probe on its way: the stages so far, and what opens the registry."""

    asked: ProbeTarget
    credential: Credential
    stages: tuple[Stage, ...] = ()
    challenge: Challenge | None = None
    header: str = field(default="", repr=False)

    @property
    def open(self) -> bool:
        """Whether nothing is wrong yet."""
        return all(stage.state != "failed" for stage in self.stages)

    def then(self, *stages: Stage, **more: Any) -> ProbeProgress:
        """The same, further on."""
        return replace(self, stages=(*self.stages, *stages), **more)


def probe_from_windows(node: WindowsNode, asked: Sequence[ProbeTarget], way: Way) -> list[dict[str, Any]]:
    """The probes of these endpoints, as plain values. Raises PullproofError only if the node can't be asked."""
    trails = [ProbeProgress(one, credential_in(way.registries, one.endpoint.credential_key)) for one in asked]
    trails = _root(node, trails, way)
    trails = _tokens(node, trails, way)
    trails = _manifests(node, trails, way)
    trails = _names(node, trails, way)
    return [asdict(Probe(trail.asked.target.id, completed(trail.stages))) for trail in trails]


def _root(node: WindowsNode, trails: Sequence[ProbeProgress], way: Way) -> list[ProbeProgress]:
    requests = [_request(trail, f"{trail.asked.target.url.rstrip('/')}/", way) for trail in trails]
    answered = with_refusals(requests, _ask(node, way, requests), lambda some: _ask(node, way, some))
    found = []
    for trail, response in zip(trails, answered, strict=True):
        url = trail.asked.target.url
        stages = connection_stages(response, url.startswith("https:"), _proxy(url, way))
        if response.answer is not None and stages[-1].state != "failed":
            stages.append(root_stage(response.answer, url))
        challenge = strongest(response.answer.challenges) if response.answer else None
        found.append(trail.then(*stages, challenge=challenge))
    return found


def _tokens(node: WindowsNode, trails: Sequence[ProbeProgress], way: Way) -> list[ProbeProgress]:
    wanting = [trail for trail in trails if trail.open and trail.challenge and trail.challenge.scheme == "bearer"]
    told = _told(node, way, wanting, [_token_request(trail, way) for trail in wanting])
    return [_with_header(trail, told.get(trail.asked.target.id)) if trail.open else trail for trail in trails]


def _with_header(trail: ProbeProgress, token: CurlResponse | None) -> ProbeProgress:
    credential, challenge = trail.credential, trail.challenge
    if challenge is None:
        return trail.then(Stage("token", "skipped", observed="the registry asks for no credentials"))
    if token is not None:
        fault = token_fault(token, challenge, bool(credential.username or credential.identity_token))
        if fault is not None:
            return trail.then(fault)
        document = json_of(token.answer) if token.answer else {}
        bearer = document.get("token") or document.get("access_token") or ""
        return trail.then(Stage("token", "passed", ms=round(token.ended * 1000)), header=f"Bearer {bearer}")
    if not credential.username:
        observed = f"it wants {challenge.scheme}, and there is no login for it"
        return trail.then(Stage("token", "failed", "credentials_missing", observed))
    return trail.then(Stage("token", "passed", observed="basic"), header=_basic(credential))


def _manifests(node: WindowsNode, trails: Sequence[ProbeProgress], way: Way) -> list[ProbeProgress]:
    wanting = [trail for trail in trails if trail.open and trail.asked.target.version]
    requests = []
    for trail in wanting:
        target = trail.asked.target
        query = f"?ns={quote(target.namespace, safe='')}" if target.namespace else ""
        url = f"{target.url.rstrip('/')}/{quote(target.repository)}/manifests/{quote(target.version, safe=':')}{query}"
        headers = [f"Accept: {ACCEPT}", *([f"Authorization: {trail.header}"] if trail.header else [])]
        requests.append(replace(_request(trail, url, way), headers=headers))
    told = _told(node, way, wanting, requests)
    return [_with_manifest(trail, told.get(trail.asked.target.id), way) for trail in trails]


def _names(node: WindowsNode, trails: Sequence[ProbeProgress], way: Way) -> list[ProbeProgress]:
    """Registries say of a repository that they don't have what they say of a tag; its list of tags tells."""
    unknown = [trail for trail in trails if trail.stages[-1].fault == "tag_unknown"]
    requests = []
    for trail in unknown:
        target = trail.asked.target
        url = f"{target.url.rstrip('/')}/{quote(target.repository)}/tags/list"
        headers = [f"Authorization: {trail.header}"] if trail.header else []
        requests.append(replace(_request(trail, url, way), headers=headers))
    told = _told(node, way, unknown, requests)
    return [
        replace(trail, stages=(*trail.stages[:-1], named_stage(trail.stages[-1], told[trail.asked.target.id])))
        if trail.asked.target.id in told
        else trail
        for trail in trails
    ]


def _with_manifest(trail: ProbeProgress, response: CurlResponse | None, way: Way) -> ProbeProgress:
    if response is None:
        return trail
    stage = manifest_stage(response, trail.asked.target, way.build, trail.header)
    if stage.name == "token":
        return replace(trail, stages=(*(one for one in trail.stages if one.name != "token"), stage))
    return trail.then(stage)


def _told(
    node: WindowsNode, way: Way, trails: Sequence[ProbeProgress], requests: Sequence[CurlRequest]
) -> dict[str, CurlResponse]:
    """What becomes of one request for each of the trails, by the id of its target."""
    answered = _ask(node, way, requests)
    return {trail.asked.target.id: response for trail, response in zip(trails, answered, strict=True)}


def _ask(node: WindowsNode, way: Way, requests: Sequence[CurlRequest]) -> list[CurlResponse]:
    if way.coming is None:
        return run_curl(node, requests)
    return request_with(way.coming, requests, lambda some: run_curl(node, some))


def _request(trail: ProbeProgress, url: str, way: Way) -> CurlRequest:
    ca = trail.asked.endpoint.ca
    files = [] if ca in (SYSTEM, SKIP_VERIFY, NO_TLS) else ca.split(", ")
    return CurlRequest(
        url=url,
        proxy=_proxy(url, way),
        ca_file=files[0] if files else "",
        insecure=ca == SKIP_VERIFY,
        connect_seconds=way.seconds + _REFUSAL_SECONDS,
    )


def _token_request(trail: ProbeProgress, way: Way) -> CurlRequest:
    parameters = trail.challenge.parameters if trail.challenge else {}
    realm = parameters.get("realm", "")
    asked = {"service": parameters.get("service", ""), "scope": f"repository:{trail.asked.target.repository}:pull"}
    query = "&".join(f"{name}={quote(value, safe=':/')}" for name, value in asked.items() if value)
    request = _request(trail, f"{realm}{'&' if '?' in realm else '?'}{query}", way)
    given = [f"Authorization: {_basic(trail.credential)}"] if trail.credential.username else []
    return replace(request, headers=given)


def _basic(credential: Credential) -> str:
    return f"Basic {base64.b64encode(f'{credential.username}:{credential.password}'.encode()).decode()}"


def _proxy(url: str, way: Way) -> str:
    try:
        return GoProxy.from_environment(way.environment).proxy_for(url) or ""
    except GoUrlError:
        return ""
