# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the variables of `proxy` to the files of a node, and what the node has to say about them."""

from __future__ import annotations

import typing as t
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.proxy import (
    ServiceEnvironment,
    check_environment,
    environment_for,
    is_wanted,
    plan_environment,
)

Loaded = tuple[str, str, list[str]]

NOTHING: dict[str, t.Any] = {
    "http": "",
    "https": "",
    "no_proxy": [],
    "containerd_http": "",
    "containerd_https": "",
    "containerd_no_proxy": [],
    "no_proxy_defaults": ["127.0.0.0/8", ".svc"],
    "environment": {},
    "environment_file": "",
}
RKE2_FILES: list[Loaded] = [
    ("/etc/default/rke2-agent", "", []),
    ("/etc/sysconfig/rke2-agent", "", []),
    ("/usr/local/lib/systemd/system/rke2-agent.env", "", ["HOME"]),
]


def environment_of(runtime: str, **variables: object) -> ServiceEnvironment:
    return environment_for({**NOTHING, **variables}, RUNTIMES[runtime])


def findings_of(
    runtime: str, files: list[Loaded], daemon_proxies: tuple[str, ...] = (), **variables: object
) -> list[tuple[str, str, str]]:
    arguments = {**NOTHING, **variables}
    loaded = [{"path": path, "drop_in": drop_in, "names": names} for path, drop_in, names in files]
    seen: Any = {"unit": {"environment_files": loaded, "environment_lines": {}}, "daemon_proxies": daemon_proxies}
    found = check_environment(
        environment_for(arguments, RUNTIMES[runtime]), ChosenRuntime(RUNTIMES[runtime], seen), arguments
    )
    return [(item.id, item.severity, item.where) for item in found]


def test_the_defaults_come_before_both_lists_and_nothing_stands_twice() -> None:
    environment = environment_of(
        "rke2-agent",
        https="http://p:1",
        no_proxy=[".lab", ".svc"],
        containerd_https="http://q:1",
        containerd_no_proxy=["x"],
    )
    assert environment.entries == {
        "HTTPS_PROXY": "http://p:1",
        "NO_PROXY": "127.0.0.0/8,.svc,.lab",
        "CONTAINERD_HTTPS_PROXY": "http://q:1",
        "CONTAINERD_NO_PROXY": "127.0.0.0/8,.svc,x",
    }


def test_a_list_given_once_holds_for_containerd_too() -> None:
    environment = environment_of("k3s-agent", no_proxy=[".lab"], http="http://p:1", containerd_http="http://q:1")
    assert environment.entries["CONTAINERD_NO_PROXY"] == "127.0.0.0/8,.svc,.lab"


def test_plain_containerd_gets_no_variables_for_the_containerd_of_rke2() -> None:
    environment = environment_of("containerd", https="http://p:1", containerd_https="http://q:1")
    assert set(environment.entries) == {"HTTPS_PROXY", "NO_PROXY"}


def test_without_a_proxy_the_defaults_alone_are_not_written() -> None:
    assert environment_of("rke2-agent", environment={"CONTAINERD_LOG_LEVEL": "debug"}).entries == {
        "CONTAINERD_LOG_LEVEL": "debug"
    }
    assert not is_wanted(NOTHING)


@pytest.mark.parametrize(("url", "mode"), [("http://u:p@h:1", "0600"), ("http://h:1", None)])
def test_a_shared_file_is_closed_to_others_when_it_holds_a_credential(url: str, mode: str | None) -> None:
    environment = environment_of("rke2-agent", http=url)
    (planned,) = plan_environment(environment, RUNTIMES["rke2-agent"], False, b"k").files
    assert (planned.path, planned.kind, planned.mode, planned.takes_effect) == (
        "/etc/default/rke2-agent",
        "env",
        mode,
        "restart",
    )
    assert planned.masked == f"HTTP_PROXY={url.replace('u:p', '***')}\nNO_PROXY=127.0.0.0/8,.svc\n"


