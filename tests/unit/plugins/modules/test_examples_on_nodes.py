# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of the public modules work on simulated nodes, and return what is documented. `data/examples.yml` has
the expected results.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.pullproof.registry.plugins.action import cluster_info, cluster_node
from ansible_collections.pullproof.registry.plugins.plugin_utils._action import base
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.drain import Timeout
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster.model import Node

from tests.lab.windows.simulator.programs import w32tm
from tests.unit.plugins.modules.documented_modules import COLLECTION, PUBLIC, own_examples, undocumented
from tests.unit.plugins.modules.example_runs import ExampleRun
from tests.unit.plugins.modules.simulated_linux_node import SimulatedLinuxNode
from tests.unit.plugins.plugin_utils._roles.rollout.cluster.simulated_cluster import SimulatedCluster, pod
from tests.unit.plugins.plugin_utils.conftest import NOW, MakeCertificate
from tests.unit.plugins.plugin_utils.simulated_windows_node import SimulatedWindowsNode

Result = dict[str, Any]
EXPECTED: dict[str, dict[str, Result]] = yaml.safe_load((Path(__file__).parent / "data" / "examples.yml").read_text())
TEN_YEARS = 3650
CLUSTER = "ansible_collections.pullproof.registry.plugins.plugin_utils._roles.rollout.cluster"


def cases(system: str) -> list[tuple[str, str]]:
    return [(module, name) for module, found in EXPECTED.items() for name in found if system in found[name]]


def valid_certificate(name: str, make_certificate: MakeCertificate) -> str:
    """A CA certificate that is valid for the next ten years, as PEM."""
    age = datetime.datetime.now(datetime.UTC) - NOW
    return make_certificate(name, ends=age.days + TEN_YEARS)


@pytest.fixture
def variables(make_certificate: MakeCertificate) -> Result:
    """The variables that the examples use."""
    return {
        "corporate_ca_pem": valid_certificate("Corporate CA", make_certificate),
        "registry_password": "any",
        "proxy_user": "any",
        "proxy_password": "any",
        "registries_mirrors": {"docker.io": {"endpoint": ["https://registry.example.com:5000"]}},
        "registries_configs": {},
        "verify_images": ["docker.io/library/base:1"],
        "ansible_check_mode": False,
    }


