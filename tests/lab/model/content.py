# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's test images: tiny and real.

Each image has one layer with 100 kB that no compression shrinks, and a linux/amd64 configuration; one with several
platforms is an index of such images, with the versions of Windows that its entries are made for. Its bytes follow from
its seed (and the zlib that packs them), so its digest is known before it is pushed, and pushing again costs nothing.

A layer for Windows has only folders, because containerd cannot write files of layers on Wine. Its bytes are in a header
of one of the folders.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import random
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

PAYLOAD_BYTES = 100_000
CREATED = "2026-01-01T00:00:00Z"


RKE2_RUNTIME_TAG = "v1.34.1-rke2r1"


@dataclass(frozen=True)
class Platform:
    """What an image is made for; ``os_version`` (``10.0.17763.5458``) is said for Windows only."""

    os: str = "linux"
    architecture: str = "amd64"
    os_version: str = ""

    def described(self) -> dict[str, str]:
        """As indexes and configurations spell it."""
        known = {"os": self.os, "architecture": self.architecture, "os.version": self.os_version}
        return {key: value for key, value in known.items() if value}


LINUX = Platform()


@dataclass(frozen=True)
class Image:
    """An image as one registry holds it; images with the same ``seed`` are the same image under several names.

    With ``platforms`` it is an index of one image for each.
    """

    repository: str
    tag: str
    seed: str = ""
    platforms: tuple[Platform, ...] = ()

    @property
    def reference(self) -> str:
        """Name inside its registry, ``team/app:1``."""
        return f"{self.repository}:{self.tag}"

    @property
    def digest(self) -> str:
        """Digest of the manifest or index, ``sha256:...``: what a proven pull has to report."""
        return self.top.digest

    @property
    def blobs(self) -> tuple[Blob, ...]:
        """Everything that a registry has to hold for it."""
        parts = [self.parts] if not self.platforms else [one for _platform, one in self.entries]
        return (*(blob for one in parts for blob in (one.layer, one.config, one.manifest)), self.top)

    @cached_property
    def top(self) -> Blob:
        """What its name stands for."""
        return _index(self.entries) if self.platforms else self.parts.manifest

    @cached_property
    def parts(self) -> Parts:
        """The blobs it is made of, if it is no index."""
        return parts_of(self.seed or self.reference, LINUX)

    @cached_property
    def entries(self) -> tuple[tuple[Platform, Parts], ...]:
        """The images of an index."""
        seed = self.seed or self.reference
        return tuple((one, parts_of(f"{seed} {one.os} {one.os_version}", one)) for one in self.platforms)


@dataclass(frozen=True)
class Blob:
    """One content-addressed piece of an image."""

    media_type: str
    content: bytes

    @property
    def digest(self) -> str:
        return f"sha256:{hashlib.sha256(self.content).hexdigest()}"

    @property
    def descriptor(self) -> dict[str, object]:
        return {"mediaType": self.media_type, "digest": self.digest, "size": len(self.content)}


@dataclass(frozen=True)
class Parts:
    """The three blobs of an image with one layer."""

    layer: Blob
    config: Blob
    manifest: Blob


def layout(images: Iterable[Image]) -> Mapping[str, bytes]:
    """One OCI image layout that holds all the images, as file contents by relative path; tags are their references."""
    listed = list(images)
    files = {f"blobs/{blob.digest.replace(':', '/')}": blob.content for image in listed for blob in image.blobs}
    manifests = [
        image.top.descriptor | {"annotations": {"org.opencontainers.image.ref.name": image.reference}}
        for image in listed
    ]
    index = {"schemaVersion": 2, "manifests": manifests}
    return files | {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}', "index.json": _json(index)}


def _index(entries: Iterable[tuple[Platform, Parts]]) -> Blob:
    media_type = "application/vnd.oci.image.index.v1+json"
    manifests = [one.manifest.descriptor | {"platform": platform.described()} for platform, one in entries]
    return Blob(media_type, _json({"schemaVersion": 2, "mediaType": media_type, "manifests": manifests}))


def parts_of(seed: str, platform: Platform) -> Parts:
    """The blobs of an image for one platform."""
    tar = _tar_for_windows(seed) if platform.os == "windows" else _tar(seed)
    layer = Blob("application/vnd.oci.image.layer.v1.tar+gzip", gzip.compress(tar, compresslevel=1, mtime=0))
    config = Blob("application/vnd.oci.image.config.v1+json", _config(seed, tar, platform))
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": config.descriptor,
        "layers": [layer.descriptor],
    }
    return Parts(layer, config, Blob(str(manifest["mediaType"]), _json(manifest)))


def _config(seed: str, tar: bytes, platform: Platform) -> bytes:
    return _json(
        platform.described()
        | {
            "created": CREATED,
            "config": {"Cmd": ["/payload"], "Labels": {"pullproof.seed": seed}},
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(tar).hexdigest()}"]},
            "history": [{"created": CREATED, "created_by": "pullproof lab"}],
        }
    )


def _tar(seed: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        member = tarfile.TarInfo("payload")
        member.size, member.mode = PAYLOAD_BYTES, 0o755
        archive.addfile(member, io.BytesIO(random.Random(seed).randbytes(PAYLOAD_BYTES)))
    return buffer.getvalue()


def _tar_for_windows(seed: str) -> bytes:
    """The folders of a base layer. The header of the first has a record that no program knows."""
    buffer = io.BytesIO()
    payload = base64.b64encode(random.Random(seed).randbytes(PAYLOAD_BYTES)).decode()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, records in (("Files", {"PULLPROOF.payload": payload}), ("Hives", {})):
            member = tarfile.TarInfo(name)
            member.type, member.mode, member.pax_headers = tarfile.DIRTYPE, 0o755, records
            archive.addfile(member)
    return buffer.getvalue()


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


_WINDOWS_2019, _WINDOWS_2022, _WINDOWS_2025 = (
    Platform("windows", os_version=f"10.0.{build}") for build in ("17763.5458", "20348.2322", "26100.1742")
)
ALL_WINDOWS = (_WINDOWS_2019, _WINDOWS_2022, _WINDOWS_2025)
_BASE = Image("library/base", "1")
REGISTRY = (
    Image("team/app", "1"),
    Image("team/app", "2"),
    _BASE,
    Image("dockerhub/library/base", "1", seed=_BASE.reference),
    Image("rancher/rke2-runtime", RKE2_RUNTIME_TAG),
    Image("ghcr/tools/cli", "1", platforms=(LINUX, *ALL_WINDOWS)),
    Image("team/winapp", "1", platforms=(LINUX, *ALL_WINDOWS)),
    Image("library/winbase", "1", platforms=ALL_WINDOWS),
    Image("team/winapp-2022only", "1", platforms=(_WINDOWS_2022,)),
    Image("team/linuxonly", "1"),
    *(Image("bench/img", f"{number:02}") for number in range(1, 21)),
)
HARBOR = (Image("project/web", "1"), Image("project/private", "1"), Image("project/winweb", "1", platforms=ALL_WINDOWS))
ARTIFACTORY = (Image("docker-local/team/app", "1"), Image("docker-local/moved", "1"))
MIRROR = (_BASE, Image("library/tool", "1"))
OUTSIDE = (
    Image("outside/tool", "1"),
    Image("outside/only-here", "1"),
    Image("outside/wintool", "1", platforms=ALL_WINDOWS),
)
