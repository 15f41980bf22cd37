# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folders of certificates that are given as content."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.certificate_folder import (
    certificate_folder,
)


@pytest.mark.parametrize(
    ("product", "platform", "name", "path"),
    [
        ("rke2", "linux", "h:5000", "/etc/rancher/rke2/pullproof/h:5000"),
        ("k3s", "linux", "*", "/etc/rancher/k3s/pullproof/_default"),
        ("rke2", "windows", "h:5000", "C:/etc/rancher/rke2/pullproof/h_5000"),
        ("rke2", "windows", "*", "C:/etc/rancher/rke2/pullproof/_default"),
        ("docker", "linux", "docker.io", "/etc/docker/certs.d/registry-1.docker.io"),
        ("docker", "windows", "h:5000", "C:/ProgramData/docker/certs.d/h5000"),
        ("docker", "windows", "docker.io", "C:/ProgramData/docker/certs.d/registry-1.docker.io"),
        ("containerd", "linux", "h:5000", "/etc/containerd/certs.d/h:5000"),
    ],
)
def test_the_folder_has_a_name_that_the_system_accepts_and_the_program_reads(
    product: str, platform: str, name: str, path: str
) -> None:
    assert certificate_folder(product, platform)(name) == path


def test_containerd_may_have_another_folder() -> None:
    assert certificate_folder("containerd", root="/opt/certs.d")("h:5000") == "/opt/certs.d/h:5000"
