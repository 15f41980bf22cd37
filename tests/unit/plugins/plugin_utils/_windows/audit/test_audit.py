# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit of a simulated Windows node, and the differences between two of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._audit.report import report_lines
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.audit.audit import audit_on_windows
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.audit.hosts_files import CERTS_D
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.proxy import apply_environment
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.registries import apply_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import clear_pending

from tests.lab.windows.simulator.system.certificate_stores import thumbprint
from tests.unit.plugins.plugin_utils._windows.audit.auditing import (
    CONFIG,
    DAEMON,
    FILE,
    HOSTS,
    PROXY,
    REGISTRIES,
    SECRET,
    SERVICE,
    another,
    audited,
    found,
    items,
    registry,
    report,
)
from tests.unit.plugins.plugin_utils.conftest import MakeCertificate
from tests.unit.plugins.plugin_utils.simulated_windows_node import SimulatedWindowsNode


def test_a_node_is_read_in_two_calls_that_change_nothing(node: SimulatedWindowsNode) -> None:
    apply_registries(REGISTRIES, node)
    node.check_mode = True
    result = audited(node)
    assert node.calls == ["win_command", "win_command"]
    assert (result["runtime_name"], result["product"], result["family"]) == ("rke2-agent", "rke2", "windows")
    assert result["system"] == "Windows build 17763"
    assert list(result["items"]) == ["registries", "certs", "environment", "ca", "time"]


def test_nodes_with_the_same_variables_are_the_same_whatever_their_build(
    node: SimulatedWindowsNode, tmp_path_factory: pytest.TempPathFactory, make_certificate: MakeCertificate
) -> None:
    node.machine.stores.add("Root", make_certificate("ca"))
    apply_registries(REGISTRIES, node)
    apply_environment(PROXY, node)
    node.put(rf"{CERTS_D}\mirror.lab\hosts.toml", HOSTS.format(secret=SECRET))
    clear_pending(node)
    others = [another(node, tmp_path_factory.mktemp("w") / str(build), build) for build in (17763, 26100)]
    nodes = [node, *others]
    assert report(*map(audited, nodes)).outliers == {}
    others[1].machine.stores.add("Root", make_certificate("other"))
    apply_environment({**PROXY, "no_proxy": [".other"]}, others[0])
    lines = "\n".join(report_lines(report(*map(audited, nodes))))
    assert "rke2-agent on Windows: 3 nodes with the same variables differ" in lines
    assert "HKLM\\SYSTEM\\CurrentControlSet\\Services\\rke2\\Environment: NO_PROXY: lacks .lab" in lines
    assert "the running process: pending restart: only here ('proxy')" in " ".join(lines.split())
    assert "no peer to compare with: w3 (Windows build 26100)" in lines


def test_registries_yaml_is_compared_without_being_read(node: SimulatedWindowsNode) -> None:
    apply_registries(REGISTRIES, node)
    before = audited(node)
    node.put(FILE, f"configs: {{mirror.lab: {{auth: {{password: {SECRET}2}}}}}}\n")
    assert found(before, audited(node), "registries") == [f"{FILE}: content: differs (not shown: it may be a secret)"]
    node.path(FILE).unlink()
    assert found(before, audited(node), "registries") == [f"{FILE}: missing here, or without any such setting"]


def test_of_config_yaml_only_known_options_are_read(node: SimulatedWindowsNode) -> None:
    node.put(CONFIG, f"token: {SECRET}\ndata-dir: /opt/rke2\nnode-label: [a=b]\n")
    node.put(rf"{CONFIG}.d\90-pullproof.yaml", "disable-default-registry-endpoint: true\n")
    node.put(rf"{CONFIG}.d\notes.txt", "embedded-registry: true\n")
    node.put(rf"{CONFIG}.d\old\10-old.yaml", "embedded-registry: true\n")
    node.put(rf"{CONFIG}.d\100%.yaml", "embedded-registry: true\n")
    run: list[str] = []
    node.before_each = lambda _module, arguments: run.append(arguments["cmd"])
    assert items(audited(node), "registries") == {
        (CONFIG, "data-dir"): "/opt/rke2",
        (rf"{CONFIG}.d\90-pullproof.yaml", "disable-default-registry-endpoint"): "true",
    }
    assert not any("token" in line or f'type "{CONFIG}' in line for line in run)


def test_the_generated_endpoints_are_shown_and_certificates_are_digests(
    node: SimulatedWindowsNode, make_certificate: MakeCertificate
) -> None:
    hosts = rf"{CERTS_D}\registry.lab_5000_\hosts.toml"
    node.put(hosts, HOSTS.format(secret=SECRET))
    configs = {"mirror.lab": {"tls": {"ca_content": make_certificate("ca")}}}
    apply_registries({**REGISTRIES, "configs": configs}, node)
    before = audited(node)
    certificate = r"C:\etc\rancher\rke2\pullproof\mirror.lab\ca.crt"
    assert items(before, "certs") == {
        (hosts, "host 1"): "https://***@mirror.lab/v2",
        (certificate, "content"): None,
    }
    node.put(hosts, HOSTS.format(secret="other"))
    node.put(certificate, make_certificate("other"))
    after = audited(node)
    assert found(before, after, "certs") == [
        f"{hosts}: host 1: 'https://***@mirror.lab/v2' on both, and what is not shown of it differs",
        f"{certificate}: content: differs (not shown: it may be a secret)",
    ]
    advice = "then run the role registries, which writes it again"
    assert [(item["path"], item["fix"].endswith(advice)) for item in after["unmanaged"]] == [(certificate, True)]


