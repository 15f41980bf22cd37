# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates and keys that containerd can't use."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Probe, Stage
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.diagnose import diagnose
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import (
    Endpoint,
    UnusableFile,
    View,
)

M1, M2 = "https://m1.lab/v2", "https://m2.lab/v2"
CA, CERT, KEY = "/etc/pki/gone.pem", "/etc/pki/c.crt", "/etc/pki/c.key"
GOOD = Probe("1", [Stage("v2", "passed"), Stage("manifest", "passed")])
FAILED = PullOutcome("reg.example/app:1", "failed", error="unclear")
ENDPOINTS = (Endpoint(M1, "app", ca=CA, client_certificate=CERT, client_key=KEY), Endpoint(M2, "app"))


def evidence(path: str, tls: dict[str, str] | None = None, outcome: PullOutcome | None = FAILED) -> Evidence:
    view = View("containerd", ENDPOINTS, "certs.d/reg.example", unusable=(UnusableFile(path, "does not exist", M1),))
    registries = parse_registries({}, {"m1.lab": {"tls": tls}} if tls else {})
    return Evidence("reg.example/app:1", outcome, view, (None, GOOD), registries=registries, product="containerd")


@pytest.mark.parametrize(
    ("path", "code"), [(CA, "tls_unknown_ca"), (CERT, "tls_client_cert"), (KEY, "tls_client_cert")]
)
def test_a_file_that_is_gone_is_the_cause_although_another_endpoint_has_the_image(path: str, code: str) -> None:
    cause = diagnose(evidence(path)).cause
    assert cause is not None
    assert (cause.code, cause.endpoint) == (code, M1)
    assert path in cause.observed and "contacts no host" in cause.observed


def test_without_a_pull_an_unusable_file_is_the_cause_too() -> None:
    cause = diagnose(evidence(CA, outcome=None)).cause
    assert cause is not None and cause.code == "tls_unknown_ca"
    usable = evidence(CA, outcome=None)
    assert usable.view is not None
    assert diagnose(replace(usable, view=replace(usable.view, unusable=()))).cause is None


@pytest.mark.parametrize(
    ("tls", "fix"),
    [
        ({"ca_file": CA}, "restore /etc/pki/gone.pem, or set registries_configs['m1.lab'].tls.ca_content"),
        ({"ca_content": "-----BEGIN CERTIFICATE-----"}, "run the role registries, which writes this file"),
        (None, "restore /etc/pki/gone.pem, or remove it from the settings of m1.lab"),
    ],
)
def test_the_fix_depends_on_who_writes_the_file(tls: dict[str, str] | None, fix: str) -> None:
    cause = diagnose(evidence(CA, tls)).cause
    assert cause is not None and fix in cause.fix


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (
            f'failed to resolve image: unable to read CA cert "{CA}": open {CA}: no such file or directory',
            "tls_unknown_ca",
        ),
        (f'failed to resolve image: unable to load CA cert "{CA}"', "tls_unknown_ca"),
        (f'unable to read CERT file "{KEY}": open {KEY}: no such file or directory', "tls_client_cert"),
        ("failed to load X509 key pair: tls: private key does not match public key", "tls_client_cert"),
    ],
)
def test_the_message_of_containerd_is_enough_where_the_files_are_not_known(error: str, code: str) -> None:
    endpoints = (Endpoint("https://m0.lab/v2", "app"), *ENDPOINTS)
    known = Evidence("reg.example/app:1", replace(FAILED, error=error), View("containerd", endpoints))
    cause = diagnose(known).cause
    assert cause is not None and cause.code == code
    assert cause.endpoint == (M1 if '"/' in error else "https://m0.lab/v2")
