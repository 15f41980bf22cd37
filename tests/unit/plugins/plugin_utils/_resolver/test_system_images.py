# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The images that a node needs for itself."""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.system_images import system_images


def test_rke2_needs_its_runtime_image_now_and_after_the_upgrade() -> None:
    versions = ["v1.33.1+rke2r1", "", "v1.34.1+rke2r1", "v1.33.1+rke2r1"]
    assert system_images(RUNTIMES["rke2-agent"], versions) == (
        "docker.io/rancher/mirrored-pause:3.6",
        "docker.io/rancher/rke2-runtime:v1.33.1-rke2r1",
        "docker.io/rancher/rke2-runtime:v1.34.1-rke2r1",
    )


def test_they_come_from_the_default_registry_of_the_system_if_there_is_one() -> None:
    found = system_images(RUNTIMES["rke2-server"], ["v1.34.1+rke2r1"], "registry.example:5000")
    assert found == (
        "registry.example:5000/rancher/mirrored-pause:3.6",
        "registry.example:5000/rancher/rke2-runtime:v1.34.1-rke2r1",
    )


def test_k3s_has_everything_else_built_in() -> None:
    assert system_images(RUNTIMES["k3s-agent"], ["v1.34.1+k3s1"]) == ("docker.io/rancher/mirrored-pause:3.6",)


def test_plain_containerd_needs_what_it_is_set_to_and_docker_nothing() -> None:
    pause = "registry.k8s.io/pause:3.8"
    assert system_images(RUNTIMES["containerd"], ["1.7.24"], pause=pause) == (pause,)
    assert system_images(RUNTIMES["containerd"], ["1.7.24"]) == ()
    assert system_images(RUNTIMES["docker"], ["28.5"], pause=pause) == ()
