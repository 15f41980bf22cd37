# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The containerd of a version of RKE2, K3s or containerd."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.product_version import containerd_version


@pytest.mark.parametrize(
    ("product", "text", "version"),
    [
        ("rke2", "v1.31.5+rke2r1", (1, 7)),
        ("k3s", "v1.30.14+k3s1", (1, 7)),
        ("rke2", "v1.31.6+rke2r1", (2, 0)),
        ("k3s", "v1.32.2+k3s1", (2, 0)),
        ("rke2", "v1.33.4+rke2r1", (2, 0)),
        ("rke2", "v1.34.1+rke2r1", (2, 1)),
        ("rke2", "v1.35.1+rke2r1", (2, 1)),
        ("rke2", "v1.35.3+rke2r1", (2, 2)),
        ("rke2", "v1.36.0+rke2r1", (2, 2)),
        ("rke2", "v1.36.2+rke2r1", (2, 3)),
        ("containerd", "1.7.24", (1, 7)),
        ("containerd", "v2.4.2", (2, 4)),
        ("containerd", "", None),
        ("rke2", None, None),
        ("docker", "28.5.1", None),
    ],
)
def test_the_line_of_containerd_follows_from_the_version(
    product: str, text: str | None, version: tuple[int, int] | None
) -> None:
    assert containerd_version(product, text) == version
