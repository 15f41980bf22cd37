# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of the images on one node, and why: the verification document, read back.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.cause import Cause


@dataclass(frozen=True)
class ImageDiagnosis:
    """One image: why it failed (None: it did not), what else is wrong, and the endpoints with their stages.

    ``endpoints`` are plain values, as the verification document has them: program, url, repository, credential_key, ca,
    route, stages (name, state, fault, observed, ms).
    """

    cause: Cause | None = None
    warnings: Sequence[Cause] = ()
    endpoints: Sequence[Mapping[str, Any]] = ()

    @classmethod
    def of(cls, image: Mapping[str, Any]) -> ImageDiagnosis:
        """From an entry of ``images`` of a verification document."""
        cause = image.get("cause")
        warnings = tuple(_cause(raw) for raw in image.get("warnings") or ())
        return cls(_cause(cause) if cause else None, warnings, tuple(image.get("endpoints") or ()))


@dataclass(frozen=True)
class HostPulls:
    """The results of the images on one node. ``verdicts`` are the diagnoses of the first pulls, in the same order."""

    node: str
    pulls: Sequence[PullOutcome]
    verdicts: Sequence[ImageDiagnosis] = ()

    @classmethod
    def of(cls, node: str, images: Sequence[Mapping[str, Any]]) -> HostPulls:
        """From ``images`` of a verification document."""
        names = {one.name for one in fields(PullOutcome)}
        pulls = [PullOutcome(**{key: value for key, value in image.items() if key in names}) for image in images]
        return cls(node, pulls, [ImageDiagnosis.of(image) for image in images])

    @property
    def judged(self) -> list[tuple[PullOutcome, ImageDiagnosis]]:
        """The pulls with their diagnoses, an empty one if there is none."""
        missing = len(self.pulls) - len(self.verdicts)
        return list(zip(self.pulls, (*self.verdicts, *[ImageDiagnosis()] * missing), strict=False))


def _cause(raw: Mapping[str, Any]) -> Cause:
    names = {one.name for one in fields(Cause)}
    return Cause(**{key: str(value) for key, value in raw.items() if key in names})
