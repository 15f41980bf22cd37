# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import CONFIG_PATH
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.containerd_facts import (
    ContainerdFacts,
    LoadedConfig,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.containerd import (
    check_containerd,
    plan_containerd,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings

NEW = ContainerdFacts((2, 1), present=True, file_version=3)
OLD = ContainerdFacts((1, 6), present=True, file_version=2)
MIRRORS = {"docker.io": {"endpoint": ["https://m.example:5000"]}}


DROP_IN = "/etc/containerd/conf.d/nvidia.toml"


def with_import(
    version: tuple[int, int], config_path: str, replaced_by: str = "", config_path_file: str = DROP_IN
) -> ContainerdFacts:
    loaded = LoadedConfig(2, CONFIG_PATH, replaced_by, config_path, config_path_file, ())
    return ContainerdFacts(version, present=True, file_version=2, loaded=loaded)


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
        (wanted(MIRRORS), ContainerdFacts((2, 1), conflicts={CONFIG_PATH: ("registry.mirrors",)}), "config-conflict"),
    ],
)
def test_what_it_can_not_do_is_an_error(given: RegistrySettings, facts: ContainerdFacts, expected: str) -> None:
    assert ids(given, facts) == [expected]
    assert {finding.severity for finding in check_containerd(given, facts)} == {"error"}


def test_addresses_in_brackets_are_fine_with_containerd_2() -> None:
    assert ids(wanted({"r": {"endpoint": ["https://[2001:db8::1]:5000"]}})) == []


def test_old_mirrors_in_the_file_are_no_matter_while_no_config_path_is_needed() -> None:
    credentials = {"m.example": {"auth": {"username": "u", "password": "p"}}}
    assert ids(wanted({}, credentials), ContainerdFacts((2, 1), conflicts={CONFIG_PATH: ("registry.mirrors",)})) == []


CREDENTIALS = {"m.example": {"auth": {"username": "u", "password": "p"}}}
REPLACED = with_import((1, 7), '""', DROP_IN, "")
REPLACED_WITH_PATH = with_import((1, 7), '"/opt/certs.d"', DROP_IN)


@pytest.mark.parametrize(
    ("given", "facts"),
    [
        (wanted(MIRRORS), REPLACED),
        (wanted({}, CREDENTIALS), REPLACED),
        (wanted({}, CREDENTIALS), REPLACED_WITH_PATH),
        (wanted(image_pull_progress_timeout="5m"), REPLACED_WITH_PATH),
        (wanted(MIRRORS), with_import((2, 1), '""')),
        (wanted(MIRRORS), with_import((2, 1), '"/a:/b"')),
    ],
    ids=[
        "mirrors below a replaced table",
        "credentials in a replaced table",
        "credentials in a table that is replaced with a config_path",
        "a timeout in a replaced table",
        "an empty config_path",
        "a list that the transfer service takes as one folder",
    ],
)
def test_an_imported_file_that_hides_the_entries_of_the_role_is_an_error(
    given: RegistrySettings, facts: ContainerdFacts
) -> None:
    found = check_containerd(given, facts)
    assert [(one.id, one.severity, one.where) for one in found] == [("config-import", "error", DROP_IN)]


@pytest.mark.parametrize(
    ("given", "facts"),
    [
        (wanted(), REPLACED),
        (wanted(MIRRORS), REPLACED_WITH_PATH),
        (wanted(MIRRORS), with_import((2, 1), '"/opt/certs.d"')),
        (wanted(MIRRORS, CREDENTIALS), with_import((2, 1), '"/a:/b"')),
        (wanted(MIRRORS), with_import((2, 1), '"/a:/b"', config_path_file=CONFIG_PATH)),
    ],
    ids=[
        "no setting",
        "the config_path of the file is used",
        "a folder of the drop-in is used",
        "a list, and credentials, which lead to local pulls",
        "a list in config.toml",
    ],
)
def test_an_imported_file_that_hides_nothing_has_no_finding(given: RegistrySettings, facts: ContainerdFacts) -> None:
    assert ids(given, facts) == []


def test_hosts_files_are_written_to_the_folder_of_the_imported_file() -> None:
    planned = [file.path for file in plan_containerd(wanted(MIRRORS), REPLACED_WITH_PATH)]
    assert planned == ["/opt/certs.d/docker.io/hosts.toml", CONFIG_PATH]


def test_a_file_with_headers_is_readable_by_root_only() -> None:
    endpoint = {"url": "https://m.example", "header": {"Authorization": "s3cret"}}
    planned = {file.path: file for file in plan_containerd(wanted({"a": {"endpoint": [endpoint]}, **MIRRORS}), NEW)}
    hosts = planned["/etc/containerd/certs.d/a/hosts.toml"]
    assert (hosts.mode, "s3cret" in hosts.content, "s3cret" in hosts.masked) == ("0600", True, False)
    assert planned["/etc/containerd/certs.d/docker.io/hosts.toml"].mode == "0644"
