# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/causes.md against the catalogue of causes."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from string import Formatter

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import STAGES
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.catalogue import CATALOGUE
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.runtime_messages import (
    RULES,
)

PAGE = Path(__file__).parents[6] / "docs" / "causes.md"
# What the project promised to name, whatever else it names.
PROMISED = (
    "dns",
    "no_route",
    "connect_refused",
    "connect_timeout",
    "proxy_unresolved",
    "proxy_refused",
    "proxy_auth",
    "proxy_denied",
    "proxied_but_should_not",
    "direct_but_should_not",
    "tls_unknown_ca",
    "tls_missing_intermediate",
    "tls_name",
    "tls_no_san",
    "tls_expired",
    "tls_not_yet_valid",
    "clock_skew",
    "tls_plain_http",
    "https_on_http",
    "tls_client_cert",
    "not_a_registry",
    "credentials_missing",
    "credentials_wrong",
    "credentials_not_used",
    "token_server",
    "token_scope",
    "forbidden",
    "repository_unknown",
    "tag_unknown",
    "rewrite_missed",
    "rewrite_wrong",
    "mirror_ignored",
    "rate_limited",
    "server_error",
    "blob_unreachable",
    "digest_differs",
    "platform_missing",
    "disk_full",
    "runtime_down",
    "config_not_loaded",
    "environment_not_loaded",
    "timeout",
)


def sections() -> dict[str, str]:
    parts = re.split(r"^### (\S+)$", PAGE.read_text(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_page_and_the_catalogue_have_the_same_codes() -> None:
    assert set(sections()) == set(CATALOGUE)
    assert not [
        code for code, times in Counter(re.findall(r"^### (\S+)$", PAGE.read_text(), re.M)).items() if times > 1
    ]


def test_every_promised_code_is_there() -> None:
    assert set(PROMISED) <= set(CATALOGUE)


def test_the_runtimes_words_lead_to_codes_of_the_catalogue() -> None:
    assert {code for code, _pattern in RULES} <= set(CATALOGUE)


@pytest.mark.parametrize("code", CATALOGUE)
def test_each_section_says_how_to_have_it_in_the_lab_and_what_to_do(code: str) -> None:
    text = sections()[code]
    assert "\n- In the lab: " in text
    assert "\n- Fix: " in text
    assert len(text.strip().split("\n- ")[0]) > 20


def test_codes_that_a_section_refers_to_exist() -> None:
    named = set(re.findall(r"`([a-z]+_[a-z_]+)`", PAGE.read_text()))
    variables = {
        name for name in named if name.startswith(("proxy_", "verify_", "registries_", "ca_trust_", "time_sync_"))
    }
    others = {
        "image_pull",
        "pullproof_runtime",
        "ca_file",
        "cert_file",
        "key_file",
        "ca_trust",
        "disabled_plugins",
        "time_sync",
    }
    assert named - set(CATALOGUE) - variables <= others


@pytest.mark.parametrize("code", CATALOGUE)
def test_the_texts_of_a_code_are_complete_and_have_no_full_stop(code: str) -> None:
    kind = CATALOGUE[code]
    assert kind.stage in (*STAGES, "node", "any")
    for text in (kind.title, kind.checked, kind.expected, kind.fix):
        assert text
        assert not text.endswith(".")
        assert list(Formatter().parse(text))
