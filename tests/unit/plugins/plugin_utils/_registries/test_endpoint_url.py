# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Completing an endpoint's address."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.endpoint_url import parse_endpoint_url


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("registry:80", "https://registry:80"),
        ("localhost", "https://localhost"),
        ("localhost:443", "https://localhost:443"),
        ("localhost:5000", "http://localhost:5000"),
        ("[::1]:5000/v2", "http://[::1]:5000/v2"),
        ("127.0.0.2:80", "http://127.0.0.2:80"),
        ("127.0.0.1:9345", "https://127.0.0.1:9345"),
        ("http://m", "http://m"),
    ],
)
def test_only_localhost_with_an_odd_port_is_plain_http(text: str, printed: str) -> None:
    assert str(parse_endpoint_url(text, embedded_address="127.0.0.1:9345")) == printed
