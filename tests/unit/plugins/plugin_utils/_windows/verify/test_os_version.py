# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""containerd's rule for the builds of Windows."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.os_version import (
    fits,
    fitting,
    offered_by,
    wanted_builds,
)


def _entry(digest: str, os: str, version: str = "") -> dict[str, object]:
    platform = {"os": os, "architecture": "amd64", **({"os.version": version} if version else {})}
    return {"digest": digest, "platform": platform}


INDEX = {
    "manifests": [
        _entry("sha256:linux", "linux"),
        _entry("sha256:2019", "windows", "10.0.17763.5458"),
        _entry("sha256:2022", "windows", "10.0.20348.2322"),
        _entry("sha256:2025", "windows", "10.0.26100.1742"),
        _entry("sha256:proof", "unknown"),
    ]
}


@pytest.mark.parametrize(
    ("build", "host", "runs"),
    [
        (17763, 17763, True),
        (20348, 17763, False),
        (17763, 20348, False),
        (20348, 20348, True),
        (20348, 26100, True),
        (25398, 26100, True),
        (26100, 20348, False),
        (17763, 26100, False),
        (None, 17763, True),
    ],
)
def test_a_build_runs_on_a_host(build: int | None, host: int, runs: bool) -> None:
    assert fits(build, host) is runs


@pytest.mark.parametrize(
    ("host", "accepted"),
    [(17763, ["sha256:2019"]), (20348, ["sha256:2022"]), (26100, ["sha256:2022", "sha256:2025"])],
)
def test_the_entries_that_the_host_can_run_are_accepted(host: int, accepted: list[str]) -> None:
    assert [one.digest for one in fitting(offered_by(INDEX), host)] == accepted


def test_an_index_for_linux_alone_has_nothing() -> None:
    assert fitting(offered_by({"manifests": [_entry("sha256:linux", "linux")]}), 26100) == ()


def test_attestations_are_not_offered_and_builds_are_named() -> None:
    named = [str(one) for one in offered_by(INDEX)]
    assert named == ["linux/amd64", "windows/amd64 17763", "windows/amd64 20348", "windows/amd64 26100"]


def test_the_accepted_builds_are_described() -> None:
    assert wanted_builds(17763) == "windows/amd64 17763"
    assert wanted_builds(26100) == "windows/amd64 from 20348 up to 26100"


def test_a_document_that_is_not_an_index_has_no_entries() -> None:
    assert offered_by({"manifests": ["nonsense", {}]}) == ()
