# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Masking of environment variables for people."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.environment import (
    masked_proxies,
    masked_value,
)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("HTTPS_PROXY", "http://user:secret@proxy.lab:3129", "http://***@proxy.lab:3129"),
        ("HTTPS_PROXY", "http://a:a@aaa.lab:3129", "http://***@aaa.lab:3129"),
        ("HTTPS_PROXY", "http://user:se@cr/et@proxy.lab:3129", "http://***@proxy.lab:3129"),
        ("HTTPS_PROXY", "http://token@proxy.lab", "http://***@proxy.lab"),
        ("HTTPS_PROXY", "http://proxy.lab:3129", "http://proxy.lab:3129"),
        ("NO_PROXY", ".lab,10.0.0.0/8", ".lab,10.0.0.0/8"),
        ("SOME_URL", "see https://u:p@h/x and https://v:q@i/y", "see https://***@i/y"),
        ("API_TOKEN", "abc", "***"),
        ("DB_PASSWORD", "a", "***"),
        ("DB_PASSWORD", "", ""),
        ("SSL_KEY_FILE", "/etc/key.pem", "/etc/key.pem"),
        ("CONTAINERD_LOG_LEVEL", "debug", "debug"),
    ],
)
def test_only_the_secret_is_masked(name: str, value: str, expected: str) -> None:
    assert masked_value(name, value) == expected


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("http://proxy.lab:3128", "http://proxy.lab:3128"),
        ("http://u:s@cre t@proxy.lab:3128", "http://***@proxy.lab:3128"),
        ("u:secret@proxy.lab:3128", "***@proxy.lab:3128"),
    ],
)
def test_proxies_are_shown_without_credentials(value: str, shown: str) -> None:
    variables = {"https_proxy": value, "AWS_SECRET": "s"}
    assert masked_proxies(variables) == {"https_proxy": shown}
