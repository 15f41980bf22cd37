# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.containerd_facts import ContainerdFacts
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.containerd import (
    check_containerd,
    plan_containerd,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings

NEW = ContainerdFacts((2, 1), present=True, file_version=3)
OLD = ContainerdFacts((1, 6), present=True, file_version=2)
MIRRORS = {"docker.io": {"endpoint": ["https://m.example:5000"]}}


def wanted(mirrors: Any = None, configs: Any = None, **options: Any) -> RegistrySettings:
    return RegistrySettings(parse_registries(mirrors, configs), **options)


def ids(given: RegistrySettings, facts: ContainerdFacts = NEW) -> list[str]:
    findings = check_containerd(given, facts)
    assert all(finding.fix.endswith(".") and finding.where for finding in findings)
    return [finding.id for finding in findings]


def test_certificates_come_before_the_files_that_name_them(make_certificate: Any) -> None:
    configs = {"m.example:5000": {"tls": {"ca_content": make_certificate("A CA")}}}
    planned = plan_containerd(wanted(MIRRORS, configs), NEW)
    assert [(file.path, file.takes_effect) for file in planned] == [
        ("/etc/containerd/certs.d/m.example:5000/ca.crt", "live"),
        ("/etc/containerd/certs.d/docker.io/hosts.toml", "live"),
        ("/etc/containerd/certs.d/m.example:5000/hosts.toml", "live"),
        ("/etc/containerd/config.toml", "restart"),
    ]
    assert 'ca = ["/etc/containerd/certs.d/m.example:5000/ca.crt"]' in planned[1].content


def test_what_plain_containerd_can_do_has_no_findings() -> None:
    assert ids(wanted(MIRRORS, default_endpoint=False, image_pull_progress_timeout="1m30s")) == []


@pytest.mark.parametrize(
    ("given", "facts", "expected"),
    [
        (wanted({"docker.io": {"endpoint": ["https://m"], "rewrite": {"a": "b"}}}), NEW, "rewrite-unsupported"),
        (wanted({}, {"*": {"auth": {"identity_token": "t"}}}), NEW, "config-for-any"),
        (wanted(image_pull_progress_timeout="5 minutes"), NEW, "no-duration"),
        (wanted(image_pull_progress_timeout="5m"), OLD, "timeout-unsupported"),
        (wanted({"r": {"endpoint": ["https://[2001:db8::1]:5000"]}}), OLD, "ipv6-unsupported"),
        (wanted({}, {"[2001:db8::1]:5000": {}}), ContainerdFacts(), "ipv6-unsupported"),
        (wanted(MIRRORS), ContainerdFacts((2, 1), error="line 1, column 1 can't be read"), "config-unreadable"),
        (wanted(MIRRORS), ContainerdFacts((2, 1), conflicts=("registry.mirrors",)), "config-conflict"),
    ],
)
def test_what_it_can_not_do_is_an_error(given: RegistrySettings, facts: ContainerdFacts, expected: str) -> None:
    assert ids(given, facts) == [expected]
    assert {finding.severity for finding in check_containerd(given, facts)} == {"error"}


def test_addresses_in_brackets_are_fine_with_containerd_2() -> None:
    assert ids(wanted({"r": {"endpoint": ["https://[2001:db8::1]:5000"]}})) == []


def test_old_mirrors_in_the_file_are_no_matter_while_no_config_path_is_needed() -> None:
    credentials = {"m.example": {"auth": {"username": "u", "password": "p"}}}
    assert ids(wanted({}, credentials), ContainerdFacts((2, 1), conflicts=("registry.mirrors",))) == []


def test_a_file_with_headers_is_readable_by_root_only() -> None:
    endpoint = {"url": "https://m.example", "header": {"Authorization": "s3cret"}}
    planned = {file.path: file for file in plan_containerd(wanted({"a": {"endpoint": [endpoint]}, **MIRRORS}), NEW)}
    hosts = planned["/etc/containerd/certs.d/a/hosts.toml"]
    assert (hosts.mode, "s3cret" in hosts.content, "s3cret" in hosts.masked) == ("0600", True, False)
    assert planned["/etc/containerd/certs.d/docker.io/hosts.toml"].mode == "0644"