@pytest.fixture
def project(tmp_path: Path, make_certificate: MakeCertificate, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the playbook, with the files that the examples name. It is the current folder."""
    folder = tmp_path / "project"
    folder.mkdir()
    for name in ("corp-ca.pem", "lab-ca.pem"):
        (folder / name).write_text(valid_certificate(name, make_certificate))
    monkeypatch.chdir(folder)
    return folder


def linux_node(root: Path, expected: Result, certificate: str) -> SimulatedLinuxNode:
    node = SimulatedLinuxNode(root, expected.get("runtimes", ["rke2-agent"]))
    node.files.write("/etc/ssl/certs/corporate.pem", certificate, None)
    return node


@pytest.fixture
def windows_node(node: SimulatedWindowsNode, monkeypatch: pytest.MonkeyPatch) -> SimulatedWindowsNode:
    """The simulated Windows node, whose time servers answer and are 1 ms ahead."""
    with node.machine.state.changing() as state:
        state["services"]["W32Time"] = {
            "start_mode": "manual",
            "state": "stopped",
            "path": r"C:\Windows\system32\svchost.exe",
            "username": "LocalSystem",
        }
        state["registry"][w32tm.PARAMETERS] = {
            "NtpServer": {"type": "string", "data": "time.windows.com,0x9"},
            "Type": {"type": "string", "data": "NTP"},
        }
    monkeypatch.setattr("socket.gethostbyname", lambda _name: "192.0.2.1")
    monkeypatch.setattr(w32tm, "_offset", lambda _address: 0.001)
    monkeypatch.setattr(base, "WindowsModules", lambda action, _variables, answers: in_mode_of(action, node, answers))
    return node


@pytest.fixture(autouse=True)
def cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    """The simulated cluster of the nodes, with a Pod on an agent."""
    nodes = {name: Node(name, "1", conditions={"Ready": "True"}) for name in ("agent-1", "server-1")}
    simulated = SimulatedCluster(nodes, [pod("web")])
    waiting = simulated.timeout()
    for action in (cluster_info, cluster_node):
        monkeypatch.setattr(action, "connect", lambda _kubeconfig, _context: simulated)
    monkeypatch.setattr(f"{CLUSTER}.drain.Timeout", lambda seconds: Timeout(seconds, waiting.now, waiting.sleep))


def in_mode_of(action: Any, node: SimulatedWindowsNode, answers: dict[str, Any] | None) -> SimulatedWindowsNode:
    node.check_mode, node.answers = action._task.check_mode, answers
    return node


def results(run: ExampleRun, module: str, name: str, system: str) -> Iterator[Result]:
    """The result of the example, after those that must run before it."""
    expected = EXPECTED[module][name]
    for before in expected.get("after", ()):
        run.run(own_examples(before[0])[before[1]])
    yield run.run(own_examples(module)[name])
    if system == "linux":
        yield run.run(own_examples(module)[name])


def check(module: str, result: Result, expected: Result) -> None:
    assert not result.get("failed"), result["msg"]
    assert not result.get("warnings")
    assert {key: comparable(result[key], value) for key, value in expected.items()} == expected
    assert undocumented(module, result) == set()


def comparable(value: object, expected: object) -> object:
    return len(value) if isinstance(value, list) and isinstance(expected, int) else value


def test_every_example_has_an_expected_result() -> None:
    assert {module: list(found) for module, found in EXPECTED.items()} == {m: list(own_examples(m)) for m in PUBLIC}


@pytest.mark.parametrize(("module", "name"), cases("linux"))
def test_an_example_works_on_a_linux_node(
    module: str, name: str, project: Path, variables: Result, tmp_path: Path
) -> None:
    expected = EXPECTED[module][name]
    variables["ansible_check_mode"] = expected.get("check_mode", False)
    node = linux_node(tmp_path / "node", expected, variables["corporate_ca_pem"])
    first, second = results(ExampleRun(project, variables, node), module, name, "linux")
    check(module, first, expected["linux"])
    assert second["changed"] is expected.get("again", False), second["msg"]
    assert all((project / name).stat().st_size for name in expected.get("writes", ()))


@pytest.mark.parametrize(("module", "name"), cases("windows"))
def test_an_example_works_on_a_windows_node(
    module: str, name: str, project: Path, variables: Result, windows_node: SimulatedWindowsNode
) -> None:
    del windows_node
    (result,) = results(ExampleRun(project, variables, None), module, name, "windows")
    check(module, result, EXPECTED[module][name]["windows"])


@pytest.mark.parametrize(
    ("module", "options"),
    [
        ("ca_trust", {"certificates": [{"name": "corporate"}]}),
        ("image_pull", {"images": ["h:5000/Big"]}),
        ("proxy", {"http": "no url"}),
        ("registries", {"mirrors": {"docker.io": {"endpoint": ["no url"]}}}),
        ("registry_probe_info", {"images": ["base:1"], "timeout": 0}),
        ("runtime", {"timeout": 0}),
        ("time_sync", {"timeout": -1}),
    ],
)
def test_a_failure_because_of_an_invalid_option_returns_what_is_documented(
    module: str, options: Result, project: Path, variables: Result, tmp_path: Path
) -> None:
    node = linux_node(tmp_path / "node", {}, variables["corporate_ca_pem"])
    result = ExampleRun(project, variables, node).run({f"{COLLECTION}.{module}": options})
    assert result["failed"]
    assert result["findings"]
    assert undocumented(module, result) == set()
