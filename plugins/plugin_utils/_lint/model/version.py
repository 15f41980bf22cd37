# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Versions of RKE2, K3s, containerd and Docker Engine, and ranges of them that differ per minor release."""

from __future__ import annotations

import re
from dataclasses import dataclass

_VERSION = re.compile(
    r"v?(?P<major>\d+)\.(?P<minor>\d+)(?:\.(?P<patch>\d+))?(?:[-~]?(?P<stage>alpha|beta|rc)\.?(?P<number>\d*))?"
    r"(?:[+-](?:rke2r|k3s)(?P<revision>\d+))?"
)
_RELEASE = "released"


class InvalidVersionError(ValueError):
    """The text does not begin like a version."""


@dataclass(frozen=True, order=True)
class Version:
    """Comparable; a candidate comes before its release. ``revision`` is the number after ``+rke2r`` or ``+k3s``."""

    major: int
    minor: int
    patch: int = 0
    stage: str = _RELEASE
    number: int = 0
    revision: int = 0

    @classmethod
    def parse(cls, text: str) -> Version:
        """Read ``v1.32.2+rke2r1``, ``v2.0.2-k3s2``, ``1.7.24`` or a package's version. Raises InvalidVersionError."""
        match = _VERSION.match(text.strip())
        if not match:
            raise InvalidVersionError(f"{text!r} is not a version such as v1.34.1+rke2r1, v1.34.1+k3s1 or 2.1.4")
        return cls(
            int(match["major"]),
            int(match["minor"]),
            int(match["patch"] or 0),
            match["stage"] or _RELEASE,
            int(match["number"] or 0),
            int(match["revision"] or 0),
        )

    @classmethod
    def parsed(cls, text: str | None) -> Version | None:
        """As ``parse``; None for an empty or invalid text."""
        try:
            return cls.parse(text) if text else None
        except InvalidVersionError:
            return None

    @property
    def is_release(self) -> bool:
        """Whether it is a final release."""
        return self.stage == _RELEASE

    @property
    def branch(self) -> tuple[int, int]:
        """Major and minor: the line of releases that gets fixes of its own."""
        return self.major, self.minor


@dataclass(frozen=True)
class VersionRange:
    """Versions from an ``introduced`` on and before a ``fixed``, each given once per branch that has one.

    A branch after the last named one has what the last one has; one before the first named ``introduced`` never had the
    behaviour; one before the first named ``fixed`` never got the fix. Empty: in all versions.
    """

    introduced: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()

    def affects(self, version: Version | None) -> bool:
        """Whether the version is in the range; with none known only where every version is."""
        if version is None:
            return not self.introduced and not self.fixed
        return _has(self.introduced, version, absent=True) and not _has(self.fixed, version, absent=False)

    def fix_for(self, version: Version | None) -> str:
        """The first version with the fix on the same branch, or else on the next one that has it; empty if none."""
        bounds = sorted(((Version.parse(text), text) for text in self.fixed), key=lambda bound: bound[0])
        later = (text for bound, text in bounds if version is None or bound.branch >= version.branch)
        return next((f"v{text}" for text in later), "")

    @property
    def since(self) -> str:
        """The first versions in words, empty if all versions are in the range."""
        return f"since {_listed(self.introduced)}" if self.introduced else ""

    def __str__(self) -> str:
        until = f"fixed in {_listed(self.fixed)}" if self.fixed else "no fix known"
        return ", ".join(filter(None, (self.since, until)))


def _has(bounds: tuple[str, ...], version: Version, *, absent: bool) -> bool:
    """Whether the version has what begins at these bounds; ``absent`` is the answer where there is no bound."""
    if not bounds:
        return absent
    parsed = [Version.parse(text) for text in bounds]
    same = [bound for bound in parsed if bound.branch == version.branch]
    return version >= same[0] if same else version.branch > min(bound.branch for bound in parsed)


def _listed(texts: tuple[str, ...]) -> str:
    return ", ".join(f"v{text}" for text in texts)
