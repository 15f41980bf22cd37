# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action registries_info, with a node that is a fake or may not be looked at."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.action import registries_info
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import describe_config
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.argument_spec import argument_spec
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

DEFAULTS = {name: option.get("default") for name, option in argument_spec("registries_info").items()}
MIRRORS = {"docker.io": {"endpoint": ["https://m.example"]}, "*": {"endpoint": ["https://any.example"]}}


NOTHING: dict[str, Any] = {"folder": True, "directories": {}, "credentials": [], "error": ""}
HOSTS_TOML = '[host."https://own.example"]\n'
FOUND_FILE = {"text": HOSTS_TOML, "withheld": False, "certificates": [], "unusable": {}}


class FakeNode:
    """A node with one runtime."""

    def __init__(self, name: str, version: str) -> None:
        self.name, self.version = name, version
        self.config: dict[str, Any] = {**describe_config(None), "present": True, "version": 3, "plugins": ["images"]}
        self.hosts: dict[str, Any] = {}

    def tls_files(self, certificates: list[str], keys: list[str]) -> dict[str, Any]:
        return {path: {"present": False} for path in (*certificates, *keys)}

    def observation(self) -> dict[str, Any]:
        unit: dict[str, Any] = {"active": "active", "enabled": "enabled", "options": []}
        seen = {"version": self.version, "unit": unit, "config": self.config, "hosts": self.hosts}
        return {"runtimes": {self.name: seen}}


class NoNode:
    """Fails when it is looked at."""

    def observation(self) -> dict[str, Any]:
        raise AssertionError("the node was looked at")


def decide(node: Any, **changes: Any) -> dict[str, Any]:
    action = registries_info.ActionModule.__new__(registries_info.ActionModule)
    result = action.decide_on_linux({**DEFAULTS, **changes}, node)
    json.dumps(result)
    return result


def urls(result: dict[str, Any], view: str = "runtime") -> list[str]:
    return [endpoint["url"] for endpoint in result["images"][0][view]["endpoints"]]


def test_offline_no_node_is_looked_at() -> None:
    result = decide(NoNode(), offline=True, runtime="k3s-agent", mirrors=MIRRORS, images=["nginx"])
    assert urls(result) == ["https://m.example/v2", "https://registry-1.docker.io/v2"]
    assert (result["runtime_name"], result["version"]) == ("k3s-agent", "")
    assert result["msg"] == "1 image(s) explained for k3s-agent"


def test_offline_the_runtime_has_to_be_named() -> None:
    with pytest.raises(PullproofError, match="Set pullproof_runtime to one of"):
        decide(NoNode(), offline=True)


def test_otherwise_the_runtime_and_its_version_are_those_of_the_node() -> None:
    result = decide(FakeNode("rke2-agent", "v1.31.6+rke2r1"), mirrors=MIRRORS, images=["quay.io/a/b"])
    assert (result["runtime_name"], result["version"]) == ("rke2-agent", "v1.31.6+rke2r1")
    assert urls(result, "bootstrap") == ["https://any.example/v2", "https://quay.io/v2"]


def test_known_issues_of_the_version_are_listed_in_the_table_too() -> None:
    bad, good = (
        decide(NoNode(), offline=True, runtime="rke2-agent", mirrors=MIRRORS, images=["quay.io/a/b"], version=version)
        for version in ("v1.31.6+rke2r1", "v1.34.2+rke2r1")
    )
    fresh = {issue["id"] for issue in bad["known_issues"]} - {issue["id"] for issue in good["known_issues"]}
    assert fresh
    assert all(any(f"known issue ({name})" in line for line in bad["table"]) for name in fresh)


def test_a_version_that_is_none_is_refused() -> None:
    with pytest.raises(PullproofError, match=r"Invalid version: .* is not a version such as"):
        decide(NoNode(), offline=True, runtime="rke2-agent", version="new")


