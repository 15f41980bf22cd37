# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the registry of the faults holds: for each case an image of its own, so that none finds layers of another's."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tests.faults.cases import Case
from tests.lab.content import Blob, Image, Parts

_INDEX = "application/vnd.oci.image.index.v1+json"


@dataclass(frozen=True)
class Tagged:
    """A manifest and what it is pushed as: a tag or its digest."""

    reference: str
    manifest: Blob


@dataclass(frozen=True)
class Held:
    """All that one repository holds."""

    repository: str
    blobs: tuple[Blob, ...]
    manifests: tuple[Tagged, ...]

    @property
    def digest(self) -> str:
        """Digest of what the tag names; empty if nothing is held."""
        return self.manifests[-1].manifest.digest if self.manifests else ""


def held(case: Case) -> Held:
    """What the registry holds for a case, by its ``holds``; KeyError if that is no kind of content."""
    return _KINDS[case.holds](case.id)


def files(all_held: Iterable[Held]) -> Mapping[str, bytes]:
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


def _image(name: str, tag: str = "1") -> Held:
    parts = Image(name, "1").parts
    return Held(name, (parts.layer, parts.config), (Tagged(tag, parts.manifest),))


def _for_platform(name: str, architecture: str) -> Parts:
    """The image as it would be for another architecture: the same layer, another configuration."""
    parts = Image(name, "1").parts
    config = Blob(parts.config.media_type, _json({**json.loads(parts.config.content), "architecture": architecture}))
    manifest = {**json.loads(parts.manifest.content), "config": config.descriptor}
    return Parts(parts.layer, config, Blob(parts.manifest.media_type, _json(manifest)))


def _index(*platforms: str) -> Callable[[str], Held]:
    def made(name: str) -> Held:
        parts = {one: _for_platform(name, one.partition("/")[2]) for one in platforms}
        listed = [
            {**one.manifest.descriptor, "platform": dict(zip(("os", "architecture"), platform.split("/"), strict=True))}
            for platform, one in parts.items()
        ]
        index = Blob(_INDEX, _json({"schemaVersion": 2, "mediaType": _INDEX, "manifests": listed}))
        blobs = tuple(blob for one in parts.values() for blob in (one.layer, one.config))
        single = tuple(Tagged(one.manifest.digest, one.manifest) for one in parts.values())
        return Held(name, blobs, (*single, Tagged("1", index)))

    return made


def _other_platform(name: str) -> Held:
    parts = _for_platform(name, "arm64")
    return Held(name, (parts.layer, parts.config), (Tagged("1", parts.manifest),))


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


_KINDS: Mapping[str, Callable[[str], Held]] = {
    "nothing": lambda name: Held(name, (), ()),
    "image": _image,
    "another tag": lambda name: _image(name, "another"),
    "index": _index("linux/amd64", "linux/arm64"),
    "index for arm64": _index("linux/arm64"),
    "index for windows": _index("windows/amd64"),
    "image for arm64": _other_platform,
}
