# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manifest of an image: is it there, is it the right one, is it for this node.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import hashlib
import platform
import re
import typing as t
from dataclasses import dataclass, field

from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.http_client import HttpResponse
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.answers import (
    error_of,
    facts_of,
    json_of,
    rate_of,
    status_text,
    tags_text,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.descriptor import (
    Descriptor,
    descriptor_in,
    descriptors_in,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.registry import ACCEPT, SMALL, Registry
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.wanted import (
    BOOTSTRAP,
    CONTAINERD,
    WantedManifest,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.stages import Outcome, ProbeError

# containerd reads no larger one either.
_LARGEST = 4 << 20
# OCI distribution specification 1.1: no tag is longer.
_LONGEST_TAG = 128
_DIGEST = "docker-content-digest"
# containerd repeats a HEAD request as GET after this status (since 1.5).
_NO_HEAD = 405
_ABSENT = (404, 410)
_MANIFEST_TYPES = re.compile(
    r"application/vnd\.(?:oci\.image\.(?:manifest|index)\.v1|docker\.distribution\.manifest(?:\.list)?\.v2)\+json"
)
_MACHINES = {"x86_64": "amd64", "aarch64": "arm64", "armv7l": "arm", "armv6l": "arm", "i686": "386"}


@dataclass(frozen=True)
class Manifest:
    """What the node would go on with: its `config` and `layers`, and the header that opened it."""

    config: t.Optional[Descriptor]
    layers: t.Sequence[Descriptor]
    header: str
    facts: dict[str, t.Any] = field(default_factory=dict)


def node_architecture() -> str:
    """The machine's, as Go names it."""
    machine = platform.machine()
    return _MACHINES.get(machine, machine)


def fetch_manifest(registry: Registry, wanted: WantedManifest, header: str) -> tuple[Manifest, Outcome]:
    """The stage manifest with HEAD and GET; for an index also the manifest for the platform of the node.

    Facts: `status`, `headers`, `code`, `digest`, `media_type`, `bytes`, `platforms`, `part_types` (the media types
    of configuration and layers), and the remaining rate limit; `method` or `header` if HEAD or a header of the answer
    is the fault. Faults: repository_unknown, tag_unknown,
    forbidden, digest_differs, platform_missing, rate_limited, server_error, credentials_missing, credentials_wrong,
    token_server, token_scope, not_a_registry, timeout.
    """
    head, header = _head(registry, wanted, header)
    answer = _get(registry, wanted, wanted.version, header)
    _require_head(registry, wanted, head, header)
    document = json_of(answer)
    digest = _checked_digest(wanted, answer, head)
    media_type = answer.content_type or str(document.get("mediaType", ""))
    facts = {**facts_of(answer), "digest": digest, "media_type": media_type, "bytes": len(answer.body)}
    facts.update(rate_of(answer))
    index = document
    if "manifests" in document:
        child = _of_platform(wanted, descriptors_in(document, "manifests"), facts)
        document = json_of(_get(registry, wanted, child, header))
    if not any(key in document for key in ("layers", "config", "fsLayers")):
        observed = f"{wanted.repository}:{wanted.version} is not a manifest but {media_type or 'something else'}"
        raise ProbeError("not_a_registry", observed, facts)
    _require_media_type(wanted, head if _is_decided_by(head, wanted) else answer, index, facts)
    config, layers = descriptor_in(document, "config"), descriptors_in(document, "layers")
    parts = [*([config] if config else []), *layers]
    facts["part_types"] = sorted({part.media_type for part in parts} - {""})
    return Manifest(config, layers, header, facts), Outcome(f"{digest}, {media_type}", facts)


def head_manifest(registry: Registry, wanted: WantedManifest, header: str) -> tuple[None, Outcome]:
    """The stage manifest by HEAD alone, which counts against no limit: whether it is there, not what is in it.

    Facts: `status`, `headers`, `code`, and what of the rate limit is left. Faults as of `fetch_manifest`.
    """
    answer, header = _head(registry, wanted, header)
    if answer.status >= 400 and not _is_decided_by(answer, wanted):
        answer = _get(registry, wanted, wanted.version, header)
        return None, Outcome(f"GET: {answer.status}", {**facts_of(answer), **rate_of(answer)})
    fault = registry.fault_of(answer, f"HEAD {wanted.repository}:{wanted.version}", header)
    if fault:
        raise fault
    if answer.status in _ABSENT:
        raise _missing(registry, wanted, answer, header)
    facts = {**facts_of(answer), **rate_of(answer)}
    return None, Outcome(f"HEAD: {answer.status}, the content was not requested", facts)


def _head(registry: Registry, wanted: WantedManifest, header: str) -> tuple[HttpResponse, str]:
    """HEAD does not count against a rate limit. A server without HEAD gets a GET request next."""
    answer, _url = registry.get("HEAD", wanted.path, header, 0, {"Accept": ACCEPT})
    if registry.late_challenge(answer, header, wanted):
        header = registry.authorize(wanted)[0]
        answer, _url = registry.get("HEAD", wanted.path, header, 0, {"Accept": ACCEPT})
    fault = registry.fault_of(answer, f"HEAD {wanted.path}", header)
    is_final = answer.status == 429 or (
        _is_decided_by(answer, wanted) and (answer.status >= 500 or answer.status == 451)
    )
    if fault and is_final:
        raise fault
    return answer, header


def _is_decided_by(head: HttpResponse, wanted: WantedManifest) -> bool:
    """Whether the program gives up after this answer to a HEAD request."""
    return wanted.program == CONTAINERD and head.status != _NO_HEAD


def _require_head(registry: Registry, wanted: WantedManifest, head: HttpResponse, header: str) -> None:
    """Raise the fault of a HEAD request that failed although GET succeeds."""
    if head.status < 400 or not _is_decided_by(head, wanted):
        return
    fault = registry.fault_of(head, "", header)
    name = fault.fault if fault else "tag_unknown"
    observed = f"HEAD {wanted.path}: {status_text(head)}, although GET succeeds"
    raise ProbeError(name, observed, {**facts_of(head), "method": "HEAD"})


def _require_media_type(
    wanted: WantedManifest, answer: HttpResponse, document: t.Mapping[str, t.Any], facts: t.Mapping[str, t.Any]
) -> None:
    """Raise the fault of a Content-Type that is not a media type of manifests: programs ignore the content then."""
    # A manifest of schema 1 is valid with any header. RKE2's bootstrap reads the content.
    if wanted.program == BOOTSTRAP or document.get("schemaVersion") == 1:
        return
    if not _MANIFEST_TYPES.fullmatch(answer.content_type):
        found = f"Content-Type is {answer.content_type}" if answer.content_type else "there is no Content-Type"
        observed = f"{wanted.path}: {found}, although the content is a manifest"
        raise ProbeError("not_a_registry", observed, {**facts, "header": "Content-Type"})


def _get(registry: Registry, wanted: WantedManifest, version: str, header: str) -> HttpResponse:
    path = f"{wanted.repository}/manifests/{version}"
    answer, _url = registry.get("GET", path, header, _LARGEST, {"Accept": ACCEPT})
    fault = registry.fault_of(answer, f"GET {path}", header)
    if fault:
        raise fault
    if answer.status in _ABSENT:
        raise _missing(registry, wanted, answer, header)
    return answer


def _missing(registry: Registry, wanted: WantedManifest, answer: HttpResponse, header: str) -> ProbeError:
    """The fault of a missing manifest. Registries use the same error for a missing tag and a missing repository; the
    list of tags decides.
    """
    observed = f"{wanted.repository}:{wanted.version}: {status_text(answer)}"
    facts = facts_of(answer)
    error = error_of(answer)
    if error and (error.code == "NAME_UNKNOWN" or error.message.lower().startswith(("repository", "project"))):
        return ProbeError("repository_unknown", observed, facts)
    listed, _url = registry.get("GET", f"{wanted.repository}/tags/list", header, SMALL)
    tags = json_of(listed).get("tags")
    if listed.status == 200 and isinstance(tags, list) and tags:
        known = [str(tag)[:_LONGEST_TAG] for tag in tags[:20]]
        return ProbeError(
            "tag_unknown", f"{observed}; the repository has {tags_text(known[:5])}", {**facts, "tags": known}
        )
    if listed.status == 200 or listed.status == 404:
        is_api = error is not None or error_of(listed) is not None or listed.status == 200
        return ProbeError("repository_unknown" if is_api else "not_a_registry", observed, facts)
    return ProbeError("tag_unknown", observed, facts)


def _checked_digest(wanted: WantedManifest, answer: HttpResponse, head: HttpResponse) -> str:
    actual = f"sha256:{hashlib.sha256(answer.body).hexdigest()}"
    announced = answer.headers.get(_DIGEST) or head.headers.get(_DIGEST, "")
    expected = wanted.digest or (wanted.version if wanted.version.startswith("sha256:") else "")
    facts = {**facts_of(answer), "digest": actual, "announced": announced, "expected": expected}
    if len(answer.body) >= _LARGEST:
        raise ProbeError("server_error", f"the manifest is larger than {_LARGEST} bytes", facts)
    if expected and actual != expected:
        raise ProbeError("digest_differs", f"got {actual}, wanted {expected}", facts)
    if announced.startswith("sha256:") and announced != actual:
        raise ProbeError("digest_differs", f"the registry announces {announced} and sends {actual}", facts)
    return actual


def _of_platform(wanted: WantedManifest, entries: t.Sequence[Descriptor], facts: dict[str, t.Any]) -> str:
    facts["platforms"] = sorted({entry.platform for entry in entries} - {"", "unknown/unknown"})
    name = f"{wanted.os}/{wanted.architecture}"
    fitting = (entry for entry in entries if entry.platform == name or entry.platform.startswith(f"{name}/"))
    found = next(fitting, None)
    if found is None:
        raise ProbeError("platform_missing", f"it has {', '.join(facts['platforms']) or 'none'}, not {name}", facts)
    return found.digest
