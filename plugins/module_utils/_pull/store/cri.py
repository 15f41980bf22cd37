# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pulls through the CRI, with crictl.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
import re
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import CommandResult, Commands
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import RuntimeAccess, WantedPull
from ansible_collections.pullproof.registry.plugins.module_utils._pull.store.image_store import (
    RawPull,
    RuntimeUnavailableError,
    StoredImage,
    StoredImages,
)
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.crictl import runtime_words
from ansible_collections.pullproof.registry.plugins.module_utils._service.faults import fault_without_cri
from ansible_collections.pullproof.registry.plugins.module_utils._service.log import ServiceLog

ANSWER_SECONDS = 20
# crictl ends with the message of the runtime before `timeout` kills it.
GRACE_SECONDS = 10
REMOVE_SECONDS = 120

_UP_TO_DATE = re.compile(r"Image is up to date for (?P<id>\S+)")


class CriImages:
    """`ImageStore` of a runtime that serves the CRI (containerd, as RKE2 and K3s run it too)."""

    def __init__(self, commands: Commands, access: RuntimeAccess) -> None:
        self._commands = commands
        self._access = access

    def images(self) -> StoredImages:
        done = self._json(["images", "-o", "json"])
        if done.rc != 0:
            raise self._unavailable(done)
        return stored_images(done.out)

    def folder(self) -> t.Optional[str]:
        done = self._json(["imagefsinfo", "-o", "json"])
        return _mountpoint(json.loads(done.out)) if done.rc == 0 else None

    def pull(self, wanted: WantedPull, seconds: int) -> RawPull:
        done = self._crictl(["pull", "--pull-timeout", f"{seconds}s", wanted.reference], seconds + GRACE_SECONDS)
        if done.rc == 0:
            found = _UP_TO_DATE.search(done.out)
            return RawPull(image_id=found.group("id") if found else None)
        return RawPull(error=runtime_words(done.err))

    def remove(self, images: t.Sequence[StoredImage]) -> t.Mapping[str, str]:
        """`crictl rmi` takes an image away with all its names, even one that a container runs on: those stay."""
        containers = self._crictl(["ps", "-a", "-o", "json"], ANSWER_SECONDS)
        if containers.rc != 0:
            return {image.id: f"containers could not be listed: {runtime_words(containers.err)}" for image in images}
        remaining = {image.id: "a container uses it" for image in images if image.id in containers.out}
        free = [image.id for image in images if image.id not in remaining]
        done = self._crictl(["rmi", *free], REMOVE_SECONDS) if free else CommandResult(0, "", "")
        if done.rc != 0:
            left = self.images()
            remaining.update({image_id: runtime_words(done.err) for image_id in free if left.by_id(image_id)})
        return remaining

    def _json(self, arguments: t.Sequence[str]) -> CommandResult:
        """Run crictl again if it printed nothing: Ansible's run_command (2.19) can lose the output of a program that
        ends when it was silent for a second.
        """
        done = self._crictl(arguments, ANSWER_SECONDS)
        return done if done.rc or done.out.strip() else self._crictl(arguments, ANSWER_SECONDS)

    def _crictl(self, arguments: t.Sequence[str], seconds: int) -> CommandResult:
        socket = f"unix://{self._access.socket}"
        endpoints = ["--runtime-endpoint", socket, "--image-endpoint", socket]
        argv = [self._access.crictl, *endpoints, "--timeout", f"{ANSWER_SECONDS}s", *arguments]
        return self._commands.run(argv, seconds=seconds)

    def _unavailable(self, done: CommandResult) -> RuntimeUnavailableError:
        checked = f"crictl images at {self._access.socket}"
        words = runtime_words(done.err)
        if done.rc == 127:
            fix = "install crictl (cri-tools) on the node"
            return RuntimeUnavailableError("crictl_absent", checked, words, "an installed crictl", fix)
        if "unknown service runtime.v1" in words:
            fault = fault_without_cri(self._start_log())
            observed = words if fault.code == "cri_disabled" else fault.observed
            return RuntimeUnavailableError("cri_disabled", checked, observed, "an enabled CRI", fault.fix)
        fix = "start the runtime's service and look at its log"
        return RuntimeUnavailableError("runtime_down", checked, words, "a list of images", fix)

    def _start_log(self) -> list[str]:
        runtime = next((one for one in RUNTIMES.values() if one.unit == self._access.unit), None)
        return ServiceLog(runtime, self._commands).of_start() if runtime else []


def stored_images(text: str) -> StoredImages:
    """The images in what `crictl images -o json` prints."""
    return StoredImages([_stored(raw) for raw in json.loads(text).get("images") or []])


def _stored(raw: t.Mapping[str, t.Any]) -> StoredImage:
    return StoredImage(
        id=raw["id"],
        tags=tuple(raw.get("repoTags") or ()),
        digests=tuple(raw.get("repoDigests") or ()),
        size=int(raw["size"]) if raw.get("size") else None,
    )


def _mountpoint(raw: t.Mapping[str, t.Any]) -> t.Optional[str]:
    """crictl up to 1.28 prints the first file system alone, later versions print lists."""
    status = raw.get("status") or {}
    first = next(iter(status.get("imageFilesystems") or [status]))
    mountpoint: t.Optional[str] = (first.get("fsId") or {}).get("mountpoint")
    return mountpoint
