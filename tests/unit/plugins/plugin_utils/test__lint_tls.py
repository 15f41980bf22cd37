# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS settings, and the files on a node that they name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint import lint
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint_subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint_tls import check_tls_files, tls_files
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries import parse_registries

PATHS = {"ca_file": "/etc/ca.pem", "cert_file": "/etc/c.pem", "key_file": "/etc/c.key"}


def subject(tls: Any, **known: Any) -> LintSubject:
    return LintSubject(parse_registries({}, {"h.example": {"tls": tls}}), **known)


@pytest.mark.parametrize(
    ("path", "platform", "is_error"),
    [
        ("/etc/ca.pem", "linux", False),
        ("ca.pem", "linux", True),
        ("./ca.pem", "linux", True),
        ("C:/certs/ca.pem", "linux", True),
        ("C:\\certs\\ca.pem", "windows", False),
        ("/etc/ca.pem", "windows", False),
        ("certs\\ca.pem", "windows", True),
    ],
)
def test_a_path_has_to_be_whole_on_the_platform_it_is_for(path: str, platform: str, is_error: bool) -> None:
    found = lint(subject({"ca_file": path}, platform=platform))
    assert [finding.id for finding in found] == ["tls-path-relative"] * is_error


def test_all_files_are_to_be_looked_at() -> None:
    assert [(file.kind, file.path) for file in tls_files(subject(PATHS))] == list(PATHS.items())


def test_a_missing_file_is_an_error_whatever_its_kind() -> None:
    found = list(check_tls_files(subject(PATHS), dict.fromkeys(PATHS.values())))
    assert [finding.id for finding in found] == ["tls-file-missing"] * 3
    assert found[2].where == "registries_configs['h.example'].tls.key_file"
    assert found[2].fix == "Put it there, or give key_content."


def test_files_that_were_not_looked_at_are_not_judged() -> None:
    assert list(check_tls_files(subject(PATHS), {})) == []


def test_a_ca_file_has_to_hold_a_ca(make_certificate: Callable[..., str]) -> None:
    ca, leaf = make_certificate("Example CA"), make_certificate("h.example", ca=False)
    judged = {
        text: [finding.id for finding in check_tls_files(subject(PATHS), {"/etc/ca.pem": text})]
        for text in (ca, leaf, leaf + ca, "", "not PEM")
    }
    assert judged == {
        ca: [],
        leaf + ca: [],
        leaf: ["tls-file-not-ca"],
        "": ["tls-file-not-ca"],
        "not PEM": ["tls-file-not-ca"],
    }


def test_keys_and_certificates_of_the_client_are_not_read_as_a_ca() -> None:
    assert list(check_tls_files(subject(PATHS), {"/etc/c.pem": "x", "/etc/c.key": ""})) == []
