# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The runtimes' own words."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.runtime_messages import (
    RULES,
    RuntimeMessage,
    parse_message,
)
from hypothesis import given
from hypothesis import strategies as st

RECORDED = yaml.safe_load((Path(__file__).parents[2] / "data" / "recorded_words.yml").read_text())
HEAD = 'failed to do request: Head "https://registry.lab:5000/v2/team/app/manifests/1"'
PLAIN_HEAD = 'failed to do request: Head "http://registry.lab:443/v2/team/app/manifests/1"'


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: f"{case['runtime']}: {case['code']}")
def test_recorded_words_stand_for_their_code(case: dict[str, str]) -> None:
    words = parse_message(case["text"])
    assert words is not None
    assert words.code == case["code"]


# Messages of versions that the lab does not have, and of the programs' sources.
@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"{HEAD}: tls: failed to verify certificate: x509: certificate signed by unknown authority", "tls_unknown_ca"),
        (f"{HEAD}: http: server gave HTTP response to HTTPS client", "tls_plain_http"),
        (f"{PLAIN_HEAD}: EOF", "https_on_http"),
        ("failed to read expected number of bytes: unexpected EOF", "digest_differs"),
        ("short read: expected 339 bytes but got 20: unexpected EOF", "digest_differs"),
        (f"{HEAD}: remote error: tls: handshake failure", "tls_handshake"),
        (f"{HEAD}: remote error: tls: certificate required", "tls_client_cert"),
        (f"{HEAD}: remote error: tls: bad certificate", "tls_client_cert"),
        (f"{HEAD}: remote error: tls: unknown certificate authority", "tls_client_cert"),
        (f"{HEAD}: remote error: tls: unsupported certificate", "tls_client_cert"),
        (f"{HEAD}: remote error: tls: expired certificate", "tls_client_cert"),
        (f"{HEAD}: x509: certificate specifies an incompatible key usage", "tls_handshake"),
        (f"{HEAD}: dial tcp: lookup registry.lab on 10.0.0.2:53: server misbehaving", "dns"),
        (f"{HEAD}: dial tcp: lookup registry.lab on 10.0.0.2:53: read udp 10.0.0.1:4->10.0.0.2:53: i/o timeout", "dns"),
        (f"{HEAD}: dial tcp 10.0.0.7:5000: connect: network is unreachable", "no_route"),
        (f"{HEAD}: dial tcp 10.0.0.7:5000: i/o timeout", "connect_timeout"),
        ("pull access denied, repository does not exist or may require authorization: no basic auth credentials",
         "credentials_missing"),
        ("failed to fetch oauth token: unexpected status from POST request to https://t/token: 403 Forbidden",
         "token_scope"),
        ("server message: insufficient_scope: authorization failed", "token_scope"),
        ("unauthorized: incorrect username or password", "credentials_wrong"),
        ("failed to copy: write /var/lib/containerd/ingest/1/data: no space left on device", "disk_full"),
        ("Cannot connect to the Docker daemon at unix:///var/run/docker.sock.", "runtime_down"),
        ("all endpoints failed: GET https://index.docker.io/v2/a/b/manifests/1: MANIFEST_UNKNOWN", "tag_unknown"),
        ("GET https://quay.io/v2/: unexpected status code 502 Bad Gateway", "server_error"),
    ],
)  # fmt: skip
def test_words_of_other_versions_stand_for_their_code(text: str, code: str) -> None:
    words = parse_message(text)
    assert words is not None
    assert words.code == code


def test_the_host_that_was_asked_last_is_named() -> None:
    text = f'{HEAD}: Get "https://token.lab:8443/token?service=s": dial tcp 10.0.0.9:8443: connect: connection refused'
    assert parse_message(text) == RuntimeMessage("token_server", "token.lab:8443")


@pytest.mark.parametrize("text", ["", "something else", "number of layers and diffIDs don't match: 1 != 0"])
def test_words_that_are_not_known_stand_for_nothing(text: str) -> None:
    assert parse_message(text) is None


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    found = parse_message(text)
    assert found is None or found.code in {code for code, _pattern in RULES}
