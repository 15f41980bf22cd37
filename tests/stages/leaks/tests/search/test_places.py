# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a secret may be, and where it is a leak."""

from __future__ import annotations

import pytest

from tests.stages.leaks.scenario.seeds import UNMANAGED
from tests.stages.leaks.search.hive import HIVE, SERVICE
from tests.stages.leaks.search.matcher import Hit
from tests.stages.leaks.search.places import Place, Verdict, judge

HIT = Hit("password of svc-pull", "raw", 1, "")
DIGEST = Hit("client key", "sha256 digest", 1, "")
IN_UNMANAGED_FILE = Hit(UNMANAGED, "raw", 1, "")
RECORD = "/var/lib/pullproof/owned.json"


@pytest.mark.parametrize(
    "path",
    [
        "/etc/rancher/rke2/registries.yaml",
        "/etc/rancher/k3s/pullproof/client.example.lab/client.key",
        "/etc/default/rke2-agent",
        "/etc/pullproof/containerd.env",
        "/etc/containerd/config.toml",
        "/etc/containerd/certs.d/header.example.lab/hosts.toml",
        "/root/.docker/config.json",
        "/var/lib/wine/drive_c/etc/rancher/rke2/registries.yaml",
        "/var/lib/wine/drive_c/.docker/config.json",
    ],
)
def test_a_file_that_is_to_hold_secrets_may_if_only_root_can_read_it(path: str) -> None:
    assert judge(Place("node", path), HIT, emptied=False) is Verdict.MANAGED
    assert judge(Place("node", path, mode=0o644), HIT, emptied=False) is Verdict.LEAK
    assert judge(Place("node", path, mode=0o640), HIT, emptied=False) is Verdict.LEAK
    assert judge(Place("node", path, owner=1000), HIT, emptied=False) is Verdict.LEAK


def test_after_the_variables_are_emptied_no_file_may_hold_a_secret() -> None:
    assert judge(Place("node", "/etc/rancher/rke2/registries.yaml"), HIT, emptied=True) is Verdict.LEAK


@pytest.mark.parametrize(
    "path",
    [
        "/root/.ansible/tmp/arguments",
        "/var/lib/pullproof/owned.json",
        "/etc/rancher/rke2/registries.yaml.before-pullproof",
        "/etc/rancher/rke2/config.yaml.d/90-pullproof.yaml",
        "/etc/containerd/certs.d/registry.lab:5000/hosts.toml",
        "/tmp/etc/rancher/rke2/registries.yaml",
        "journal of ssh.service",
        "output",
        "/var/lib/simulated-windows/Application.jsonl",
        "/var/lib/wine/system.reg",
        "/var/lib/wine/drive_c/windows/temp/source",
        "/var/lib/wine/drive_c/ProgramData/pullproof/unfinished",
        "/var/lib/wine/drive_c/ProgramData/pullproof/owned.json",
    ],
)
def test_any_other_place_is_a_leak(path: str) -> None:
    assert judge(Place("node", path), HIT, emptied=False) is Verdict.LEAK


@pytest.mark.parametrize(
    "name",
    [
        "/var/lib/rancher/rke2/agent/etc/containerd/config.toml",
        "/var/lib/rancher/k3s/agent/containerd/containerd.log",
        "journal of docker.service",
    ],
)
def test_what_a_runtime_logs_or_generates_is_its_own(name: str) -> None:
    assert judge(Place("node", name, mode=0o644), HIT, emptied=False) is Verdict.RUNTIME


def test_a_snapshot_has_copies_of_files_with_secrets_that_only_root_can_read() -> None:
    folder = "/var/lib/pullproof/snapshots/20261130T120000Z-0123abcd"
    assert judge(Place("node", f"{folder}/1-registries.yaml"), HIT, emptied=True) is Verdict.SNAPSHOT
    assert judge(Place("node", f"{folder}/1-registries.yaml", mode=0o640), HIT, emptied=False) is Verdict.LEAK
    assert judge(Place("node", f"{folder}/manifest.json"), HIT, emptied=False) is Verdict.LEAK


def test_the_record_may_hold_digests_but_no_secret_of_ours() -> None:
    assert judge(Place("node", RECORD), DIGEST, emptied=False) is Verdict.MANAGED
    assert judge(Place("node", RECORD), HIT, emptied=False) is Verdict.LEAK
    assert judge(Place("node", RECORD, mode=0o644), DIGEST, emptied=False) is Verdict.LEAK
    assert judge(Place("node", RECORD), DIGEST, emptied=True) is Verdict.LEAK


@pytest.mark.parametrize("path", [RECORD, "/etc/default/rke2-agent", "/etc/default/rke2-agent.before-pullproof.1"])
def test_a_secret_of_others_may_stay_and_be_kept_where_only_root_can_read_it(path: str) -> None:
    assert judge(Place("node", path), IN_UNMANAGED_FILE, emptied=True) is Verdict.MANAGED
    assert judge(Place("node", path, mode=0o644), IN_UNMANAGED_FILE, emptied=True) is Verdict.LEAK


@pytest.mark.parametrize(
    "path", ["output", "/tmp/registries.yaml", "/etc/rancher/rke2/config.yaml.d/90-pullproof.yaml"]
)
def test_a_secret_of_others_is_a_leak_elsewhere(path: str) -> None:
    assert judge(Place("node", path), IN_UNMANAGED_FILE, emptied=False) is Verdict.LEAK


@pytest.mark.parametrize(
    "path",
    [
        "/var/lib/wine/drive_c/ProgramData/pullproof/ansible-tmp-1.5-2-3/source",
        "/home/me/.ansible/tmp/ansible-local-17abc/tmpx",
    ],
)
def test_what_a_killed_run_leaves_is_no_leak_if_nobody_else_can_read_it(path: str) -> None:
    assert judge(Place("node", path), HIT, emptied=False, killed=True) is Verdict.LEFT
    assert judge(Place("node", path, mode=0o644), HIT, emptied=False, killed=True) is Verdict.LEAK
    assert judge(Place("node", path), HIT, emptied=False) is Verdict.LEAK


def test_the_record_of_a_windows_node_knows_nothing_of_others() -> None:
    record = "/var/lib/wine/drive_c/ProgramData/pullproof/owned.json"
    assert judge(Place("node", RECORD), IN_UNMANAGED_FILE, emptied=False) is Verdict.MANAGED
    assert judge(Place("node", record), IN_UNMANAGED_FILE, emptied=False) is Verdict.LEAK


def test_every_user_of_windows_can_read_the_variables_of_a_service_and_nothing_else() -> None:
    of_proxy = Hit("password of proxyuser", "raw", 1, "")
    assert judge(Place("node", SERVICE, mode=0o644), of_proxy, emptied=False) is Verdict.OPEN
    assert judge(Place("node", SERVICE, mode=0o644), of_proxy, emptied=True) is Verdict.LEAK
    assert judge(Place("node", SERVICE, mode=0o600), HIT, emptied=False) is Verdict.LEAK
    assert judge(Place("node", HIVE, mode=0o600), of_proxy, emptied=False) is Verdict.LEAK
