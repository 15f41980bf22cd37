# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Blobs: can the node get one, wherever the registry sends it.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import hashlib
import time
import typing as t
from urllib.parse import urlsplit

from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.http_client import HttpResponse
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.answers import (
    facts_of,
    json_of,
    status_text,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.client import bare
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.descriptor import Descriptor
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.manifest import Manifest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.registry import Registry
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.wanted import WantedManifest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.stages import Outcome, ProbeError

_LARGEST_CONFIG = 1 << 20
# One byte fits into any packet. These bytes need several full packets, which a wrong MTU loses.
_SEVERAL_PACKETS = 1 << 16
_ONE_PACKET = 4096
# All layers are requested, as long as that takes no longer.
_SECONDS = 10.0
_AT_REGISTRY = (
    "rate_limited",
    "server_error",
    "forbidden",
    "timeout",
    "credentials_missing",
    "credentials_wrong",
    "token_server",
    "token_scope",
)

# An answer, and the host that sent it.
Served = tuple[HttpResponse, str]


def fetch_blob(registry: Registry, wanted: WantedManifest, manifest: Manifest) -> tuple[None, Outcome]:
    """The stage blob: the configuration of the image, one byte of each layer, and the beginning of the largest layer.

    Facts: `host` that served it, `status`, `bytes`. Faults: blob_unreachable (with `host`, `stage`, `fault`,
    `is_registry`), digest_differs, server_error, rate_limited, forbidden, timeout (with `lost` if only large answers do
    not arrive), credentials_missing, credentials_wrong, token_server, token_scope. Also platform_missing of the stage
    manifest: without an index, only the configuration contains the platform.
    """
    config = manifest.config
    served: list[Served] = []
    if config and config.size <= _LARGEST_CONFIG:
        answer, host = _fetch(registry, wanted, config.digest, manifest.header, _LARGEST_CONFIG, {})
        _check_config(wanted, config.digest, answer, manifest, host)
        served.append((answer, host))
    served += _layers(registry, wanted, manifest)
    if not served:
        return None, Outcome("the image has no blobs", state="skipped")
    host, fetched = served[-1][1], sum(len(answer.body) for answer, _host in served)
    return None, Outcome(f"served by {host}", {"host": host, "bytes": fetched})


def _layers(registry: Registry, wanted: WantedManifest, manifest: Manifest) -> t.Iterator[tuple[HttpResponse, str]]:
    """One byte of each layer, the smallest first, and several packets of the largest."""
    layers = sorted({layer.digest: layer for layer in manifest.layers}.values(), key=lambda layer: layer.size)
    deadline = time.monotonic() + _SECONDS
    for layer in layers:
        if layer is layers[0] or time.monotonic() < deadline:
            yield _fetch(registry, wanted, layer.digest, manifest.header, 1, {"Range": "bytes=0-0"})
    if layers and layers[-1].size > _ONE_PACKET:
        yield _fetch_packets(registry, wanted, layers[-1], manifest.header)


def _fetch_packets(registry: Registry, wanted: WantedManifest, layer: Descriptor, header: str) -> Served:
    """The beginning of a layer, of which one byte has arrived."""
    last = min(layer.size, _SEVERAL_PACKETS) - 1
    try:
        return _fetch(registry, wanted, layer.digest, header, last + 1, {"Range": f"bytes=0-{last}"})
    except ProbeError as fault:
        if "timeout" not in (fault.fault, fault.facts.get("fault")):
            raise
        observed = f"{fault.observed}, although one byte of the same layer arrives: {last + 1} bytes do not"
        raise ProbeError(fault.fault, observed, {**fault.facts, "lost": "large packets"}) from None


def _fetch(
    registry: Registry, wanted: WantedManifest, digest: str, header: str, limit: int, headers: dict[str, str]
) -> Served:
    path = f"{wanted.repository}/blobs/{digest}"
    try:
        answer, url = registry.get("GET", path, header, limit, headers)
    except ProbeError as fault:
        if "stage" not in fault.facts:
            raise
        raise ProbeError("blob_unreachable", fault.observed, {**fault.facts, "fault": fault.fault}) from None
    host = urlsplit(bare(url)).netloc
    if registry.is_at(host) and registry.late_challenge(answer, header, wanted):
        header = registry.authorize(wanted)[0]
        return _fetch(registry, wanted, digest, header, limit, headers)
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
    if fault and fault.fault in _AT_REGISTRY and registry.is_at(host):
        return fault
    facts = {
        **facts_of(answer),
        "host": host,
        "stage": "http",
        "fault": fault.fault if fault else "blob_unknown",
        "is_registry": registry.is_at(host),
    }
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
