# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import yaml
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.rancher import (
    check_rancher,
    plan_rancher,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings

MIRRORS = {"docker.io": {"endpoint": ["https://m.example:5000"], "rewrite": {"^(.*)$": "hub/${1}"}}}


def wanted(mirrors: Any = None, configs: Any = None, **options: Any) -> RegistrySettings:
    return RegistrySettings(parse_registries(mirrors, configs), **options)


@pytest.mark.parametrize(("name", "etc"), [("rke2-server", "/etc/rancher/rke2"), ("k3s-agent", "/etc/rancher/k3s")])
def test_content_becomes_files_that_registries_yaml_names(name: str, etc: str, make_certificate: Any) -> None:
    configs = {"m.example:5000": {"tls": {"ca_content": make_certificate("A CA")}}}
    certificate, registries = plan_rancher(wanted(MIRRORS, configs), RUNTIMES[name])
    assert (certificate.path, certificate.takes_effect) == (f"{etc}/pullproof/m.example:5000/ca.crt", "live")
    assert (registries.path, registries.mode, registries.takes_effect) == (f"{etc}/registries.yaml", "0600", "restart")
    assert yaml.safe_load(registries.content) == {
        "mirrors": MIRRORS,
        "configs": {"m.example:5000": {"tls": {"ca_file": f"{etc}/pullproof/m.example:5000/ca.crt"}}},
    }


def test_without_the_default_endpoint_a_file_of_ours_switches_it_off() -> None:
    *_registries, switch = plan_rancher(wanted(MIRRORS, default_endpoint=False), RUNTIMES["rke2-agent"])
    assert (switch.path, switch.takes_effect) == ("/etc/rancher/rke2/config.yaml.d/90-pullproof.yaml", "restart")
    assert yaml.safe_load(switch.content) == {"disable-default-registry-endpoint": True}


def test_nothing_wanted_plans_nothing() -> None:
    assert plan_rancher(wanted(default_endpoint=False), RUNTIMES["k3s-server"]) == ()


def test_credentials_are_masked_for_people() -> None:
    (registries,) = plan_rancher(
        wanted({}, {"m": {"auth": {"username": "u", "password": "s3cr3t"}}}), RUNTIMES["k3s-server"]
    )
    assert "s3cr3t" in registries.content
    assert "s3cr3t" not in registries.masked + repr(registries)


def test_a_progress_timeout_is_an_error() -> None:
    (finding,) = check_rancher(wanted(image_pull_progress_timeout="5m"), RUNTIMES["rke2-server"])
    assert (finding.id, finding.severity) == ("timeout-unsupported", "error")


def test_settings_that_keep_the_default_endpoint_are_a_warning() -> None:
    given = wanted(
        MIRRORS | {"quay.io": {"endpoint": ["https://m"]}},
        {"docker.io": {"auth": {"username": "u", "password": "p"}}, "m": {}},
        default_endpoint=False,
    )
    (finding,) = check_rancher(given, RUNTIMES["rke2-server"])
    assert (finding.id, finding.severity, finding.where) == (
        "default-endpoint-kept",
        "warning",
        "registries_configs['docker.io']",
    )


def test_a_registries_file_elsewhere_is_written_there_and_all_other_files_stay_below_etc(make_certificate: Any) -> None:
    runtime = replace(RUNTIMES["rke2-agent"], registries_file="/srv/registries.yaml")
    configs = {"m.example:5000": {"tls": {"ca_content": make_certificate("A CA")}}}
    paths = [planned.path for planned in plan_rancher(wanted(MIRRORS, configs, default_endpoint=False), runtime)]
    assert paths == [
        "/etc/rancher/rke2/pullproof/m.example:5000/ca.crt",
        "/srv/registries.yaml",
        "/etc/rancher/rke2/config.yaml.d/90-pullproof.yaml",
    ]
