# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._edit.json_text import write_entries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.docker import (
    check_docker,
    check_unmanaged_mirrors,
    plan_docker,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings

AUTH = {"auth": {"username": "u", "password": "p"}}


def wanted(mirrors: Any = None, configs: Any = None, **options: Any) -> RegistrySettings:
    return RegistrySettings(parse_registries(mirrors, configs), **options)


def hub(*endpoints: str) -> dict[str, Any]:
    return {"docker.io": {"endpoint": list(endpoints)}}


def test_mirrors_and_insecure_registries_are_added_to_the_lists_of_others() -> None:
    given = wanted(
        hub("https://one.example:5000/v2", "http://two.example"), {"r": {"tls": {"insecure_skip_verify": True}}}
    )
    (planned,) = plan_docker(given)
    assert (planned.path, planned.kind, planned.takes_effect) == ("/etc/docker/daemon.json", "json", "reload")
    theirs = '{"registry-mirrors": ["https://theirs.example"], "storage-driver": "vfs"}'
    assert json.loads(write_entries(theirs, planned.entries)) == {
        "registry-mirrors": ["https://one.example:5000", "http://two.example", "https://theirs.example"],
        "storage-driver": "vfs",
        "insecure-registries": ["r", "two.example"],
    }


def test_certificates_go_where_docker_looks_for_them(make_certificate: Any) -> None:
    tls = {"tls": {"ca_content": make_certificate("A CA")}}
    paths = [planned.path for planned in plan_docker(wanted({}, {"r.example:5000": tls, "docker.io": tls}))]
    assert paths == ["/etc/docker/certs.d/registry-1.docker.io/ca.crt", "/etc/docker/certs.d/r.example:5000/ca.crt"]


def test_without_mirrors_and_insecure_registries_daemon_json_is_left_alone() -> None:
    assert plan_docker(wanted({}, {"r": AUTH})) == ()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (wanted({"quay.io": {"endpoint": ["https://m"]}}), "mirror-unsupported"),
        (wanted({"*": {"endpoint": ["https://m"]}}), "mirror-unsupported"),
        (wanted(hub("https://m:5000"), {"m:5000": AUTH}, docker_config=("/c",)), "mirror-with-auth"),
        (wanted({"docker.io": {"rewrite": {"a": "b"}}}), "rewrite-unsupported"),
        (wanted(default_endpoint=False), "default-endpoint-kept"),
        (wanted(image_pull_progress_timeout="5m"), "timeout-unsupported"),
        (wanted({}, {"*": {"tls": {"insecure_skip_verify": True}}}), "config-for-any"),
        (wanted({}, {"r": {"tls": {"ca_file": "/etc/ssl/ca.pem"}}}), "certificate-elsewhere"),
    ],
)
def test_what_docker_can_not_do_is_an_error(given: RegistrySettings, expected: str) -> None:
    assert [(finding.id, finding.severity) for finding in check_docker(given)] == [(expected, "error")]


def test_credentials_that_no_file_takes_are_a_warning() -> None:
    (finding,) = check_docker(wanted({}, {"r.example": AUTH}))
    assert (finding.id, finding.severity) == ("credentials-unused", "warning")
    assert check_docker(wanted({}, {"r.example": AUTH}, docker_config=("/root/.docker/config.json",))) == []


def test_a_mirror_with_credentials_for_another_spelling_of_its_host_is_fine() -> None:
    given = wanted(hub("https://m.example"), {"m.example:443": AUTH}, docker_config=("/c",))
    assert check_docker(given) == []


def test_unmanaged_mirrors_are_a_warning_with_their_names() -> None:
    given = RegistrySettings(parse_registries({"docker.io": {"endpoint": ["https://one.example"]}}, None))
    (found,) = check_unmanaged_mirrors(given, ["https://one.example", "https://old.example"])
    assert (found.id, found.severity) == ("docker-unmanaged-mirror", "warning")
    assert "https://old.example" in found.message and "https://one.example" not in found.message


def test_unmanaged_mirrors_without_a_managed_one_are_not_reported() -> None:
    assert list(check_unmanaged_mirrors(RegistrySettings(parse_registries(None, None)), ["https://old.example"])) == []


@pytest.mark.parametrize("separator", ["/", "\\"])
def test_on_windows_docker_reads_certificates_from_its_own_folder(separator: str) -> None:
    def found(*parts: str) -> list[str]:
        configs = {"r:5000": {"tls": {"ca_file": separator.join(["C:", *parts, "ca.crt"])}}}
        return [finding.id for finding in check_docker(wanted({}, configs, platform="windows"))]

    assert found("ProgramData", "docker", "certs.d", "r5000") == []
    assert found("programdata", "Docker", "certs.d", "R5000") == []
    assert found("certs") == ["certificate-elsewhere"]
