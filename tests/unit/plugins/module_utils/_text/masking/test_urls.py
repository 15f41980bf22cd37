# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Masking of credentials in what runtimes say."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.urls import mask_urls


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("proxyconnect http://user:pass@proxy:3128: refused", "proxyconnect http://***@proxy:3128: refused"),
        ("Get https://only-user@h/v2/: EOF", "Get https://***@h/v2/: EOF"),
        ('"http://u:p@ss@w@proxy:1/x"', '"http://***@proxy:1/x"'),
        (r'parse "http://u:a/b#\"c d@proxy:1": invalid port', r'parse "http://***@proxy:1": invalid port'),
        (
            "GET https://token.lab:8443/token?account=same&scope=repository%3Aa%3Apull: 401",
            "GET https://token.lab:8443/token?account=***&scope=repository%3Aa%3Apull: 401",
        ),
        (
            "https://s3/x?X-Amz-Credential=AK&X-Amz-Signature=ab12: 403",
            "https://s3/x?X-Amz-Credential=***&X-Amz-Signature=***: 403",
        ),
        ("https://cdn.lab/data?verify=17-abc%3D: 403", "https://cdn.lab/data?verify=***: 403"),
        ("https://cdn/x?Policy=e30&Key-Pair-Id=K&Signature=ab", "https://cdn/x?Policy=***&Key-Pair-Id=K&Signature=***"),
        ("https://s/x?q-signature=ab&my.token.id=cd&n=1", "https://s/x?q-signature=***&my.token.id=***&n=1"),
        ("http://one:1@a/ then http://two:2@b/", "http://***@a/ then http://***@b/"),
    ],
)
def test_credentials_in_urls_are_masked_and_the_rest_is_readable(said: str, shown: str) -> None:
    assert mask_urls(said) == shown


@pytest.mark.parametrize(
    "said",
    [
        'failed to resolve reference "registry.lab:5000/team/app@sha256:0123": not found',
        'Head "https://registry.lab:5000/v2/team/app/manifests/sha256:0123?ns=docker.io": EOF, asked by a@b',
    ],
)
def test_text_without_credentials_stays_as_it_is(said: str) -> None:
    assert mask_urls(said) == said
