# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pulls through the Docker Engine API.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import WantedPull
from ansible_collections.pullproof.registry.plugins.module_utils._pull.store.image_store import (
    RawPull,
    RuntimeUnavailableError,
    StoredImage,
    StoredImages,
)
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.docker_engine import DockerEngine, EngineError
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.urls import mask_urls

ANSWER_SECONDS = 20


class DockerImages:
    """`ImageStore` of Docker Engine (20.10 and later). It stores no credentials, they are part of each request."""

    def __init__(self, engine: DockerEngine, socket_path: str) -> None:
        self._engine = engine
        self._socket_path = socket_path

    def images(self) -> StoredImages:
        return StoredImages([_stored(raw) for raw in self._get("/images/json?all=1")])

    def folder(self) -> t.Optional[str]:
        folder: t.Optional[str] = self._get("/info").get("DockerRootDir")
        return folder

    def pull(self, wanted: WantedPull, seconds: int) -> RawPull:
        query = urlencode({"fromImage": wanted.repository, "tag": wanted.version})
        headers = {"X-Registry-Auth": wanted.registry_auth} if wanted.registry_auth else {}
        progress = Progress()
        try:
            for line in self._engine.lines("POST", f"/images/create?{query}", seconds, headers):
                progress = progress.after(json.loads(line))
        except TimeoutError as error:
            return RawPull(error=f"{error}, its last progress: {progress.last}")
        except (OSError, EngineError, ValueError) as error:
            return RawPull(error=mask_urls(str(error)))
        error_text = mask_urls(progress.error) if progress.error is not None else None
        return RawPull(error=error_text, digest=progress.digest, fetched=progress.fetched)

    def remove(self, images: t.Sequence[StoredImage]) -> t.Mapping[str, str]:
        """Remove by name: an image that got another name meanwhile remains. The engine keeps images that are in use."""
        remaining: dict[str, str] = {}
        for image in images:
            for name in image.tags or image.digests:
                try:
                    list(self._engine.lines("DELETE", f"/images/{quote(name)}", ANSWER_SECONDS))
                except (OSError, EngineError) as error:
                    remaining[image.id] = mask_urls(str(error))
        return remaining

    def _get(self, path: str) -> t.Any:
        try:
            return json.loads("".join(self._engine.lines("GET", path, ANSWER_SECONDS)))
        except (OSError, EngineError) as error:
            raise RuntimeUnavailableError(
                "runtime_down",
                f"Docker Engine API at {self._socket_path}",
                str(getattr(error, "strerror", None) or error),
                f"an answer to {path}",
                "start docker.service and look at its journal",
            ) from error


@dataclass(frozen=True)
class Progress:
    """The state of a pull according to the progress lines of the engine."""

    digest: t.Optional[str] = None
    fetched: bool = False
    error: t.Optional[str] = None
    last: str = "none"

    def after(self, line: t.Mapping[str, t.Any]) -> Progress:
        """The progress with one more line taken in."""
        if "error" in line or "errorDetail" in line:
            detail = line.get("errorDetail") or {}
            return replace(self, error=str(detail.get("message") or line.get("error")))
        status = str(line.get("status", ""))
        label, _colon, value = status.partition(": ")
        return replace(
            self,
            digest=value.strip() if label == "Digest" else self.digest,
            fetched=self.fetched or status == "Pull complete",
            last=f"{line['id']} {status}" if "id" in line else status,
        )


def _stored(raw: t.Mapping[str, t.Any]) -> StoredImage:
    return StoredImage(
        id=raw["Id"],
        tags=tuple(full_name(name) for name in raw.get("RepoTags") or () if not name.startswith("<none>")),
        digests=tuple(full_name(name) for name in raw.get("RepoDigests") or () if not name.startswith("<none>")),
        size=raw.get("Size"),
    )


def full_name(name: str) -> str:
    """The full form of a name as Docker shows it: `base:1` is `docker.io/library/base:1`."""
    first, slash, _rest = name.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        return name
    return f"docker.io/{name}" if slash else f"docker.io/library/{name}"