def test_what_is_wrong_with_the_variables_is_said_and_the_rest_explained() -> None:
    mirrors = {"docker.io": {"endpoints": ["x"], "endpoint": "https://m.example"}}
    result = decide(NoNode(), offline=True, runtime="k3s-agent", mirrors=mirrors, images=["nginx"])
    errors = [finding for finding in result["findings"] if finding["severity"] == "error"]
    assert {finding["id"] for finding in errors} == {"unknown-key", "endpoint-not-a-list"}
    assert any("wrong (endpoint-not-a-list)" in line for line in result["table"])
    assert urls(result) == ["https://registry-1.docker.io/v2"]


def test_the_proxy_variables_are_those_that_the_service_would_get() -> None:
    result = decide(
        NoNode(),
        offline=True,
        runtime="rke2-agent",
        images=["quay.io/a/b", "10.42.0.9/a/b"],
        proxy_https="http://u:secret@p:3128",
        proxy_containerd_https="http://u:secret@q:3128",
    )
    routes = [[image[view]["endpoints"][0]["route"] for view in ("runtime", "bootstrap")] for image in result["images"]]
    assert [(route["proxy"], route["variable"]) for route in routes[0]] == [
        ("http://***@q:3128", "CONTAINERD_HTTPS_PROXY"),
        ("http://***@p:3128", "HTTPS_PROXY"),
    ]
    assert [(route["entry"], route["variable"]) for route in routes[1]] == [
        ("10.42.0.0/16", "CONTAINERD_NO_PROXY"),
        ("10.42.0.0/16", "NO_PROXY"),
    ]
    assert "secret" not in json.dumps(result)
    assert result["msg"].endswith("1 of which RKE2's own bootstrap would pull otherwise")


def test_the_table_has_the_bootstrap_for_the_image_that_it_pulls_and_no_other() -> None:
    images = ["docker.io/rancher/rke2-runtime:v1", "docker.io/library/nginx:1"]
    result = decide(NoNode(), offline=True, runtime="rke2-agent", images=images)
    assert [line for line in result["table"] if "bootstrap" in line] == [
        "  containerd and RKE2's own bootstrap, with no settings for this registry:"
    ]


def test_a_finding_stands_at_the_images_that_it_concerns_and_once_in_full() -> None:
    mirrors = {"docker.io": {"endpoints": ["x"]}, "quay.io": {"endpoint": ["https://m.example"]}}
    images = ["docker.io/library/nginx:1", "quay.io/a/b:1"]
    table = decide(NoNode(), offline=True, runtime="k3s-agent", mirrors=mirrors, images=images)["table"]
    assert table[:2] == [images[0], "  ! wrong (unknown-key), see below: registries_mirrors['docker.io']"]
    assert not table[table.index(images[1]) + 1].startswith("  !")
    assert sum("Did you mean 'endpoint'?" in line for line in table) == 1


def test_variables_of_a_wrong_type_are_no_traceback_and_show_no_value() -> None:
    result = decide(
        NoNode(), offline=True, runtime="docker", mirrors="secret", configs=["secret"], images=[5, {"a": 1}]
    )
    assert [finding["severity"] for finding in result["findings"]][:2] == ["error"] * 2 and "secret" not in json.dumps(
        result
    )
    with pytest.raises(PullproofError, match="must be a mapping") as caught:
        decide(NoNode(), offline=True, runtime="docker", proxy_environment="secret")
    assert "secret" not in str(caught.value)


def test_images_may_be_mappings_as_those_to_pull_are() -> None:
    result = decide(NoNode(), offline=True, runtime="docker", images=[{"image": "nginx", "os": "linux"}])
    assert result["images"][0]["reference"] == "docker.io/library/nginx:latest"


def test_drift_is_by_the_directories_that_were_observed() -> None:
    node = FakeNode("rke2-agent", "v1.34.1+rke2r1")
    node.hosts = {"/var/lib/rancher/rke2/agent/etc/containerd/certs.d": NOTHING}
    result = decide(node, drift=True, mirrors=MIRRORS, images=["nginx", "h:5000/a", "b"])
    assert (result["drift"], [image["drift"] for image in result["images"]]) == (True, [True, True, True])
    assert "DRIFT in 3" in result["msg"]


