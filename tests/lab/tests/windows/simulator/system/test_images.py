# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins for a pull are those of the generated configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lab.windows.simulator.system import images

CONFIG = """
[plugins.'io.containerd.cri.v1.images'.registry.configs.'registry.lab:5000'.auth]
username = "svc"
password = "p:w"
[plugins."io.containerd.grpc.v1.cri".registry.configs."harbor.lab".auth]
auth = "eDp5"
"""


@pytest.fixture
def containerd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(images, "CONTAINERD", tmp_path)
    (tmp_path / "config.toml").write_text(CONFIG)
    (tmp_path / "certs.d" / "quay.io").mkdir(parents=True)
    hosts = '[host."https://mirror.lab:5000/v2"]\n[host."https://registry.lab:5000/v2"]\n'
    (tmp_path / "certs.d" / "quay.io" / "hosts.toml").write_text(hosts)
    return tmp_path


def login(registry: str) -> tuple[str, str]:
    return images._Registry.of(registry).login(images._logins())


def test_a_registry_has_the_login_of_its_own_name(containerd: Path) -> None:
    assert login("registry.lab:5000") == ("svc", "p:w")


def test_a_mirrored_registry_has_that_of_its_first_mirror_with_one(containerd: Path) -> None:
    assert login("quay.io") == ("svc", "p:w")


def test_a_registry_that_nothing_is_said_of_has_none(containerd: Path) -> None:
    assert login("ghcr.io") == ("", "")
