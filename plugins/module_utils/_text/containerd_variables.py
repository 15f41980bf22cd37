# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables for the containerd of RKE2 and K3s (all versions up to v1.36).

RKE2 and K3s start containerd with their own environment. The value of each `CONTAINERD_X` replaces that of `X`.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

CONTAINERD_PREFIX = "CONTAINERD_"


def without_prefix(name: str) -> str:
    """The name under which containerd reads a variable."""
    return name[len(CONTAINERD_PREFIX) :] if name.startswith(CONTAINERD_PREFIX) else name


def replaced_variables(environment: t.Mapping[str, str]) -> dict[str, str]:
    """The variables of containerd whose values come from a `CONTAINERD_X`."""
    return {without_prefix(name): value for name, value in environment.items() if name.startswith(CONTAINERD_PREFIX)}


def containerd_environment(environment: t.Mapping[str, str]) -> dict[str, str]:
    """The environment of the containerd that RKE2 or K3s starts."""
    return {**environment, **replaced_variables(environment)}
