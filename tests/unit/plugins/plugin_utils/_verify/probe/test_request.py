# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is probed by the node, and what by variables that are not written yet."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.module_utils._service.proxy_environment import Environment
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.argument_spec import argument_spec
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.request import plan_of, probe_targets
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.targets import ProbeTarget

DEFAULTS = {name: option.get("default") for name, option in argument_spec("registry_probe_info").items()}
SEEN: dict[str, Any] = {
    "service": {"process": 12},
    "unit": {"pid": 11},
    "restart": {"roles": []},
    "version": "v1.34.1+rke2r1",
}
PENDING = {**SEEN, "restart": {"roles": ["registries"]}}
IMAGES = ["registry.example:5000/team/app:1"]
CONFIGS = {"registry.example:5000": {"auth": {"username": "u", "password": "tr0ub4dor"}, "tls": {"ca_content": "PEM"}}}


def asked(runtime: str = "rke2-agent", seen: Any = SEEN, **changes: Any) -> tuple[ProbeTarget, ...]:
    arguments = {**DEFAULTS, "images": IMAGES, **changes}
    registries = parse_registries(arguments["mirrors"], arguments["configs"])
    return probe_targets(registries, arguments, ChosenRuntime(RUNTIMES[runtime], seen), None)[1]


def test_by_the_node_secrets_and_proxies_are_taken_there() -> None:
    [one] = asked(configs=CONFIGS, proxy_https="http://p:3128")
    assert one.target.environment == Environment(12)
    assert one.target.credential.file == "/var/lib/rancher/rke2/agent/etc/containerd/config.toml"
    assert one.target.credential.password == ""
    assert one.target.trust.ca_text == ""


@pytest.mark.parametrize("runtime", ["rke2-agent", "k3s-agent"])
def test_where_a_restart_will_generate_the_file_anew_the_credentials_are_those_to_come(runtime: str) -> None:
    [one] = asked(runtime, seen=PENDING, configs=CONFIGS)
    assert (one.target.credential.file, one.target.credential.password) == ("", "tr0ub4dor")


def test_a_containerd_of_its_own_has_a_file_that_is_written_at_once() -> None:
    [one] = asked("containerd", seen=PENDING, configs=CONFIGS)
    assert one.target.credential.file == "/etc/containerd/config.toml"


def test_docker_has_proxies_in_its_own_file_and_credentials_from_the_client() -> None:
    [one] = asked("docker", configs=CONFIGS)
    assert one.target.environment == Environment(12, "/etc/docker/daemon.json")
    assert one.target.credential.password == "tr0ub4dor"


@pytest.mark.parametrize(("version", "password"), [("28.5.1", "tr0ub4dor"), ("29.1.3", "")])
def test_docker_29_sends_no_credentials_to_mirrors(version: str, password: str) -> None:
    configs = {"docker.io": {"auth": {"username": "u", "password": "tr0ub4dor"}}}
    mirrors = {"docker.io": {"endpoint": ["https://m.example"]}}
    found = asked("docker", {**SEEN, "version": version}, images=["nginx"], mirrors=mirrors, configs=configs)
    assert (found[0].target.url, found[0].target.credential.password) == ("https://m.example/v2", password)


def test_by_the_variables_everything_goes_along() -> None:
    [one] = asked(source="variables", configs=CONFIGS, ca_certificates=["ROOT"])
    assert one.target.credential.password == "tr0ub4dor"
    assert one.target.trust.ca_text == "PEM\nROOT\n"
    assert one.target.trust.ca_files == ()


def test_proxies_of_the_variables_take_the_place_of_those_that_the_process_has() -> None:
    containerd, bootstrap = asked(
        source="variables",
        proxy_https="http://p:3128",
        proxy_containerd_https="http://q:3128",
        images=["docker.io/rancher/rke2-runtime:v1"],
        default_endpoint=False,
    )
    assert (containerd.target.environment.pid, bootstrap.target.environment.pid) == (12, 11)
    handed, own = containerd.target.environment.variables, bootstrap.target.environment.variables
    assert (handed["HTTPS_PROXY"], own["HTTPS_PROXY"]) == ("http://q:3128", "http://p:3128")
    assert own["HTTP_PROXY"] == ""


def test_without_any_variable_the_process_keeps_what_it_has() -> None:
    [one] = asked(source="variables")
    assert one.target.environment == Environment(12)


def test_a_runtime_that_is_not_there_yet_is_judged_by_the_variables_alone() -> None:
    [one] = asked(seen=None, configs=CONFIGS, proxy_https="http://p:3128")
    assert one.target.environment.pid == 0
    assert one.target.environment.variables["HTTPS_PROXY"] == "http://p:3128"
    assert one.target.credential.password == "tr0ub4dor"


def test_an_expected_digest_is_that_of_the_entry() -> None:
    digest = f"sha256:{'a' * 64}"
    [one] = asked(images=[{"image": IMAGES[0], "digest": digest}])
    assert one.target.digest == digest


def test_the_plan_has_the_limits_of_the_arguments() -> None:
    plan = plan_of(asked(), {**DEFAULTS, "timeout": 3.0, "connect_timeout": 0.5, "workers": 2, "retries": 0})
    assert (plan.seconds, plan.connect_seconds, plan.workers, plan.retries, plan.blobs) == (3.0, 0.5, 2, 0, True)


@pytest.mark.parametrize(("version", "name"), [("v1.31.2+rke2r1", "a/b"), ("v1.31.3+rke2r1", ""), (None, "")])
def test_old_versions_request_the_token_for_the_name_before_the_rewrite(version: str | None, name: str) -> None:
    mirrors = {"quay.io": {"endpoint": ["https://m.example"], "rewrite": {"^a/(.*)": "x/${1}"}}}
    for source in ("node", "variables"):
        seen = {**SEEN, "version": version}
        mirror, quay = asked(seen=seen, images=["quay.io/a/b:1"], mirrors=mirrors, source=source)
        assert (mirror.target.repository, mirror.target.token_repository) == ("x/b", name)
        assert quay.target.token_repository == ""


@pytest.mark.parametrize(("version", "key"), [("v1.33.2+rke2r1", ""), ("v1.33.3+rke2r1", "docker.io")])
def test_old_versions_find_credentials_of_docker_hub_under_one_name(version: str, key: str) -> None:
    configs = {"docker.io": {"auth": {"username": "u", "password": "tr0ub4dor"}}}
    [one] = asked(seen={**SEEN, "version": version}, images=["busybox:1"], configs=configs)
    assert one.endpoint.credential_key == key
