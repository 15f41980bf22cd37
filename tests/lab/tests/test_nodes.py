# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How nodes are made, seen at the seam by a podman that runs nothing, and how the inventory reaches them."""

from __future__ import annotations

import io
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from tests.lab.host.lab import Lab
from tests.lab.host.podman import Podman
from tests.lab.model.plan import Node, load_plan
from tests.lab.nodes import containers as nodes
from tests.lab.nodes.images import reference
from tests.lab.nodes.inventory import write_inventory
from tests.lab.nodes.ssh import SshKeys

PLAN = load_plan()
HYBRID = "--volume=/sys/fs/cgroup/unified:/sys/fs/cgroup:rw"


@dataclass(frozen=True)
class Recorder(Podman):
    """Answers with what it was given by verb, and keeps the commands with their standard input."""

    answers: dict[str, str] = field(default_factory=dict)
    calls: list[tuple[str, ...]] = field(default_factory=list)
    inputs: list[bytes] = field(default_factory=list)

    def __hash__(self) -> int:
        return id(self)

    def run(
        self, *args: str, data: bytes | None = None, check: bool = True, timeout: float = 300, scratch: str = ""
    ) -> str:
        self.calls.append(args)
        self.inputs.extend([data] if data else [])
        return self.answers.get(args[0], "")


@pytest.fixture(name="podman")
def _podman() -> Recorder:
    return Recorder(())


@pytest.fixture(name="lab")
def _lab(tmp_path: Path, podman: Recorder) -> Lab:
    return Lab("0123abcd", Path(__file__).parents[3], tmp_path, podman)


@pytest.fixture(name="keys")
def _keys(tmp_path: Path) -> SshKeys:
    keys = SshKeys(tmp_path / "ssh")
    keys.ensure()
    return keys


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "_wait_for_ssh", lambda addresses, seconds: None)
    monkeypatch.setattr(nodes, "_public_ca", lambda lab: b"a certificate")


def flags_of_created(podman: Recorder) -> tuple[str, ...]:
    return next(call for call in podman.calls if call[0] == "create")


def has_unified_cgroups(monkeypatch: pytest.MonkeyPatch, answer: bool) -> None:
    monkeypatch.setattr(nodes, "_only_cgroup2", lambda: answer)


def test_no_node_may_set_the_clock_of_the_machine(lab: Lab, podman: Recorder, keys: SshKeys) -> None:
    nodes.ensure_nodes(lab, [PLAN.nodes["bare-1"]], keys)
    assert "--cap-drop=SYS_TIME" in flags_of_created(podman)


def test_every_node_carries_the_label_of_its_lab(lab: Lab, podman: Recorder, keys: SshKeys) -> None:
    nodes.ensure_nodes(lab, [PLAN.nodes["k3s-agent-1"]], keys)
    assert "--label=pullproof.lab=0123abcd" in flags_of_created(podman)


def test_new_systemd_gets_the_unified_tree_of_a_hybrid_host(
    lab: Lab, podman: Recorder, keys: SshKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_unified_cgroups(monkeypatch, False)
    nodes.ensure_nodes(lab, [PLAN.nodes["containerd-1"]], keys)
    assert HYBRID in flags_of_created(podman)


@pytest.mark.parametrize(("name", "unified"), [("containerd-1", True), ("k3s-agent-1", False)])
def test_other_nodes_leave_cgroups_to_podman(
    name: str, unified: bool, lab: Lab, podman: Recorder, keys: SshKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_unified_cgroups(monkeypatch, unified)
    nodes.ensure_nodes(lab, [PLAN.nodes[name]], keys)
    assert "--systemd=always" in flags_of_created(podman)
    assert HYBRID not in flags_of_created(podman)


def test_a_running_node_of_the_wanted_image_is_left_alone(lab: Lab, podman: Recorder, keys: SshKeys) -> None:
    node = PLAN.nodes["docker-1"]
    podman.answers["ps"] = f"pp-0123abcd-docker-1 {reference(lab, node.image)}\n"
    podman.answers["inspect"] = "[]"
    nodes.ensure_nodes(lab, [node], keys)
    assert {call[0] for call in podman.calls} == {"ps", "inspect"}


def test_a_node_of_an_outdated_image_is_made_anew(lab: Lab, podman: Recorder, keys: SshKeys) -> None:
    podman.answers["ps"] = "pp-0123abcd-docker-1 localhost/pullproof/docker:before\n"
    podman.answers["inspect"] = "[]"
    nodes.ensure_nodes(lab, [PLAN.nodes["docker-1"]], keys)
    changes = [call[0] for call in podman.calls if call[0] not in ("ps", "inspect")]
    assert changes == ["rm", "create", "cp", "start"]


def test_private_keys_reach_a_node_by_standard_input_and_only_for_root(
    lab: Lab, podman: Recorder, keys: SshKeys
) -> None:
    nodes.ensure_nodes(lab, [PLAN.nodes["docker-1"]], keys)
    with tarfile.open(fileobj=io.BytesIO(podman.inputs[0])) as archive:
        modes = {member.name: member.mode for member in archive}
    assert modes["etc/ssh/lab_host_ed25519_key"] == 0o600
    secret = keys.host.read_text().splitlines()[1]
    assert not any(secret in word for call in podman.calls for word in call)


def test_the_inventory_has_only_nodes_that_run_and_becomes_root_where_it_must(tmp_path: Path, keys: SshKeys) -> None:
    lab = Lab("0123abcd", tmp_path, tmp_path, Recorder(()))
    lab.state_dir.mkdir()
    chosen: list[Node] = [PLAN.nodes[name] for name in ("containerd-1", "docker-1", "bare-1")]
    write_inventory(lab, chosen, {"containerd-1": "192.0.2.1", "docker-1": "192.0.2.2"}, keys)
    hosts = yaml.safe_load((lab.state_dir / "hosts.yml").read_text())["all"]["hosts"]
    assert hosts == {
        "containerd-1": {"ansible_host": "192.0.2.1", "ansible_user": "ops", "ansible_become": True},
        "docker-1": {"ansible_host": "192.0.2.2", "ansible_user": "root"},
    }


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path: Path, keys: SshKeys) -> None:
    before = keys.identity.read_bytes()
    SshKeys(tmp_path / "ssh").ensure()
    assert keys.identity.read_bytes() == before
    assert keys.identity.stat().st_mode & 0o777 == 0o600
    assert keys.known_hosts.read_text() == f"* {keys.public(keys.host)}\n"
