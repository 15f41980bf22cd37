# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Registries on a simulated Windows node."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import FOLDER
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.registries import apply_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import MARKER, RECORD
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state_folder import UNFINISHED

from tests.lab.windows.simulator.system.access import ADMINISTRATORS, SYSTEM, effective
from tests.unit.plugins.plugin_utils.conftest import MakeCertificate
from tests.unit.plugins.plugin_utils.simulated_windows_node import SimulatedWindowsNode
from tests.unit.plugins.role_arguments import registries_arguments

FILE = r"C:\etc\rancher\rke2\registries.yaml"
DAEMON = r"C:\ProgramData\docker\config\daemon.json"
SECRET = "v3ry-s3cret"
MIRRORS = {"docker.io": {"endpoint": ["https://registry.lab:5000"]}}
CONFIGS = {"registry.lab:5000": {"auth": {"username": "svc", "password": SECRET}}}


def _with_docker_only(node: SimulatedWindowsNode) -> None:
    with node.machine.state.changing() as state:
        state["services"]["docker"] = {**state["services"].pop("rke2"), "path": "dockerd.exe"}
        state["registry"].clear()


def _accounts(node: SimulatedWindowsNode, path: str) -> set[str]:
    return set(effective(node.machine.state, path))


def test_the_file_is_complete_and_private_before_it_has_its_name(node: SimulatedWindowsNode) -> None:
    seen: list[bool] = []

    def look(module: str, arguments: dict[str, Any]) -> None:
        if "move /y" in arguments.get("cmd", ""):
            seen.append(SECRET in node.path(UNFINISHED).read_text() and not node.path(FILE).exists())
            seen.append(_accounts(node, UNFINISHED) == {SYSTEM, ADMINISTRATORS} and node.path(MARKER).exists())

    node.before_each = look
    result, _findings = apply_registries(registries_arguments(mirrors=MIRRORS, configs=CONFIGS), node)
    assert seen == [True, True]
    assert SECRET in node.path(FILE).read_text() and not node.path(UNFINISHED).exists()
    assert _accounts(node, FILE) == {SYSTEM, ADMINISTRATORS}
    assert result["changed"] and result["restart_pending"] == {"pending": True, "roles": ["registries"]}


def test_a_second_run_is_one_remote_call_and_changes_nothing(node: SimulatedWindowsNode) -> None:
    apply_registries(registries_arguments(mirrors=MIRRORS, configs=CONFIGS), node)
    node.calls.clear()
    result, _findings = apply_registries(registries_arguments(mirrors=MIRRORS, configs=CONFIGS), node)
    assert not result["changed"] and result["diff"] == [] and result["files"] == []
    assert node.calls == ["win_command"]


def test_no_secret_is_shown_logged_or_remembered(node: SimulatedWindowsNode) -> None:
    result, _findings = apply_registries(registries_arguments(mirrors=MIRRORS, configs=CONFIGS), node)
    assert SECRET not in json.dumps([result, node.shown, node.path(RECORD).read_text()])
    assert "mirror docker.io" in result["diff"][0]["after"]


def test_the_settings_of_the_node_before_are_returned_without_secrets(node: SimulatedWindowsNode) -> None:
    arguments = registries_arguments(mirrors=MIRRORS, configs=CONFIGS)
    assert apply_registries(arguments, node)[0]["written"] == {}
    written = apply_registries(arguments, node)[0]["written"]
    assert written == {"mirror docker.io": MIRRORS["docker.io"], "config registry.lab:5000": {}}


def test_an_access_control_that_someone_widened_is_put_back(node: SimulatedWindowsNode) -> None:
    arguments = registries_arguments(mirrors=MIRRORS, configs=CONFIGS)
    apply_registries(arguments, node)
    with node.machine.state.changing() as state:
        del state["acls"][FILE.lower()]
    result, _findings = apply_registries(arguments, node)
    assert result["changed"] and "access control" in json.dumps(result["diff"])
    assert _accounts(node, FILE) == {SYSTEM, ADMINISTRATORS}


