# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which drills a node needs: fallbacks, wildcards, and registries that must never be contacted.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ansible_collections.pullproof.registry.plugins.module_utils._pull.drill.plan import PREFIX, SUFFIX, Drill
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.names import is_registry_itself
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import Image
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Endpoint
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.k3s_certs_d import ANY_DIRECTORY
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.reference import Reference
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.drill.registry_files import (
    FilesOfRegistry,
    RegistryFiles,
)

FALLBACK, WILDCARD, NEVER_CONTACT = "fallback", "wildcard", "never_contact"
PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


class Verdict(NamedTuple):
    """The result of a drill: passed, failed or skipped, and a sentence that is the same on all nodes."""

    state: str
    sentence: str


@dataclass(frozen=True)
class PlannedDrill:
    """A drill of the real ``registry`` with this image. ``drill`` is None if the ``verdict`` is known without a pull.

    ``endpoints`` are those that may serve the image, ``unreachable`` those that will not answer.
    """

    kind: str
    registry: str
    image: str
    endpoints: tuple[Endpoint, ...] = ()
    unreachable: tuple[Endpoint, ...] = ()
    drill: Drill | None = None
    verdict: Verdict | None = None


class DrillChoice:
    """Chooses the drills of one node. The files of a registry are those that its containerd reads."""

    def __init__(self, files: RegistryFiles) -> None:
        self._files = files
        self._number = 0

    def drills(self, images: Sequence[Image], never_contact: Sequence[str]) -> list[PlannedDrill]:
        """One fallback per registry of the images, one wildcard, and one drill per registry in ``never_contact``."""
        first = {image.reference.domain: image for image in reversed(images)}
        ordered = [first[registry] for registry in dict.fromkeys(image.reference.domain for image in images)]
        fallbacks = [self._fallback(image) for image in ordered]
        avoided = [self._never_contact(registry, first.get(registry)) for registry in never_contact]
        return [*fallbacks, *self._wildcard(ordered), *avoided]

    def _fallback(self, image: Image) -> PlannedDrill:
        registry, found = image.reference.domain, self._files.of(image.reference)
        if not found.hosts or len(found.endpoints) < 2:
            only = found.endpoints[0].url if found.endpoints else "no endpoint"
            reason = found.problem or f"{registry}: there is no fallback, because {only} is the only endpoint"
            return PlannedDrill(FALLBACK, registry, image.image, verdict=Verdict(SKIPPED, reason))
        drill = self._drill(
            image.reference,
            found.folder,
            copied=found.directory,
            unreachable=found.hosts[:1],
            server=found.last_server,
        )
        return PlannedDrill(FALLBACK, registry, image.image, found.endpoints[1:], found.endpoints[:1], drill)

    def _wildcard(self, images: Sequence[Image]) -> Iterator[PlannedDrill]:
        """A registry that no directory is for gets the wildcard."""
        for image in images:
            found = self._files.of(image.reference)
            own = [one for one in found.endpoints if not is_registry_itself(one.url, image.reference.domain)]
            if found.directory == ANY_DIRECTORY and own:
                drill = self._drill(image.reference, found.folder)
                yield PlannedDrill(WILDCARD, ANY_DIRECTORY, image.image, tuple(own), drill=drill)
                return

    def _never_contact(self, registry: str, image: Image | None) -> PlannedDrill:
        reference = image.reference if image else Reference(registry, "pullproof/drill", "latest")
        found = self._files.of(reference)
        itself = next((one for one in found.endpoints if is_registry_itself(one.url, registry)), None)
        verdict = Verdict(SKIPPED, found.problem) if found.problem else None
        if itself is not None:
            verdict = Verdict(FAILED, f"{registry} is contacted at {itself.url}: {_why(found)}")
        if verdict:
            return PlannedDrill(NEVER_CONTACT, registry, str(reference), verdict=verdict)
        drill = self._drill(
            reference, found.folder, copied=found.directory, unreachable=found.hosts, avoids_server=True
        )
        return PlannedDrill(NEVER_CONTACT, registry, str(reference), unreachable=found.endpoints, drill=drill)

    def _drill(self, real: Reference, folder: str, **copy: Any) -> Drill:
        """``copy``: the fields of the drill about the copied hosts.toml."""
        self._number += 1
        name = f"{PREFIX}{self._number}{SUFFIX}"
        return Drill(name, str(real), real.path, real.digest or real.tag, folder, **copy)


def _why(found: FilesOfRegistry) -> str:
    if not found.directory:
        return "no directory in certs.d is for this registry"
    return f"certs.d/{found.directory}/hosts.toml contains the registry, or no server in its place"
