# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who owns a file that is not ours, by its text and by what lies around it."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.owners import (
    DRAGONFLY,
    RANCHER,
    SPEGEL,
    UNKNOWN,
    Owner,
    owner_of,
    unmanaged_file,
)

REGISTRIES = "/etc/rancher/rke2/registries.yaml"
HOSTS = "/etc/containerd/certs.d/docker.io/hosts.toml"


@pytest.mark.parametrize(
    ("path", "text", "around", "owner"),
    [
        (REGISTRIES, "mirrors: {}\n", ["/etc/rancher/agent"], RANCHER),
        (REGISTRIES, "mirrors: {}\n", ["/etc/rancher/rke2/config.yaml.d/50-rancher.yaml"], RANCHER),
        (REGISTRIES, "mirrors: {}\n", ["/etc/rancher/k3s/config.yaml.d/50-rancher.yaml"], UNKNOWN),
        (REGISTRIES, "mirrors: {}\n", [], UNKNOWN),
        ("/etc/chrony/chrony.conf", "server a\n", ["/etc/rancher/agent"], UNKNOWN),
        (HOSTS, "server = 'x'\n", ["/etc/containerd/certs.d/_backup"], SPEGEL),
        (HOSTS, '[host."http://127.0.0.1:30020"]\n', [], SPEGEL),
        (HOSTS, '[host."http://127.0.0.1:4001".header]\nX-Dragonfly-Registry = "x"\n', [], DRAGONFLY),
        ("/etc/containerd/certs.d/_default/hosts.toml", "server = 'x'\n", [], UNKNOWN),
    ],
)
def test_the_owner_is_known_by_signs(path: str, text: str, around: list[str], owner: Owner) -> None:
    assert owner_of(path, text, lambda place: place in around) == owner


def test_the_fix_says_what_the_owner_needs_first_and_how_to_take_over() -> None:
    found = unmanaged_file(REGISTRIES, "", "registries", lambda place: place == "/etc/rancher/agent")
    assert found.owner == "Rancher's system-agent"
    assert "in Rancher" in found.fix and "registries_overwrite_unmanaged: true" in found.fix
