# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Blobs: can the node get one, wherever the registry sends it.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import hashlib
import typing as t
from urllib.parse import urlsplit

from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.http_client import HttpResponse
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.answers import (
    facts_of,
    json_of,
    status_text,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.client import bare
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.manifest import (
    Manifest,
    WantedManifest,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.registry import Registry
from ansible_collections.pullproof.registry.plugins.module_utils._probe.stages import Outcome, ProbeError

_LARGEST_CONFIG = 1 << 20
_UNCHANGED_FAULTS = ("rate_limited", "server_error", "forbidden", "timeout")


def fetch_blob(registry: Registry, wanted: WantedManifest, manifest: Manifest) -> tuple[None, Outcome]:
    """The stage blob: the whole configuration of the image, and the first byte of its smallest layer.

    Facts: `host` that served it, `status`, `bytes`. Faults: blob_unreachable (with `host`, `stage`, `fault`),
    digest_differs, server_error, rate_limited, forbidden, timeout. Also platform_missing of the stage manifest: without
    an index, only the configuration contains the platform.
    """
    smallest = min(manifest.layers, key=lambda layer: layer.size, default=None)
    config = manifest.config
    fetched = 0
    host = ""
    if config and config.size <= _LARGEST_CONFIG:
        answer, host = _fetch(registry, wanted, config.digest, manifest.header, _LARGEST_CONFIG, {})
        fetched += len(answer.body)
        _check_config(wanted, config.digest, answer, manifest, host)
    if smallest:
        one_byte = {"Range": "bytes=0-0"}
        answer, host = _fetch(registry, wanted, smallest.digest, manifest.header, 1, one_byte)
        fetched += len(answer.body)
    if not host:
        return None, Outcome("the image has no blobs", state="skipped")
    return None, Outcome(f"served by {host}", {"host": host, "bytes": fetched})


def _fetch(
    registry: Registry, wanted: WantedManifest, digest: str, header: str, limit: int, headers: dict[str, str]
) -> tuple[HttpResponse, str]:
    path = f"{wanted.repository}/blobs/{digest}"
    try:
        answer, url = registry.get("GET", path, header, limit, headers)
    except ProbeError as fault:
        if "stage" not in fault.facts:
            raise
        raise ProbeError("blob_unreachable", fault.observed, {**fault.facts, "fault": fault.fault}) from None
    host = urlsplit(bare(url)).netloc
    if answer.status in (200, 206):
        _refuse_page(answer, path, host)
        return answer, host
    raise _refused(registry, answer, path, header, host)


def _refuse_page(answer: HttpResponse, path: str, host: str) -> None:
    """A layer never has this media type: it is a login page, or a page of a proxy."""
    if answer.content_type == "text/html":
        facts = {**facts_of(answer), "host": host, "stage": "http", "fault": "not_a_registry"}
        raise ProbeError("blob_unreachable", f"GET {path}: {host} answers with a web page", facts)


def _refused(registry: Registry, answer: HttpResponse, path: str, header: str, host: str) -> ProbeError:
    observed = f"GET {path}: {host} answers {status_text(answer)}"
    fault = registry.fault_of(answer, f"GET {path}", header)
    if fault and fault.fault in _UNCHANGED_FAULTS and registry.is_at(host):
        return fault
    facts = {**facts_of(answer), "host": host, "stage": "http", "fault": fault.fault if fault else "blob_unknown"}
    return ProbeError("blob_unreachable", observed, facts)


def _check_config(wanted: WantedManifest, digest: str, answer: HttpResponse, manifest: Manifest, host: str) -> None:
    actual = f"sha256:{hashlib.sha256(answer.body).hexdigest()}"
    if digest.startswith("sha256:") and actual != digest:
        observed = f"a blob of {len(answer.body)} bytes from {host} is {actual}, not {digest}"
        raise ProbeError("digest_differs", observed, {"digest": actual, "expected": digest})
    document = json_of(answer)
    found: t.Sequence[str] = [str(document.get(key) or "") for key in ("os", "architecture")]
    if all(found) and tuple(found) != (wanted.os, wanted.architecture):
        name = "/".join(found)
        observed = f"the image is for {name}, not {wanted.os}/{wanted.architecture}"
        raise ProbeError("platform_missing", observed, {**manifest.facts, "platforms": [name]}, stage="manifest")