def test_plain_containerd_is_looked_at_where_its_own_config_says() -> None:
    node = FakeNode("containerd", "2.1.9")
    node.config["config_path"] = {"images": '"/opt/certs.d"'}
    node.hosts = {
        "/opt/certs.d": {
            **NOTHING,
            "directories": {"docker.io": FOUND_FILE},
        }
    }
    result = decide(node, drift=True, images=["nginx"])
    assert urls(result, "found")[0] == "https://own.example/v2"


@pytest.mark.parametrize("version", ["1.7.24", "2.1.9", "2.4.2"])
@pytest.mark.parametrize(("literal", "problems"), [("", 1), ("'/etc/containerd/certs.d'", 0)])
def test_where_no_config_path_is_set_containerd_reads_no_hosts_toml(version: str, literal: str, problems: int) -> None:
    node = FakeNode("containerd", version)
    node.config["version"] = 2 if version.startswith("1.") else 3
    plugin = "legacy" if version.startswith("1.") else "images"
    node.config["config_path"] = {plugin: literal} if literal else {}
    there = {
        **NOTHING,
        "directories": {"docker.io": FOUND_FILE},
    }
    node.hosts = {"/etc/containerd/certs.d": there}
    found = decide(node, drift=True, images=["nginx"])["images"][0]["found"]
    assert len(found["problems"]) == problems
    assert (found["endpoints"][0]["url"] == "https://own.example/v2") is (problems == 0)


def test_a_list_of_folders_is_one_folder_for_containerd_2_1() -> None:
    node = FakeNode("containerd", "2.1.9")
    node.config["config_path"] = {"images": '"/opt/certs.d:/etc/docker/certs.d"'}
    node.hosts = {
        "/opt/certs.d": {
            **NOTHING,
            "directories": {"docker.io": FOUND_FILE},
        }
    }
    result = decide(node, drift=True, images=["nginx"])
    assert urls(result, "found") == ["https://registry-1.docker.io/v2"]


@pytest.mark.parametrize("changes", [{"drift": False}, {"drift": True, "offline": True, "runtime": "rke2-agent"}])
def test_without_drift_and_offline_nothing_more_is_asked_of_the_node(changes: dict[str, Any]) -> None:
    node = FakeNode("rke2-agent", "v1.34.1+rke2r1")
    result = decide(node, images=["nginx"], **changes)
    assert (result["drift"], result["images"][0]["found"]) == (False, None)


def test_docker_and_a_runtime_that_is_not_there_yet_have_nothing_to_look_at() -> None:
    for node, runtime in ((FakeNode("docker", "28.5"), "docker"), (FakeNode("docker", "28.5"), "rke2-agent")):
        assert decide(node, images=["nginx"], drift=True, runtime=runtime)["images"][0]["found"] is None


def test_known_issues_depend_on_the_environment_too() -> None:
    result = decide(
        NoNode(), offline=True, runtime="rke2-agent", version="v1.24.1", proxy_containerd_no_proxy=["a"], images=["b"]
    )
    without = decide(NoNode(), offline=True, runtime="rke2-agent", version="v1.24.1", images=["b"])
    assert len(result["known_issues"]) > len(without["known_issues"])


def test_the_whole_lint_is_said_with_images_and_what_is_missing_on_the_node() -> None:
    given: dict[str, Any] = {
        "mirrors": {"docker.io": {"endpoint": ["https://m.example"], "rewrite": {"^other/(.*)": "x/$1"}}},
        "configs": {"m.example": {"tls": {"ca_file": "/etc/ssl/m.pem"}}},
        "images": ["docker.io/library/nginx:1"],
    }
    online = decide(FakeNode("rke2-agent", "v1.34.1+rke2r1"), **given)
    offline = decide(NoNode(), offline=True, runtime="rke2-agent", **given)
    found = {finding["id"] for finding in online["findings"]}
    assert found - {finding["id"] for finding in offline["findings"]} == {"tls-file-missing"}
    assert "rewrite-never-matches" in found
    assert any(line.startswith("wrong (tls-file-missing): ") for line in online["table"])
    skipped = decide(FakeNode("rke2-agent", "v1.34.1+rke2r1"), **given, lint_skip=["tls-file-missing"])
    assert "tls-file-missing" not in {finding["id"] for finding in skipped["findings"]}
