# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fix for an answer of a registry that is reached: the network is not its cause, because the probe has passed it.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Stage
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Attempt, Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.fault import Fault

LAYER_UNSUPPORTED = "layer_unsupported"
_ZSTD = "zstd"
_USUAL_PARTS = (
    "application/vnd.oci.image.",
    "application/vnd.docker.image.rootfs.",
    "application/vnd.docker.container.image.",
)
_HEADER_FIX = (
    "have {host} send the media type of the manifest as {header}; a cache or a web server in front of the registry "
    "often drops or replaces it"
)
_HEAD_FIX = (
    "configure {host}, or the proxy in front of it, to answer HEAD requests for manifests like GET requests: "
    "containerd sends HEAD first"
)
_LOST_FIX = (
    "find the place on the way to {host} where large packets are lost: the MTU of a network interface, a VPN or an "
    "overlay is too large, and a firewall drops the ICMP messages about it (check with ping -M do -s 1472 {name})"
)
_MISSING_FIX = "push the image to {host} again, since the layer is missing there; on a mirror, remove the image first"
_STORAGE_FIX = (
    "find out in the log of {peer} why it answers with this status (often an expired or wrong signature in the URL, "
    "which the registry creates, or a wrong clock), or configure the registry to serve layers itself"
)
_PAGE_FIX = "find out why {peer} answers with a web page, or configure the registry to serve layers itself"
_HANGS_FIX = (
    "read the log of {host} for this request: other requests were answered, so its storage or what is behind it hangs"
)
_ZSTD_FIX = "push the image with gzip layers, or upgrade the runtime: Docker Engine unpacks zstd from 23.0 on"
_PARTS_FIX = "use an image with layers that this runtime can unpack; this may be an artifact or an encrypted image"


def refine_answers(fault: Fault, evidence: Evidence) -> Fault:
    """The same fault with the fix that its answer requires."""
    if fault.code == LAYER_UNSUPPORTED:
        return unsupported_parts(fault, evidence)
    stage = fault.stage
    if stage is None or fault.fix:
        return fault
    fix = _fix(fault, stage)
    values = {"header": str(stage.facts.get("header", "")), "host": fault.host, "name": fault.host.partition(":")[0]}
    peer = fault.values.get("peer") or fault.host
    if not fix:
        return fault
    checked, expected = _texts(stage)
    return replace(fault, fix=fix.format_map({**values, "peer": peer}), checked=checked, expected=expected)


def unsupported_parts(fault: Fault, evidence: Evidence) -> Fault:
    """The media types that the runtime can't unpack, if a probe read them."""
    types = [media_type for attempt in evidence.attempts for media_type in _part_types(attempt)]
    odd = sorted({one for one in types if _ZSTD in one or "encrypted" in one or not one.startswith(_USUAL_PARTS)})
    if not odd:
        return fault
    fix = _ZSTD_FIX if all(_ZSTD in one for one in odd) else _PARTS_FIX
    return replace(fault, observed=f"{fault.observed}; the image has {', '.join(odd)}", fix=fix)


def _part_types(attempt: Attempt) -> list[str]:
    stages = attempt.probe.stages if attempt.probe else ()
    found = next((stage.facts.get("part_types") for stage in stages if stage.name == "manifest"), None)
    return [str(one) for one in found] if isinstance(found, list) else []


def _fix(fault: Fault, stage: Stage) -> str:
    facts = stage.facts
    if facts.get("lost"):
        return _LOST_FIX
    if facts.get("header"):
        return _HEADER_FIX
    if facts.get("method") == "HEAD":
        return _HEAD_FIX
    if fault.code == "timeout" and stage.name in ("manifest", "blob"):
        return _HANGS_FIX
    if fault.code == "blob_unreachable" and facts.get("stage") == "http":
        return _blob_fix(facts.get("fault"), bool(facts.get("is_registry")))
    return ""


def _blob_fix(reason: object, is_registry: bool) -> str:
    """The host of the layer answered."""
    if reason == "not_a_registry":
        return _PAGE_FIX
    if reason == "timeout":
        return ""
    return _MISSING_FIX if is_registry and reason == "blob_unknown" else _STORAGE_FIX


def _texts(stage: Stage) -> tuple[str, str]:
    """What was checked and expected, where the texts of the catalogue are about the root of the API or connections."""
    if stage.facts.get("header"):
        return "the headers of the manifest", "a Content-Type of manifests"
    if stage.name == "blob" and stage.facts.get("stage") == "http" and "status" in stage.facts:
        return "", "status 200 or 206"
    return "", ""
