# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What manifests and indexes refer to (OCI image specification 1.1, Docker schema 2), read with distrust.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._probe.stages import ProbeError

_DIGEST = re.compile(r"[a-z0-9]+(?:[+._-][a-z0-9]+)*:[0-9a-fA-F]{32,}")

# RFC 6838: both names have at most 127 characters.
_LONGEST_MEDIA_TYPE = 255


@dataclass(frozen=True)
class Descriptor:
    """One part by its digest; `size` in bytes, `platform` as os/architecture[/variant], empty if it is for any."""

    digest: str
    size: int = 0
    platform: str = ""
    media_type: str = ""


def descriptors_in(document: t.Mapping[str, t.Any], key: str) -> list[Descriptor]:
    """The descriptors; empty if the key is absent. Raises ProbeError (server_error) for what containerd can't read."""
    found = document.get(key)
    if found is None:
        return []
    if not isinstance(found, list):
        raise _unreadable(key)
    return [_descriptor(item, key) for item in found]


def descriptor_in(document: t.Mapping[str, t.Any], key: str) -> t.Optional[Descriptor]:
    """One descriptor, None if the key is absent. Raises as `descriptors_in`."""
    found = document.get(key)
    return None if found is None else _descriptor(found, key)


def _descriptor(raw: object, key: str) -> Descriptor:
    if not isinstance(raw, dict):
        raise _unreadable(key)
    digest, size, platform = raw.get("digest"), raw.get("size", 0), raw.get("platform") or {}
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise _unreadable(key)
    if not isinstance(size, int) or not isinstance(platform, dict):
        raise _unreadable(key)
    parts = (platform.get(name) for name in ("os", "architecture", "variant"))
    media_type = str(raw.get("mediaType") or "")[:_LONGEST_MEDIA_TYPE]
    return Descriptor(digest, size, "/".join(str(part) for part in parts if part), media_type)


def _unreadable(key: str) -> ProbeError:
    return ProbeError("server_error", f"the manifest has invalid {key}", {"status": 200})
