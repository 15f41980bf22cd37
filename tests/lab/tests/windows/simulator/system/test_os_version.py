# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Containerd's rule for versions of Windows."""

from __future__ import annotations

import pytest

from tests.lab.windows.simulator.system.os_version import matching

INDEX = [
    {"digest": version or "linux", "platform": {"os": os, "architecture": "amd64", "os.version": version}}
    for os, version in (
        ("linux", ""),
        ("windows", "10.0.17763.1"),
        ("windows", "10.0.20348.1"),
        ("windows", "10.0.20348.2322"),
        ("windows", "10.0.26100.1"),
    )
]


@pytest.mark.parametrize(
    ("build", "taken"),
    [(17763, "10.0.17763.1"), (20348, "10.0.20348.2322"), (25398, "10.0.20348.2322"), (26100, "10.0.26100.1")],
)
def test_a_host_takes_the_highest_version_that_fits(build: int, taken: str) -> None:
    found = matching(INDEX, build)
    assert found is not None
    assert found["digest"] == taken


@pytest.mark.parametrize("build", [17134, 19044])
def test_an_old_host_takes_nothing_but_its_own_build(build: int) -> None:
    assert matching(INDEX, build) is None


def test_an_image_without_a_version_fits_every_host() -> None:
    entry = {"platform": {"os": "windows", "architecture": "amd64"}}
    assert matching([entry], 17763) is entry


def test_other_architectures_fit_no_host() -> None:
    assert matching([{"platform": {"os": "windows", "architecture": "arm64"}}], 26100) is None
