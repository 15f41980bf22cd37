# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public registries and hosts that are inside a network, by their names."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.host_kind import (
    is_private,
    is_public_registry,
)


@pytest.mark.parametrize(
    "host",
    ["registry", "registry:5000", "r.corp", "R.LAN:443", "10.1.2.3:5000", "192.168.0.1", "[fd00::1]:5000", "a.lab"],
)
def test_these_can_only_be_inside(host: str) -> None:
    assert is_private(host)
    assert not is_public_registry(host)


@pytest.mark.parametrize("host", ["registry.example.com", "8.8.8.8:443", "[2001:4860:4860::8888]", "corp.example.com"])
def test_these_may_be_anywhere(host: str) -> None:
    assert not is_private(host)
    assert not is_public_registry(host)


@pytest.mark.parametrize("host", ["docker.io", "registry-1.docker.io", "quay.io:443", "GHCR.io"])
def test_these_are_the_well_known_ones(host: str) -> None:
    assert is_public_registry(host)
    assert not is_private(host)