def test_the_variables_of_the_service_and_of_the_system_are_compared(node: SimulatedWindowsNode) -> None:
    apply_environment(PROXY, node)
    registry(node, r"hklm\system\currentcontrolset\control\session manager\environment", http_proxy="x", Path="p")
    shown = items(audited(node), "environment")
    place = r"HKLM\SYSTEM\CurrentControlSet\Services\rke2\Environment"
    assert shown[(place, "HTTP_PROXY")] == "http://***@proxy.lab:3128"
    assert shown[(place, "OURS")] is None
    system = r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment"
    assert {key: value for key, value in shown.items() if key[0] == system} == {(system, "HTTP_PROXY"): "x"}


def test_a_service_that_does_not_run_or_has_not_loaded_a_change_differs(node: SimulatedWindowsNode) -> None:
    node.call("ansible.windows.win_service", {"name": "rke2", "state": "started"})
    apply_environment(PROXY, node)
    apply_registries(REGISTRIES, node)
    pending = audited(node)
    clear_pending(node)
    loaded = audited(node)
    assert found(loaded, pending, "environment") == [
        "the running process: pending restart: only here ('proxy, registries')"
    ]
    node.call("ansible.windows.win_service", {"name": "rke2", "state": "stopped"})
    assert found(loaded, audited(node), "environment") == [
        "the running process: state: 'does not run' here, 'runs' with A"
    ]


def test_a_certificate_counts_wherever_it_comes_from(
    node: SimulatedWindowsNode, make_certificate: MakeCertificate
) -> None:
    kept, removed = make_certificate("kept"), make_certificate("removed")
    for store, pem in (("Root", kept), ("Root", removed), ("CA", kept)):
        node.machine.stores.add(store, pem)
    before, name = audited(node), thumbprint(removed)
    node.machine.stores.remove("Root", name)
    without = audited(node)
    assert found(before, without, "ca") == [rf"Cert:\LocalMachine\Root: certificate {name}: missing here"]
    node.machine.registry.make_key(rf"hklm\software\policies\microsoft\systemcertificates\root\certificates\{name}")
    assert found(before, audited(node), "ca") == []


def test_the_time_service_and_its_servers_are_compared(node: SimulatedWindowsNode) -> None:
    parameters = r"HKLM\SYSTEM\CurrentControlSet\Services\W32Time\Parameters"
    registry(node, parameters, NtpServer="time.lab,0x8", Type="NTP")
    before = audited(node)
    assert items(before, "time") == {
        ("the time service", "name"): "none runs",
        (parameters, "NtpServer"): "time.lab,0x8",
        (parameters, "Type"): "NTP",
    }
    registry(node, parameters, NtpServer="time.windows.com")
    assert found(before, audited(node), "time") == [
        f"{parameters}: NtpServer: 'time.windows.com' here, 'time.lab,0x8' with A"
    ]


def test_docker_engine_is_compared_by_its_own_files(node: SimulatedWindowsNode, make_certificate: Any) -> None:
    with node.machine.state.changing() as state:
        state["services"]["docker"] = {**state["services"].pop("rke2"), "path": "dockerd.exe"}
        state["registry"].clear()
    login = r"C:\.docker\config.json"
    configs = {
        "docker.io": {"tls": {"ca_content": make_certificate("ca")}},
        "registry.lab": {"auth": {"username": "svc", "password": SECRET}},
    }
    apply_registries({**REGISTRIES, "configs": configs, "docker_config": [login]}, node)
    daemon = json.loads(node.path(DAEMON).read_text())
    proxies = {"http-proxy": f"http://u:{SECRET}@proxy.lab"}
    node.path(DAEMON).write_text(f"\ufeff{json.dumps({**daemon, 'proxies': proxies})}")
    result = audited(node)
    assert result["product"] == "docker" and result["unmanaged"] == []
    assert items(result, "registries") == {
        (DAEMON, "registry-mirrors 0"): "https://mirror.lab",
        (login, "credentials of registry.lab"): None,
    }
    assert items(result, "certs") == {(r"C:\ProgramData\docker\certs.d\registry-1.docker.io\ca.crt", "content"): None}
    assert items(result, "environment")[(DAEMON, "proxies http-proxy")] == "http://***@proxy.lab"
    node.path(login).write_text("{}")
    node.path(DAEMON).write_text('{"registry-mirrors": ["https://other.lab", "https://mirror.lab"]}')
    assert [item["path"] for item in audited(node)["unmanaged"]] == [DAEMON]


def test_a_runtime_that_is_named_need_not_be_installed(node: SimulatedWindowsNode) -> None:
    with node.machine.state.changing() as state:
        state["services"].clear()
        state["registry"].clear()
    assert (audited(node)["runtime_name"], list(audited(node)["items"])) == ("", ["ca", "time"])
    assert node.calls == ["win_command"]
    node.put(FILE, "mirrors: {}\n")
    assert items(audited(node, "rke2-agent"), "registries") == {(FILE, "content"): None}
    with pytest.raises(PullproofError, match="does not run on Windows"):
        audit_on_windows("k3s-agent", node, b"key")


def test_without_the_rights_of_an_administrator_nothing_is_reported_as_missing(node: SimulatedWindowsNode) -> None:
    with node.machine.state.changing() as state:
        state["host"]["without_rights"] = True
    with pytest.raises(PullproofError, match="an elevated token"):
        audit_on_windows("auto", node, b"key")


def test_a_service_of_another_name_is_read_under_its_name(node: SimulatedWindowsNode) -> None:
    with node.machine.state.changing() as state:
        state["services"]["agent"] = state["services"].pop("rke2")
        state["registry"].clear()
        state["registry"][rf"{SERVICE}\agent"] = {"Environment": {"type": "multistring", "data": ["NO_PROXY=.lab"]}}
    place = r"HKLM\SYSTEM\CurrentControlSet\Services\agent\Environment"
    assert items(audited(node), "environment")[(place, "NO_PROXY")] == ".lab"
