# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who owns a file that is not ours, by its text and by what lies around it."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.digest import (
    digest_of,
    entries_text,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.owners import (
    DRAGONFLY,
    RANCHER,
    SPEGEL,
    UNKNOWN,
    Owner,
    advice_on_changed,
    changer_of,
    owner_of,
    unmanaged_file,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import ManagedFile

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


def written(text: str, kind: str = "whole", **options: Any) -> ManagedFile:
    return ManagedFile("registries", kind, "live", "0644", True, digest_of(text), text, **options)


@pytest.mark.parametrize(
    ("text", "around", "owner"),
    [
        ("ours\n", [], ""),
        ("ours before\n", [], ""),
        ('[host."http://127.0.0.1:4001"]\n', [], "Dragonfly (dfinit)"),
        ('[host."http://10.0.0.7:30020"]\n', [], "Spegel"),
        ("# Managed by pullproof.registry\nedited\n", [], UNKNOWN.name),
        (None, [], ""),
        (None, ["/etc/containerd/certs.d/_backup"], "Spegel"),
    ],
    ids=[
        "as written",
        "of a killed run",
        "Dragonfly",
        "Spegel at the node's address",
        "edited",
        "removed",
        "moved away",
    ],
)
def test_who_changed_a_managed_file_is_known_by_signs(text: str | None, around: list[str], owner: str) -> None:
    managed = written("ours\n", digests_before=[digest_of("ours before\n")])
    assert changer_of(HOSTS, text, managed, lambda place: place in around) == owner


def test_a_changed_entry_of_a_shared_file_has_an_unknown_owner() -> None:
    managed = written(entries_text({"A": "1"}), "env", ids=["A"])
    assert changer_of("/etc/default/x", "A=1\nB=Puppet\n", managed, lambda place: False) == ""
    assert changer_of("/etc/default/x", "A=2\nB=Puppet\n", managed, lambda place: False) == UNKNOWN.name


@pytest.mark.parametrize("owner", [DRAGONFLY.name, SPEGEL.name, RANCHER.name, UNKNOWN.name, "Puppet"])
def test_the_advice_on_a_changed_file_is_to_stop_its_owner(owner: str) -> None:
    advice = advice_on_changed(owner)
    assert advice and "by hand" not in advice
    assert ("dfinit" in advice) == (owner == DRAGONFLY.name)
