# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a text is a complete version of a product, as its program prints it."""

from __future__ import annotations

import re

from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.version import (
    InvalidVersionError,
    Version,
    VersionRange,
)

_COMPLETE = re.compile(r"v?\d+\.\d+\.\d+")
_SUFFIX = re.compile(r"\+(rke2r|k3s)\d+")
_NAMES = {"rke2": "RKE2", "k3s": "K3s", "containerd": "containerd", "docker": "Docker Engine"}
_EXAMPLES = {"rke2": "v1.34.1+rke2r1", "k3s": "v1.34.1+k3s1", "containerd": "2.1.4", "docker": "28.5.1"}
_KUBERNETES = ("rke2", "k3s")
# Docker Engine 17.03 was the first with a year in its version; containerd 1.7 is the last of its first line.
_FIRST_DOCKER = 17
_LAST_CONTAINERD_1 = 7


# The first releases of RKE2 and K3s with a line of containerd, the newest line first.
_CONTAINERD_OF_KUBERNETES = (
    ((2, 3), VersionRange(("1.36.2",))),
    ((2, 2), VersionRange(("1.33.10", "1.34.6", "1.35.3", "1.36.0"))),
    ((2, 1), VersionRange(("1.31.13", "1.32.9", "1.33.5", "1.34.1"))),
    ((2, 0), VersionRange(("1.31.6", "1.32.2"))),
)
_LAST_LINE_1 = (1, _LAST_CONTAINERD_1)


def containerd_version(product: str, text: str | None) -> tuple[int, int] | None:
    """Major and minor of the containerd in this version of a product; None for Docker, and for an unknown version."""
    version = Version.parsed(text)
    if version is None or product not in _NAMES or product == "docker":
        return None
    if product == "containerd":
        return version.branch
    return next((line for line, since in _CONTAINERD_OF_KUBERNETES if since.affects(version)), _LAST_LINE_1)


def version_problem(text: str, product: str) -> str:
    """A sentence about a text that is not a complete version of the product; empty if it is one.

    An empty ``product`` is not known.
    """
    try:
        version = Version.parse(text)
    except InvalidVersionError as error:
        return f"{error}."
    if not _COMPLETE.match(text.strip()):
        return f"{text!r} is not complete: YAML reads 1.30 without quotes as 1.3, and the last number is missing."
    owners = _owners(text, version)
    if product and product not in owners:
        return f"{text!r} is a version of {' or '.join(_NAMES[owner] for owner in owners)}, not of {_NAMES[product]}."
    return ""


def example_version(product: str) -> str:
    """A version as the product prints it."""
    return _EXAMPLES.get(product, _EXAMPLES["rke2"])


def _owners(text: str, version: Version) -> tuple[str, ...]:
    suffix = _SUFFIX.search(text)
    if suffix:
        return ("rke2",) if suffix[1] == "rke2r" else ("k3s",)
    if version.major >= _FIRST_DOCKER:
        return ("docker",)
    if version.major == 1 and version.minor > _LAST_CONTAINERD_1:
        return _KUBERNETES
    return ("containerd",)