def test_check_mode_shows_and_writes_nothing(node: SimulatedWindowsNode) -> None:
    node.check_mode = True
    result, _findings = apply_registries(registries_arguments(mirrors=MIRRORS, configs=CONFIGS), node)
    assert result["changed"] and not node.path(FILE).exists() and not node.path(MARKER).exists()


def test_an_unmanaged_file_is_refused_then_backed_up_and_restored(node: SimulatedWindowsNode) -> None:
    node.put(FILE, "mirrors: {}\n")
    with pytest.raises(PullproofError, match="registries_overwrite_unmanaged") as refused:
        apply_registries(registries_arguments(mirrors=MIRRORS), node)
    assert RECORD in str(refused.value) and "/var/lib" not in str(refused.value)
    apply_registries(registries_arguments(mirrors=MIRRORS, overwrite_unmanaged=True), node)
    kept = node.path(f"{FILE}.before-pullproof")
    assert kept.read_text() == "mirrors: {}\n"
    assert _accounts(node, f"{FILE}.before-pullproof") == {SYSTEM, ADMINISTRATORS}
    apply_registries(registries_arguments(), node)
    assert node.path(FILE).read_text() == "mirrors: {}\n" and not kept.exists()
    assert _accounts(node, FILE) == {SYSTEM, ADMINISTRATORS}


def test_without_variables_all_managed_files_are_removed(
    node: SimulatedWindowsNode, make_certificate: MakeCertificate
) -> None:
    configs = {"registry.lab:5000": {"tls": {"ca_content": make_certificate("ca", ends=3650)}}}
    apply_registries(registries_arguments(mirrors=MIRRORS, configs=configs, default_endpoint=False), node)
    folder = r"C:\etc\rancher\rke2\pullproof"
    assert node.path(rf"{folder}\registry.lab_5000\ca.crt").exists()
    assert "C:/etc/rancher/rke2/pullproof/registry.lab_5000/ca.crt" in node.path(FILE).read_text()
    result, _findings = apply_registries(registries_arguments(), node)
    assert {entry["change"] for entry in result["files"]} == {"removed"}
    assert not node.path(FILE).exists() and not node.path(folder).exists()


def test_a_run_that_is_killed_before_the_content_is_healed(node: SimulatedWindowsNode) -> None:
    def die(module: str, arguments: dict[str, Any]) -> None:
        if module.endswith("win_copy") and arguments["dest"] == UNFINISHED:
            raise PullproofError("killed")

    node.before_each = die
    with pytest.raises(PullproofError, match="killed"):
        apply_registries(registries_arguments(mirrors=MIRRORS, configs=CONFIGS), node)
    node.before_each = lambda _module, _arguments: None
    result, _findings = apply_registries(registries_arguments(mirrors=MIRRORS, configs=CONFIGS), node)
    assert result["changed"] and SECRET in node.path(FILE).read_text()


def test_a_run_that_is_killed_before_the_backup_does_not_cost_the_unmanaged_file(node: SimulatedWindowsNode) -> None:
    def die(module: str, arguments: dict[str, Any]) -> None:
        if module.endswith("win_command") and ".before-pullproof" in arguments["cmd"]:
            raise PullproofError("killed")

    node.put(FILE, "mirrors: {}\n")
    arguments = registries_arguments(mirrors=MIRRORS, overwrite_unmanaged=True)
    node.before_each = die
    with pytest.raises(PullproofError, match="killed"):
        apply_registries(arguments, node)
    node.before_each = lambda _module, _arguments: None
    apply_registries(arguments, node)
    assert node.path(f"{FILE}.before-pullproof").read_text() == "mirrors: {}\n"


