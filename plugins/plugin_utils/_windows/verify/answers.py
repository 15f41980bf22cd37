# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Responses of registries and token servers to curl.exe of a Windows node, as stages of a probe.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.http_client import HttpResponse
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Stage, Target
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.answers import (
    common_fault,
    error_of,
    facts_of,
    json_of,
    status_text,
    tags_text,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.challenge import Challenge, strongest
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.curl import CurlResponse
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.os_version import (
    fitting,
    offered_by,
    wanted_builds,
)

_EMPTY = (b"", b"{}")
_API = "docker-distribution-api-version"


def root_stage(answer: HttpResponse, url: str) -> Stage:
    """The stage v2, from the response at the root of the API or at a manifest."""
    request, facts = f"GET {url}", facts_of(answer)
    challenge = strongest(answer.challenges) if answer.status == 401 else None
    is_api = _API in answer.headers or answer.body.strip() in _EMPTY or "manifest" in answer.content_type
    if challenge or (answer.status == 200 and is_api):
        return Stage("v2", "passed", observed=status_text(answer), facts=facts)
    if answer.status == 400 and b"https" in answer.body.lower():
        return Stage("v2", "failed", "https_on_http", f"{request}: {status_text(answer)}", facts=facts)
    fault = common_fault(answer, request)
    if fault is None and error_of(answer) is not None:
        return Stage("v2", "passed", observed=f"{status_text(answer)} at the root", facts=facts)
    name = fault.fault if fault else "not_a_registry"
    return Stage("v2", "failed", name, f"{request}: {status_text(answer)}", facts=facts)


def token_fault(response: CurlResponse, challenge: Challenge, with_login: bool) -> Stage | None:
    """The stage token if it failed; None if the response has a token."""
    facts: dict[str, Any] = {"realm": challenge.parameters.get("realm", "")}
    if response.answer is None:
        return Stage("token", "failed", "token_server", f"no answer: {response.words}", facts=facts)
    answer = response.answer
    if answer.status == 200 and {"token", "access_token"} & set(json_of(answer)):
        return None
    facts |= facts_of(answer)
    name = {
        401: "credentials_wrong" if with_login else "credentials_missing",
        403: "token_scope",
        429: "rate_limited",
    }.get(answer.status, "token_server")
    return Stage("token", "failed", name, f"the token server answers {status_text(answer)}", facts=facts)


def manifest_stage(response: CurlResponse, target: Target, build: int, header: str) -> Stage:
    """The stage manifest, or the stage token if the registry rejects the credentials."""
    ms = round(response.ended * 1000)
    if response.answer is None:
        return Stage("manifest", "failed", "timeout", response.words, ms)
    answer, request = response.answer, f"GET {target.repository}:{target.version}"
    facts = facts_of(answer)
    if answer.status == 200:
        return _content(answer, target, build, ms)
    if answer.status in (301, 302, 307, 308):
        return Stage("manifest", "passed", observed=f"{status_text(answer)}, not followed", ms=ms, facts=facts)
    if answer.status == 401:
        bearer = header.startswith("Bearer")
        name = "credentials_missing" if not header else "token_scope" if bearer else "credentials_wrong"
        return Stage("token", "failed", name, f"{request}: {status_text(answer)}", ms, facts)
    fault, error = common_fault(answer, request), error_of(answer)
    if answer.status == 404:
        unknown = error is not None and error.code == "NAME_UNKNOWN"
        return Stage(
            "manifest", "failed", "repository_unknown" if unknown else "tag_unknown", status_text(answer), ms, facts
        )
    return Stage(
        "manifest", "failed", fault.fault if fault else "server_error", f"{request}: {status_text(answer)}", ms, facts
    )


def named_stage(stage: Stage, response: CurlResponse) -> Stage:
    """The stage of an unknown manifest, from the list of tags: the repository may be unknown as well."""
    answer = response.answer
    if answer is None or answer.status not in (200, 404):
        return stage
    tags = json_of(answer).get("tags")
    if answer.status == 200 and isinstance(tags, list) and tags:
        known = [str(tag) for tag in tags[:20]]
        observed = f"{stage.observed}; the repository has {tags_text(known[:5])}"
        return replace(stage, observed=observed, facts={**stage.facts, "tags": known})
    is_api = bool(stage.facts.get("code")) or error_of(answer) is not None or answer.status == 200
    return replace(stage, fault="repository_unknown" if is_api else "not_a_registry")


def _content(answer: HttpResponse, target: Target, build: int, ms: int) -> Stage:
    document, facts = json_of(answer), facts_of(answer)
    declared = answer.headers.get("docker-content-digest", "")
    possible = _digests(answer.body)
    digest = declared or possible[0]
    facts |= {"digest": digest, "media_type": answer.content_type}
    if declared.startswith("sha256:") and answer.body.isascii() and declared not in possible:
        observed = f"the registry announces {declared} and sends {possible[0]}"
        return Stage("manifest", "failed", "digest_differs", observed, ms, facts)
    if target.digest and digest != target.digest:
        return Stage("manifest", "failed", "digest_differs", f"got {digest}, wanted {target.digest}", ms, facts)
    if "manifests" in document:
        return _of_index(document, build, ms, facts)
    if not {"layers", "config", "fsLayers"} & set(document):
        return Stage("manifest", "failed", "not_a_registry", f"{answer.content_type} is not a manifest", ms, facts)
    return Stage(
        "manifest", "passed", observed=f"{digest}, one manifest, its platform was not checked", ms=ms, facts=facts
    )


def _digests(body: bytes) -> list[str]:
    """The digests of what the server may have sent: the console changes line ends, and non-ASCII characters."""
    dos = body.replace(b"\n", b"\r\n")
    sent = (body, body + b"\n", dos, dos + b"\r\n")
    return [f"sha256:{hashlib.sha256(one).hexdigest()}" for one in sent]


def _of_index(index: Mapping[str, Any], build: int, ms: int, facts: dict[str, Any]) -> Stage:
    offered = offered_by(index)
    facts["platforms"] = sorted({str(one) for one in offered})
    if not fitting(offered, build):
        observed = f"it has {', '.join(facts['platforms']) or 'nothing'}; build {build} accepts {wanted_builds(build)}"
        return Stage("manifest", "failed", "platform_missing", observed, ms, facts)
    return Stage("manifest", "passed", observed=f"{facts['digest']}, an index that fits", ms=ms, facts=facts)
