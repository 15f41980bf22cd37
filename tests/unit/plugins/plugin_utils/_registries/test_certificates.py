# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Callable

from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.certificates import (
    certificate_files,
    check_certificates,
    with_paths,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Config, Registries, Tls


def registries(**tls: str) -> Registries:
    return Registries({}, {"r.example:5000": Config(None, Tls(**tls))})  # type: ignore[arg-type]  # texts only


def folder(name: str) -> str:
    return f"/certs/{name}"


def test_content_becomes_files_and_the_key_is_for_root_only(
    make_certificate: Callable[..., str], private_key: str
) -> None:
    ca = make_certificate("A CA")
    given = registries(ca_content=ca, cert_content=ca.rstrip("\n"), key_content=private_key)
    files = {planned.path: planned for planned in certificate_files(given, folder)}
    assert {path: planned.mode for path, planned in files.items()} == {
        "/certs/r.example:5000/ca.crt": "0644",
        "/certs/r.example:5000/client.cert": "0644",
        "/certs/r.example:5000/client.key": "0600",
    }
    assert files["/certs/r.example:5000/client.cert"].content == ca
    assert files["/certs/r.example:5000/ca.crt"].masked.startswith("subject: CN=A CA\n")
    assert "PRIVATE" not in files["/certs/r.example:5000/client.key"].masked


def test_the_paths_of_the_files_take_the_place_of_the_content() -> None:
    tls = (
        with_paths(registries(ca_content="PEM", cert_file="/mine", key_content="PEM"), folder)
        .configs["r.example:5000"]
        .tls
    )
    assert tls == Tls("/certs/r.example:5000/ca.crt", "/mine", "/certs/r.example:5000/client.key")


def test_content_of_the_wrong_kind_is_named_without_being_shown(private_key: str) -> None:
    findings = check_certificates(registries(ca_content=private_key, cert_content="s3cr3t", key_content="s3cr3t"))
    assert [(finding.id, finding.where) for finding in findings] == [
        ("tls-private-key", "registries_configs['r.example:5000'].tls.ca_content"),
        ("tls-not-pem", "registries_configs['r.example:5000'].tls.cert_content"),
        ("tls-not-key", "registries_configs['r.example:5000'].tls.key_content"),
    ]
    assert "s3cr3t" not in str(findings)


def test_content_of_the_right_kind_has_no_findings(make_certificate: Callable[..., str], private_key: str) -> None:
    given = registries(ca_content=make_certificate("A CA"), cert_content="", key_content=private_key)
    assert check_certificates(given) == []
