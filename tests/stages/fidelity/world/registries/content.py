# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The images that all registries of the matrix serve: the same bytes in each run.

Tags are one image, on Windows also an index with images for several builds.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import platform
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
INDEX_TYPE = "application/vnd.oci.image.index.v1+json"
_CONFIG_TYPE = "application/vnd.oci.image.config.v1+json"
_LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip"
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
# Releases of Windows Server, and three builds that no release has.
WINDOWS_BUILDS = (14393, 17763, 19041, 20347, 20348, 20349, 25398, 26100, 26101)
_FILE = ("etc/fidelity", b"one file is enough for a pull\n")
# Wine cannot unpack files. Each layer of an image for Windows has these folders.
_WINDOWS_FOLDERS = ("Files", "Hives")


def digest_of(content: bytes) -> str:
    """The digest of a blob or manifest."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


@dataclass(frozen=True)
class Image:
    """One image. ``version`` is the version of Windows that it is for; empty for none."""

    system: str
    version: str = ""

    @cached_property
    def manifest(self) -> bytes:
        """The manifest."""
        layer = self._compressed_layer
        manifest = {
            "schemaVersion": 2,
            "mediaType": MANIFEST_TYPE,
            "config": {"mediaType": _CONFIG_TYPE, "digest": digest_of(self._config), "size": len(self._config)},
            "layers": [{"mediaType": _LAYER_TYPE, "digest": digest_of(layer), "size": len(layer)}],
        }
        return json.dumps(manifest).encode()

    @property
    def digest(self) -> str:
        """The digest of the manifest."""
        return digest_of(self.manifest)

    @property
    def blobs(self) -> Mapping[str, bytes]:
        """Its configuration and its layer, by digest."""
        return {digest_of(blob): blob for blob in (self._config, self._compressed_layer)}

    @property
    def platform(self) -> Mapping[str, str]:
        """As in an index."""
        machine = platform.machine()
        found = {"architecture": _ARCHITECTURES.get(machine, machine), "os": self.system}
        return found | ({"os.version": self.version} if self.version else {})

    @cached_property
    def _config(self) -> bytes:
        file_system = {"type": "layers", "diff_ids": [digest_of(self._layer)]}
        return json.dumps({**self.platform, "config": {}, "rootfs": file_system}).encode()

    @cached_property
    def _compressed_layer(self) -> bytes:
        return gzip.compress(self._layer, mtime=0)

    @cached_property
    def _layer(self) -> bytes:
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as tar:
            if self.system == "windows":
                for name in (*_WINDOWS_FOLDERS, f"Files/{self.version or 'any'}"):
                    entry = tarfile.TarInfo(name)
                    entry.type, entry.mode = tarfile.DIRTYPE, 0o755
                    tar.addfile(entry)
            else:
                entry = tarfile.TarInfo(_FILE[0])
                entry.size = len(_FILE[1])
                tar.addfile(entry, io.BytesIO(_FILE[1]))
        return archive.getvalue()


@dataclass(frozen=True)
class Content:
    """What tags are: ``image``, or an index of ``by_build``."""

    image: Image
    by_build: Mapping[int, Image] = field(default_factory=dict)

    @cached_property
    def manifests(self) -> Mapping[str, Image]:
        """All images by the digest of their manifest."""
        return {one.digest: one for one in (self.image, *self.by_build.values())}

    @cached_property
    def blobs(self) -> Mapping[str, bytes]:
        """All blobs by digest."""
        return {digest: blob for image in self.manifests.values() for digest, blob in image.blobs.items()}

    def index(self, builds: Iterable[int]) -> bytes:
        """The index of the images for these builds, in this order."""
        entries: list[dict[str, Any]] = [_entry(self.by_build[build]) for build in builds]
        return json.dumps({"schemaVersion": 2, "mediaType": INDEX_TYPE, "manifests": entries}).encode()

    def build_of(self, digest: str) -> int:
        """The build that the image with this manifest is for; 0 for any other."""
        return next((build for build, image in self.by_build.items() if image.digest == digest), 0)


def content_for(system: str) -> Content:
    """The content for nodes with this system."""
    if system != "windows":
        return Content(Image(system))
    return Content(Image(system), {build: Image(system, f"10.0.{build}.1") for build in WINDOWS_BUILDS})


def _entry(image: Image) -> dict[str, Any]:
    return {
        "mediaType": MANIFEST_TYPE,
        "digest": image.digest,
        "size": len(image.manifest),
        "platform": image.platform,
    }
