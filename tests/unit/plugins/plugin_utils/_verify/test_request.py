# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a node is asked for, and what its answers mean."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Auth, Config
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import Image, parse_images
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.request import access_of, wanted_pulls


def images(*references: object) -> list[Image]:
    return parse_images(references)[0]


def chosen(name: str, crictl: str | None = "/opt/crictl", active: str = "active") -> ChosenRuntime:
    facts: Any = {"crictl": crictl, "unit": {"active": active, "enabled": "enabled"}}
    return ChosenRuntime(RUNTIMES[name], facts)


@pytest.mark.parametrize(
    ("name", "kind", "socket"),
    [
        ("rke2-agent", "cri", "/run/k3s/containerd/containerd.sock"),
        ("containerd", "cri", "/run/containerd/containerd.sock"),
        ("docker", "docker", "/run/docker.sock"),
    ],
)
def test_a_runtime_is_reached_in_its_own_way(name: str, kind: str, socket: str) -> None:
    access = access_of(chosen(name))
    assert (access.kind, access.socket, access.crictl) == (kind, socket, "/opt/crictl")


def test_an_image_is_asked_for_by_repository_and_version_and_a_digest_wins_over_a_tag() -> None:
    digest = f"sha256:{'0' * 64}"
    targets = {"docker.io/library/base:latest": ["0", "1"]}
    pulls = wanted_pulls(images("base", f"h:5000/a:1@{digest}"), {}, "cri", targets)
    assert [pull.targets for pull in pulls] == [("0", "1"), ()]
    assert [(pull.image, pull.reference, pull.repository, pull.version) for pull in pulls] == [
        ("base", "docker.io/library/base:latest", "docker.io/library/base", "latest"),
        (f"h:5000/a:1@{digest}", f"h:5000/a@{digest}", "h:5000/a", digest),
    ]


def test_only_docker_is_handed_credentials() -> None:
    configs = {"h:5000": Config(auth=Auth(username="me", password="p"))}
    assert wanted_pulls(images("h:5000/a"), configs, "cri", {})[0].registry_auth is None
    assert wanted_pulls(images("h:5000/a"), configs, "docker", {})[0].registry_auth is not None