def test_docker_gets_a_file_of_its_own_and_a_drop_in_that_loads_it() -> None:
    environment = environment_of("docker", http="http://u:p w@h:1")
    own, drop_in = plan_environment(environment, RUNTIMES["docker"], False, b"k").files
    assert (own.path, own.mode, own.kind) == ("/etc/pullproof/docker.env", "0600", "whole")
    assert 'HTTP_PROXY="http://u:p w@h:1"\n' in own.content and "p w" not in own.masked
    assert drop_in.path == "/etc/systemd/system/docker.service.d/90-pullproof-proxy.conf"
    assert drop_in.content.endswith("[Service]\nEnvironmentFile=-/etc/pullproof/docker.env\n")


def test_another_file_for_docker_is_shared_and_needs_no_drop_in() -> None:
    environment = environment_of("docker", http="http://h:1", environment_file="/etc/default/docker")
    (planned,) = plan_environment(environment, RUNTIMES["docker"], False, b"k").files
    assert (planned.path, planned.kind) == ("/etc/default/docker", "env")


def test_emptied_variables_plan_no_file_so_that_ours_are_removed() -> None:
    assert plan_environment(None, None, False, b"k").files == ()


def test_a_later_file_that_sets_our_variable_is_an_error_that_names_it() -> None:
    rancher = "/var/lib/rancher/rke2/system-agent-installer/rke2-sa.env"
    files = [*RKE2_FILES, (rancher, "", ["HTTP_PROXY", "OTHER"])]
    assert findings_of("rke2-agent", files, http="http://h:1") == [("proxy-overridden", "error", rancher)]


def test_an_earlier_file_that_sets_our_variable_loses_and_is_no_error() -> None:
    files = [("/etc/default/rke2-agent", "", ["HTTP_PROXY"]), *RKE2_FILES[1:]]
    assert not findings_of("rke2-agent", files, http="http://h:1", environment_file="/etc/sysconfig/rke2-agent")


def test_a_file_that_the_unit_does_not_load_is_an_error() -> None:
    assert findings_of("rke2-agent", RKE2_FILES, http="http://h:1", environment_file="/etc/environment") == [
        ("proxy-not-loaded", "error", "proxy_environment_file")
    ]


@pytest.mark.parametrize(("drop_in", "wins"), [("10-site.conf", False), ("http-proxy.conf", True)])
def test_before_our_drop_in_is_there_its_name_tells_who_comes_later(drop_in: str, wins: bool) -> None:
    found = findings_of("containerd", [("/etc/site.env", drop_in, ["HTTP_PROXY"])], http="http://h:1")
    assert bool(found) is wins


def test_once_our_drop_in_is_loaded_the_order_of_the_unit_tells() -> None:
    ours = ("/etc/pullproof/containerd.env", "90-pullproof-proxy.conf", ["HTTP_PROXY"])
    assert not findings_of("containerd", [("/etc/site.env", "10.conf", ["HTTP_PROXY"]), ours], http="http://h:1")
    assert findings_of("containerd", [ours, ("/etc/site.env", "x.conf", ["HTTP_PROXY"])], http="http://h:1")


def test_proxies_in_dockers_daemon_json_are_an_error_for_the_variables_they_beat() -> None:
    found = findings_of("docker", [], ("http-proxy",), http="http://h:1", https="http://h:1")
    assert found == [("proxy-docker-daemon", "error", "/etc/docker/daemon.json")]


def test_only_containerd_variables_on_rke2_are_a_warning_for_the_bootstrap_pull() -> None:
    found = findings_of("rke2-agent", RKE2_FILES, containerd_https="http://h:1")
    assert found == [("proxy-not-for-bootstrap", "warning", "proxy_containerd_https")]


def test_k3s_has_no_bootstrap_pull_and_no_warning() -> None:
    assert not findings_of("k3s-agent", [("/etc/default/k3s-agent", "", [])], containerd_https="http://h:1")


def test_before_the_product_is_installed_nothing_about_the_unit_is_checked() -> None:
    arguments = {**NOTHING, "http": "http://h:1"}
    runtime = RUNTIMES["rke2-agent"]
    assert check_environment(environment_for(arguments, runtime), ChosenRuntime(runtime, None), arguments) == []


def test_secrets_do_not_show_in_a_representation() -> None:
    assert "secret" not in repr(environment_of("docker", http="http://u:secret@h:1"))