def test_what_a_killed_run_left_in_our_folder_goes_with_the_next_even_if_nothing_else_changes(
    node: SimulatedWindowsNode,
) -> None:
    arguments = registries_arguments(mirrors=MIRRORS, configs=CONFIGS)
    apply_registries(arguments, node)
    left = [UNFINISHED, rf"{FOLDER}\ansible-tmp-1795272407.9-17-42\source"]
    for path in left:
        node.put(path, SECRET)
    node.check_mode = True
    apply_registries(arguments, node)
    assert all(node.path(path).exists() for path in left)
    node.check_mode = False
    result, _findings = apply_registries(arguments, node)
    assert not result["changed"] and sorted(entry.name for entry in node.path(FOLDER).iterdir()) == [
        "owned.json",
        "restart-pending",
    ]


def test_a_path_of_linux_is_refused(node: SimulatedWindowsNode) -> None:
    configs = {"registry.lab:5000": {"tls": {"ca_file": "/etc/ssl/ca.pem"}}}
    with pytest.raises(PullproofError, match="is a Linux path"):
        apply_registries(registries_arguments(mirrors=MIRRORS, configs=configs), node)


def test_config_json_needs_a_path_with_a_drive(node: SimulatedWindowsNode) -> None:
    with pytest.raises(PullproofError, match="not an absolute path"):
        apply_registries(registries_arguments(mirrors=MIRRORS, docker_config=["/root/.docker/config.json"]), node)


def test_credentials_in_config_json_are_merged_and_others_stay(node: SimulatedWindowsNode) -> None:
    path = r"C:\.docker\config.json"
    node.put(path, '{"auths": {"other.lab": {"auth": "eDp5"}}, "credsStore": "wincred"}')
    arguments = registries_arguments(mirrors=MIRRORS, configs=CONFIGS, docker_config=[path])
    result, _findings = apply_registries(arguments, node)
    written = json.loads(node.path(path).read_text())
    assert set(written["auths"]) == {"other.lab", "registry.lab:5000"} and written["credsStore"] == "wincred"
    assert _accounts(node, path) == {SYSTEM, ADMINISTRATORS}
    assert not apply_registries(arguments, node)[0]["changed"]
    assert "eDp5" not in json.dumps([result, node.shown, node.path(RECORD).read_text()])
    apply_registries(registries_arguments(mirrors=MIRRORS, configs=CONFIGS), node)
    assert set(json.loads(node.path(path).read_text())["auths"]) == {"other.lab"}


def test_old_versions_of_the_agent_are_refused_what_stops_them(node: SimulatedWindowsNode) -> None:
    with node.machine.state.changing() as state:
        state["host"]["rke2_version"] = "v1.29.13+rke2r1"
    two = {**CONFIGS, "harbor.lab": {"auth": {"username": "x", "password": "y"}}}
    with pytest.raises(PullproofError, match="containerd does not start"):
        apply_registries(registries_arguments(mirrors=MIRRORS, configs=two), node)


def test_a_ca_of_its_own_for_a_host_is_warned_of_before_containerd_2_3(
    node: SimulatedWindowsNode, make_certificate: MakeCertificate
) -> None:
    configs = {"registry.lab:5000": {"tls": {"ca_content": make_certificate("ca", ends=3650)}}}
    for version, warned in (("v1.36.1+rke2r1", True), ("v1.36.2+rke2r1", False)):
        with node.machine.state.changing() as state:
            state["host"]["rke2_version"] = version
        _result, findings = apply_registries(registries_arguments(mirrors=MIRRORS, configs=configs), node)
        assert ("windows-ca-file" in {finding.id for finding in findings}) is warned


def test_a_data_dir_with_a_drive_is_refused(node: SimulatedWindowsNode) -> None:
    node.put(r"C:\etc\rancher\rke2\config.yaml", "token: abc\ndata-dir: D:\\rke2\n")
    with pytest.raises(PullproofError, match=r"With a drive \(D:") as refused:
        apply_registries(registries_arguments(mirrors=MIRRORS), node)
    assert "abc" not in str(refused.value)


