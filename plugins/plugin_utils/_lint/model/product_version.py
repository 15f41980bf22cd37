# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a text is a complete version of a product, as its program prints it."""

from __future__ import annotations

import re

from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.version import InvalidVersionError, Version

_COMPLETE = re.compile(r"v?\d+\.\d+\.\d+")
_SUFFIX = re.compile(r"\+(rke2r|k3s)\d+")
_NAMES = {"rke2": "RKE2", "k3s": "K3s", "containerd": "containerd", "docker": "Docker Engine"}
_EXAMPLES = {"rke2": "v1.34.1+rke2r1", "k3s": "v1.34.1+k3s1", "containerd": "2.1.4", "docker": "28.5.1"}
_KUBERNETES = ("rke2", "k3s")
# Docker Engine 17.03 was the first with a year in its version; containerd 1.7 is the last of its first line.
_FIRST_DOCKER = 17
_LAST_CONTAINERD_1 = 7


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
