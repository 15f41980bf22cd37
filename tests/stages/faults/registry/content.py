# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the registry of the faults holds: for each case an image of its own, so that none finds layers of another's."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tests.lab.model.content import Blob, Parts, Platform, parts_of
from tests.stages.faults.model.cases import WINDOWS, Case

_ZSTD_BLOCK = 1 << 16
_INDEX = "application/vnd.oci.image.index.v1+json"


@dataclass(frozen=True)
class Tagged:
    """A manifest and what it is pushed as: a tag or its digest."""

    reference: str
    manifest: Blob


@dataclass(frozen=True)
class RegistryContent:
    """All that one repository holds."""

    repository: str
    blobs: tuple[Blob, ...]
    manifests: tuple[Tagged, ...]

    @property
    def digest(self) -> str:
        """Digest of what the tag names; empty if nothing is held."""
        return self.manifests[-1].manifest.digest if self.manifests else ""


def content_of(case: Case) -> RegistryContent:
    """What the registry holds for a case, by its ``holds``; KeyError if that is no kind of content."""
    return (_FOR_WINDOWS if case.system == WINDOWS else _FOR_LINUX)[case.holds](case.id)


def files(all_held: Iterable[RegistryContent]) -> Mapping[str, bytes]:
    """The store of a docker-registry 2.8 that holds all of it: file contents by path below its root directory.

    Written as files it is there at once; hundreds of images pushed one by one take longer than anybody waits.
    """
    stored: dict[str, bytes] = {}
    for one in all_held:
        folder = f"docker/registry/v2/repositories/{one.repository}"
        for blob in one.blobs:
            stored |= _blob(blob) | _link(f"{folder}/_layers", blob)
        for tagged in one.manifests:
            stored |= _blob(tagged.manifest) | _link(f"{folder}/_manifests/revisions", tagged.manifest)
            if not tagged.reference.startswith("sha256:"):
                tag = f"{folder}/_manifests/tags/{tagged.reference}"
                stored |= _link(f"{tag}/index", tagged.manifest)
                stored[f"{tag}/current/link"] = tagged.manifest.digest.encode()
    return stored


def _blob(blob: Blob) -> dict[str, bytes]:
    name = blob.digest.partition(":")[2]
    return {f"docker/registry/v2/blobs/sha256/{name[:2]}/{name}/data": blob.content}


def _link(folder: str, blob: Blob) -> dict[str, bytes]:
    return {f"{folder}/{blob.digest.replace(':', '/')}/link": blob.digest.encode()}


_LINUX, _ARM = Platform(), Platform(architecture="arm64")
_SERVER_2019 = Platform("windows", "amd64", "10.0.17763.5458")
_SERVER_2022 = Platform("windows", "amd64", "10.0.20348.2322")
_SERVER_2025 = Platform("windows", "amd64", "10.0.26100.1742")
# Neither of the two releases of the lab takes it: the next one.
_LATER = Platform("windows", "amd64", "10.0.29000.1")


def _nothing(name: str) -> RegistryContent:
    return RegistryContent(name, (), ())


def _single(platform: Platform = _LINUX, tag: str = "1") -> Callable[[str], RegistryContent]:
    def made(name: str) -> RegistryContent:
        parts = parts_of(f"{name}:1", platform)
        return RegistryContent(name, (parts.layer, parts.config), (Tagged(tag, parts.manifest),))

    return made


def _two_layers(name: str) -> RegistryContent:
    """An image whose second layer is not in the registry."""
    parts, other = parts_of(f"{name}:1", _LINUX), parts_of(f"{name} without:1", _LINUX).layer
    manifest = _with_layers(parts, parts.layer, other)
    return RegistryContent(name, (parts.layer, parts.config), (Tagged("1", manifest),))


def _zstd(name: str) -> RegistryContent:
    """An image whose layer is compressed with zstd."""
    parts = parts_of(f"{name}:1", _LINUX)
    layer = Blob(parts.layer.media_type.replace("gzip", "zstd"), zstd_frame(gzip.decompress(parts.layer.content)))
    return RegistryContent(name, (layer, parts.config), (Tagged("1", _with_layers(parts, layer)),))


def zstd_frame(content: bytes) -> bytes:
    """Content as a frame of zstd (RFC 8878) whose blocks are stored without compression."""
    blocks = [content[start : start + _ZSTD_BLOCK] for start in range(0, len(content), _ZSTD_BLOCK)]
    headers = [(len(block) << 3 | (block is blocks[-1])).to_bytes(3, "little") for block in blocks]
    stored = b"".join(header + block for header, block in zip(headers, blocks, strict=True))
    return b"\x28\xb5\x2f\xfd\xa0" + len(content).to_bytes(4, "little") + stored


def _with_layers(parts: Parts, *layers: Blob) -> Blob:
    manifest = {**json.loads(parts.manifest.content), "layers": [layer.descriptor for layer in layers]}
    return Blob(parts.manifest.media_type, _json(manifest))


def _index(*platforms: Platform, tag: str = "1") -> Callable[[str], RegistryContent]:
    def made(name: str) -> RegistryContent:
        parts = {platform: parts_of(f"{name}:1", platform) for platform in platforms}
        listed = [{**one.manifest.descriptor, "platform": platform.described()} for platform, one in parts.items()]
        index = Blob(_INDEX, _json({"schemaVersion": 2, "mediaType": _INDEX, "manifests": listed}))
        blobs = tuple(blob for one in parts.values() for blob in (one.layer, one.config))
        single = tuple(Tagged(one.manifest.digest, one.manifest) for one in parts.values())
        return RegistryContent(name, blobs, (*single, Tagged(tag, index)))

    return made


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


_FOR_LINUX: Mapping[str, Callable[[str], RegistryContent]] = {
    "nothing": _nothing,
    "image": _single(),
    "another tag": _single(tag="another"),
    "index": _index(_LINUX, _ARM),
    "index for others": _index(_ARM),
    "index for another system": _index(_SERVER_2022),
    "image for others": _single(_ARM),
    "one of two layers": _two_layers,
    "zstd layer": _zstd,
}
_FOR_WINDOWS: Mapping[str, Callable[[str], RegistryContent]] = {
    "nothing": _nothing,
    "image": _index(_SERVER_2019, _SERVER_2025),
    "another tag": _index(_SERVER_2019, _SERVER_2025, tag="another"),
    "index": _index(_LINUX, _SERVER_2019, _SERVER_2022),
    "index for others": _index(_LINUX, _LATER),
    "index for another system": _index(_LINUX, _ARM),
    "image for others": _single(_LATER),
}