def test_docker_engine_gets_its_own_files_and_members_of_others_stay(
    node: SimulatedWindowsNode, make_certificate: MakeCertificate
) -> None:
    _with_docker_only(node)
    node.put(DAEMON, '{"hosts": ["npipe://"], "registry-mirrors": ["https://theirs"]}')
    configs = {"registry.lab:5000": {"tls": {"ca_content": make_certificate("ca", ends=3650)}}}
    arguments = registries_arguments(mirrors=MIRRORS, configs=configs)
    result, _findings = apply_registries(arguments, node)
    written = json.loads(node.path(DAEMON).read_text())
    assert written["hosts"] == ["npipe://"]
    assert set(written["registry-mirrors"]) == {"https://theirs", "https://registry.lab:5000"}
    assert node.path(r"C:\ProgramData\docker\certs.d\registry.lab5000\ca.crt").exists()
    assert not node.path(FILE).exists() and result["disruption"] == "restart" if "disruption" in result else True
    assert not apply_registries(arguments, node)[0]["changed"]


def test_an_unmanaged_entry_is_refused_then_kept_in_a_private_copy_and_not_in_the_record(
    node: SimulatedWindowsNode,
) -> None:
    path = r"C:\.docker\config.json"
    node.put(path, '{"auths": {"registry.lab:5000": {"auth": "eDp0aGVpcnM="}}}')
    arguments = registries_arguments(mirrors=MIRRORS, configs=CONFIGS, docker_config=[path])
    with pytest.raises(PullproofError, match="registries_overwrite_unmanaged") as refused:
        apply_registries(arguments, node)
    apply_registries({**arguments, "overwrite_unmanaged": True}, node)
    kept = f"{path}.before-pullproof"
    assert "eDp0aGVpcnM=" in node.path(kept).read_text()
    assert _accounts(node, kept) == {SYSTEM, ADMINISTRATORS}
    assert "eDp0aGVpcnM=" not in json.dumps([str(refused.value), node.path(RECORD).read_text()])
    assert {"src": path} not in node.shown


def test_the_firewall_rule_is_optional_and_removed_with_the_variables(
    node: SimulatedWindowsNode,
) -> None:
    asked = registries_arguments(mirrors=MIRRORS, configs=CONFIGS, firewall_rule=True)
    assert any("firewall" in file["path"] for file in apply_registries(asked, node)[0]["files"])
    assert not apply_registries(asked, node)[0]["changed"]
    assert node.machine.state["firewall"]["pullproof registries"]["remoteport"] == "443,5000"
    apply_registries(registries_arguments(firewall_rule=True), node)
    assert node.machine.state["firewall"] == {}
    assert not json.loads(node.path(RECORD).read_text())["files"]


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_folder_in_the_place_of_a_file_is_refused_before_anything_is_changed(
    node: SimulatedWindowsNode, check_mode: bool
) -> None:
    node.check_mode = check_mode
    node.path(FILE).mkdir(parents=True)

    with pytest.raises(PullproofError, match=r"registries\.yaml is a folder.*Nothing was changed"):
        apply_registries(registries_arguments(mirrors=MIRRORS), node)

    assert set(node.calls) == {"win_command"}
    assert not node.path(MARKER).exists()


def test_a_read_only_file_is_refused_where_it_would_have_to_change(node: SimulatedWindowsNode) -> None:
    apply_registries(registries_arguments(mirrors=MIRRORS), node)
    node.path(FILE).chmod(0o444)
    before = node.path(FILE).read_text()

    unchanged, _findings = apply_registries(registries_arguments(mirrors=MIRRORS), node)
    with pytest.raises(PullproofError, match=r"registries\.yaml is a read-only file"):
        apply_registries(registries_arguments(mirrors=MIRRORS, configs=CONFIGS), node)

    assert unchanged["changed"] is False
    assert node.path(FILE).read_text() == before


def test_an_empty_file_is_no_obstacle(node: SimulatedWindowsNode) -> None:
    node.put(FILE, "")

    result, _findings = apply_registries(registries_arguments(mirrors=MIRRORS, overwrite_unmanaged=True), node)

    assert result["changed"] is True
