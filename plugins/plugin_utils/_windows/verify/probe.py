# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Probes from a Windows node with curl.exe. They use Schannel, and containerd's trust, proxies and credentials.

The stages and faults are those of Linux nodes. A probe takes five remote calls at most: the root of each API (or the
manifest, if its challenge has scopes of its own), once more for servers that end the connection, tokens, manifests, and
the tags of repositories without the requested tag. Each takes up to two more calls if CA certificates are not installed
yet. Since RKE2 v1.36.2, containerd trusts the CA certificates of the system and those of a file. curl.exe trusts only
the file: if it rejects a server with the file, one more call tries it without.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Probe, Stage
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.answers import json_of
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.challenge import strongest
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.targets import credential_in
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.answers import (
    manifest_stage,
    named_stage,
    root_stage,
    token_fault,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.connection import (
    completed,
    connection_stages,
    is_distrust,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.curl import (
    CurlRequest,
    CurlResponse,
    run_curl,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.future_trust import send_trusting
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.requests import (
    ProbeProgress,
    RequestSettings,
    basic_header,
    first_request,
    manifest_request,
    proxy_for,
    request_to,
    token_request,
    token_scopes,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.second_request import (
    with_second_requests,
)

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.targets import ProbeTarget


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
    requests = [first_request(probe, settings) for probe in probes]
    send = partial(_send, node, settings)
    responses = with_second_requests(requests, send(requests), send)
    found = []
    for probe, response in zip(probes, responses, strict=True):
        url = probe.target.url
        stages = connection_stages(response, url.startswith("https:"), proxy_for(url, settings))
        if response.answer is not None and stages[-1].state != "failed":
            stages.append(root_stage(response.answer, url))
        challenge = strongest(response.answer.challenges) if response.answer else None
        found.append(probe.then(*stages, challenge=challenge))
    return found


def _tokens(node: WindowsNode, probes: Sequence[ProbeProgress], settings: RequestSettings) -> list[ProbeProgress]:
    pending = [probe for probe in probes if probe.open and probe.challenge and probe.challenge.scheme == "bearer"]
    responses = _responses(node, settings, pending, [token_request(probe, settings) for probe in pending])
    return [_with_header(probe, responses.get(probe.target.id)) if probe.open else probe for probe in probes]


def _with_header(probe: ProbeProgress, token: CurlResponse | None) -> ProbeProgress:
    credential, challenge = probe.credential, probe.challenge
    if challenge is None:
        return probe.then(Stage("token", "skipped", observed="the registry requires no credentials"))
    if token is not None:
        fault = token_fault(token, challenge, bool(credential.username or credential.identity_token))
        if fault is not None:
            return probe.then(replace(fault, facts={**fault.facts, "scope": " ".join(token_scopes(probe))}))
        document = json_of(token.answer) if token.answer else {}
        bearer = document.get("token") or document.get("access_token") or ""
        return probe.then(Stage("token", "passed", ms=round(token.ended * 1000)), header=f"Bearer {bearer}")
    if not credential.username:
        observed = f"it requires {challenge.scheme}, but no credentials are configured for it"
        return probe.then(Stage("token", "failed", "credentials_missing", observed))
    return probe.then(Stage("token", "passed", observed="basic"), header=basic_header(credential))


def _manifests(node: WindowsNode, probes: Sequence[ProbeProgress], settings: RequestSettings) -> list[ProbeProgress]:
    pending = [probe for probe in probes if probe.open and probe.target.version]
    requests = [manifest_request(probe, settings) for probe in pending]
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
        requests.append(replace(request_to(probe, url, settings), headers=headers))
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
    found = _send_once(node, settings, requests)
    if settings.file_replaces_system:
        return found
    untrusted = [index for index, request in enumerate(requests) if _is_untrusted(request, found[index], settings)]
    of_system = [replace(requests[index], ca_file="") for index in untrusted]
    for index, response in zip(untrusted, _send_once(node, settings, of_system), strict=True):
        if not is_distrust(response):
            found[index] = response
            if settings.future_trust:
                settings.future_trust.forget(requests[index])
    return found


def _is_untrusted(request: CurlRequest, response: CurlResponse, settings: RequestSettings) -> bool:
    """Whether the server has no certificate of the file, which may not be on the node yet."""
    future_trust = settings.future_trust
    is_missing = future_trust is not None and future_trust.applies_to(request, response)
    return bool(request.ca_file) and (is_missing or is_distrust(response))


def _send_once(node: WindowsNode, settings: RequestSettings, requests: Sequence[CurlRequest]) -> list[CurlResponse]:
    if settings.future_trust is None:
        return run_curl(node, requests)
    return send_trusting(settings.future_trust, requests, lambda some: run_curl(node, some))
