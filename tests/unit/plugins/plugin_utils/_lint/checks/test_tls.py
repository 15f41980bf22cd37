# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS settings, and the files on a node that they name."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.checks.tls import tls_files
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.lint import lint
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries

from tests.unit.plugins.plugin_utils._lint.subjects import lint_subject

PATHS = {"ca_file": "/etc/ca.pem", "cert_file": "/etc/c.pem", "key_file": "/etc/c.key"}


def subject(tls: Any, **known: Any) -> LintSubject:
    return lint_subject(parse_registries({}, {"h.example": {"tls": tls}}), **known)


@pytest.mark.parametrize(
    ("path", "platform", "is_error"),
    [
        ("/etc/ca.pem", "linux", False),
        ("ca.pem", "linux", True),
        ("./ca.pem", "linux", True),
        ("C:/certs/ca.pem", "linux", True),
        ("C:\\certs\\ca.pem", "windows", False),
        ("C:/certs/ca.pem", "windows", False),
        ("/etc/ca.pem", "windows", True),
        ("certs\\ca.pem", "windows", True),
    ],
)
def test_a_path_has_to_be_whole_on_the_platform_it_is_for(path: str, platform: str, is_error: bool) -> None:
    found = lint(subject({"ca_file": path}, platform=platform))
    assert [finding.id for finding in found] == ["tls-path-relative"] * is_error


def test_all_files_are_to_be_looked_at() -> None:
    assert [(file.kind, file.path) for file in tls_files(subject(PATHS))] == list(PATHS.items())


@pytest.mark.parametrize(
    ("endpoint", "runtime", "words"),
    [
        ("http://h.example", "rke2-agent", "no effect"),
        ("http://h.example:80", "containerd", "no effect"),
        ("http://h.example:5000", "rke2-agent", "https is tried first"),
        ("http://h.example:5000", "docker", "no effect"),
    ],
)
def test_tls_settings_for_a_mirror_by_plain_http_are_told(endpoint: str, runtime: str, words: str) -> None:
    host = endpoint.removeprefix("http://")
    found = parse_registries({"docker.io": {"endpoint": [endpoint]}}, {host: {"tls": {"ca_content": "x"}}})
    findings = [finding for finding in lint(lint_subject(found, runtime=runtime)) if finding.id == "tls-for-plain-http"]
    assert [(finding.where, words in finding.message) for finding in findings] == [
        ("registries_mirrors['docker.io'].endpoint[0]", True)
    ]


def test_a_mirror_by_plain_http_without_tls_settings_is_fine() -> None:
    found = parse_registries({"docker.io": {"endpoint": ["http://h.example:5000"]}}, {"h.example:5000": {"tls": {}}})
    assert "tls-for-plain-http" not in {finding.id for finding in lint(lint_subject(found, runtime="rke2-agent"))}


@pytest.mark.parametrize(
    ("tls", "fix"),
    [
        ({"insecure_skip_verify": True}, "Remove registries_configs['h:5000'].tls if the registry uses plain http."),
        ({"ca_file": "/c"}, "Write https://h:5000, or remove registries_configs['h:5000'].tls."),
    ],
)
def test_without_certificates_the_settings_are_superfluous_rather_than_the_scheme(tls: object, fix: str) -> None:
    found = parse_registries({"h:5000": {"endpoint": ["http://h:5000"]}}, {"h:5000": {"tls": tls}})
    (finding,) = [one for one in lint(lint_subject(found, runtime="k3s-agent")) if one.id == "tls-for-plain-http"]
    assert finding.fix == fix and "h:5000 itself over https" in finding.message
