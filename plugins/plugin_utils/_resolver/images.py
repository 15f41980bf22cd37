# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parsed images of the variables, and their registries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries, parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.reference import (
    SHA256_DIGEST,
    Reference,
    RequestedImage,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import raise_for_errors
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.reader import VariableReader
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.role_variables import too_small

VARIABLE = "verify_images"
KEYS = ("image", "digest", "os")
SYSTEMS = ("linux", "windows")


@dataclass(frozen=True)
class Image:
    """One image to prove: ``image`` as written, its complete reference, the expected digest or None, and its system."""

    image: str
    reference: Reference
    digest: str | None = None
    os: str = "linux"

    @property
    def requested(self) -> RequestedImage:
        """The images to pull, without the expectations."""
        return RequestedImage(self.image, self.reference)


def parse_images(raw: Sequence[object]) -> tuple[list[Image], list[Finding]]:
    """Read a list of references or ``{image, digest, os}``; everything wrong with it is in the findings."""
    reader = VariableReader()
    parsed = [_image(reader, f"{VARIABLE}[{index}]", item) for index, item in enumerate(raw)]
    return [image for image in parsed if image is not None], reader.findings


def read_pulls(role: str, arguments: Mapping[str, Any]) -> tuple[list[Image], Registries]:
    """The images and registries of a task of this role; PullproofError for all that is wrong with its arguments."""
    images, findings = parse_images(arguments["images"])
    registries = parse_registries(arguments["mirrors"], arguments["configs"], arguments["dial_timeout"])
    raise_for_errors([*findings, *registries.errors, *too_small(role, arguments)])
    return images, registries


def _image(reader: VariableReader, where: str, item: object) -> Image | None:
    is_mapping = isinstance(item, Mapping)
    given = reader.mapping(item, where) if is_mapping else {"image": item}
    for key in sorted(set(given) - set(KEYS)):
        reader.error("unknown-key", where, f"Images have no key {key!r}.", f"Valid keys: {', '.join(KEYS)}.")
    text = reader.text(given.get("image"), f"{where}.image" if is_mapping else where, required=True)
    digest = reader.text(given.get("digest"), f"{where}.digest")
    system = reader.text(given.get("os"), f"{where}.os") or SYSTEMS[0]
    if digest and not SHA256_DIGEST.fullmatch(digest):
        fix = "Write sha256: and 64 lower-case hexadecimal digits."
        reader.error("invalid-digest", f"{where}.digest", f"{digest!r} is not a digest.", fix)
    if system not in SYSTEMS:
        reader.error("unknown-os", f"{where}.os", f"{system!r} is not known.", f"Write one of {', '.join(SYSTEMS)}.")
    requested = RequestedImage.parse(text)
    if text and requested.error:
        reader.error(
            "image-invalid", where, f"The runtime rejects the reference: {requested.error}.", "Correct the reference."
        )
    return Image(text, requested.reference, digest or None, system) if requested.reference else None


def images_of(arguments: Mapping[str, Any]) -> tuple[RequestedImage, ...]:
    """The images of a task. Entries of a wrong type become images with an error."""
    return tuple(
        RequestedImage.parse(str(entry.get("image", "")) if isinstance(entry, Mapping) else str(entry))
        for entry in arguments["images"]
    )
