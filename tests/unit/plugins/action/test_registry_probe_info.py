# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action registry_probe_info, with a node that runs the module's own code against a registry in the test."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.action import registry_probe_info
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import decode_probe_plan
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.run import run_probes
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.argument_spec import argument_spec
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

from tests.servers.raw import NamedNetwork, refused_port
from tests.servers.registry import Registry, basic
from tests.servers.web import web_server

DEFAULTS = {name: option.get("default") for name, option in argument_spec("registry_probe_info").items()}
GENERATED = "/var/lib/rancher/k3s/agent/etc/containerd"


class Node:
    """A K3s agent that is stopped, with these files."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = files
        self.ran: list[str] = []

    def observation(self) -> dict[str, Any]:
        hosts: dict[str, Any] = {"folder": True, "directories": {}, "credentials": ["docker.io"], "error": ""}
        for name, text in self.files.items():
            if name.endswith("hosts.toml"):
                hosts["directories"][name.split("/")[-2]] = {
                    "text": text,
                    "withheld": False,
                    "certificates": [],
                    "unusable": {},
                }
        seen = {
            "version": "v1.34.1+k3s1",
            "unit": {"active": "active", "enabled": "enabled", "pid": 0},
            "service": {"process": None, "proxies": {}, "own_proxies": {}},
            "hosts": {f"{GENERATED}/certs.d": hosts},
            "restart": {"pending": False, "roles": []},
        }
        return {"runtimes": {"k3s-agent": seen}}

    def run(self, module: str, arguments: dict[str, Any]) -> dict[str, Any]:
        self.ran.append(module)
        probes = run_probes(decode_probe_plan(arguments["plan"]), self.files.get, NamedNetwork())
        return {"probes": [asdict(probe) for probe in probes], "seconds": 0.1}


def decide(node: Node, **changes: Any) -> dict[str, Any]:
    action = registry_probe_info.ActionModule.__new__(registry_probe_info.ActionModule)
    arguments = {**DEFAULTS, "timeout": 1.0, "connect_timeout": 0.3, "retries": 0, "images": ["docker.io/team/app:1"]}
    result = action.decide_on_linux({**arguments, **changes}, node)  # type: ignore[arg-type]
    json.dumps(result)
    return result


def test_by_what_is_on_the_node() -> None:
    with web_server(Registry(wants=basic("u", "tr0ub4dor"))) as web:
        host = f"127.0.0.1:{web.port}"
        hosts = f'[host."http://127.0.0.1:{refused_port()}/v2"]\n[host."http://{host}/v2"]\n'
        table = f"[plugins.cri.registry.configs.'{host}'.auth]\nusername = 'u'\npassword = 'tr0ub4dor'\n"
        node = Node({f"{GENERATED}/certs.d/docker.io/hosts.toml": hosts, f"{GENERATED}/config.toml": table})
        node_observation = node.observation()
        node_observation["runtimes"]["k3s-agent"]["hosts"][f"{GENERATED}/certs.d"]["credentials"] = [host]
        node.observation = lambda: node_observation  # type: ignore[method-assign]
        result = decide(node)
    assert [(entry["state"], entry["fault"]) for entry in result["probes"]] == [
        ("failed", "connect_refused"),
        ("passed", ""),
    ]
    assert result["msg"] == "1 of 2 endpoint(s) of 1 image(s) passed"
    assert node.ran == ["internal.probe"]
    assert {asked.query.get("ns") for asked in web.asked if "manifests" in asked.path} == {"docker.io"}
    assert "tr0ub4dor" not in json.dumps(result)


def test_by_the_variables_as_they_would_be() -> None:
    with web_server(Registry(wants=basic("u", "tr0ub4dor"))) as web:
        host = f"127.0.0.1:{web.port}"
        mirrors = {"docker.io": {"endpoint": [f"http://{host}"]}}
        configs = {host: {"auth": {"username": "u", "password": "tr0ub4dor"}}}
        result = decide(Node({}), source="variables", mirrors=mirrors, configs=configs, default_endpoint=False)
    assert [entry["state"] for entry in result["probes"]] == ["passed"]
    assert "tr0ub4dor" not in json.dumps(result)


def test_numbers_that_are_too_small_are_refused() -> None:
    with pytest.raises(PullproofError, match="probe_workers"):
        decide(Node({}), workers=0)
