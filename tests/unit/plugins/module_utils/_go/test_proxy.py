# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Choosing a proxy as Go does."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._go.proxy import GoProxy, ProxyDecision

PROXY = "http://proxy.example:3128"


def decide(url: str, **environment: str) -> ProxyDecision:
    return GoProxy.from_environment({"HTTP_PROXY": PROXY, "HTTPS_PROXY": PROXY, **environment}).decide(url)


def test_the_decision_names_the_variable_and_the_entry() -> None:
    assert decide("https://quay.io/v2/") == ProxyDecision(PROXY, "HTTPS_PROXY")
    assert decide("https://a.corp/", NO_PROXY="x, .corp") == ProxyDecision(None, "NO_PROXY", ".corp")
    assert decide("https://localhost:5000/") == ProxyDecision(None, "")


@pytest.mark.parametrize(
    ("no_proxy", "host", "direct"),
    [
        ("corp.example", "a.corp.example", True),
        (".corp.example", "corp.example", False),
        ("*.corp.example", "a.corp.example", True),
        ("corp.example", "evilcorp.example", False),
        ("corp.example:443", "corp.example", True),
        ("corp.example:5000", "corp.example", False),
        ("10.0.0.0/8", "10.1.2.3:5000", True),
        ("10.1.2.3", "10.1.2.30", False),
        ("[2001:db8::1]", "[2001:db8::1]", False),
        ("[2001:db8::1]:443", "[2001:db8::1]", True),
        ("bücher.example", "xn--bcher-kva.example", True),
        ("*", "quay.io", True),
        ("", "127.0.0.53", True),
    ],
)
def test_no_proxy_exempts_what_go_exempts(no_proxy: str, host: str, direct: bool) -> None:
    assert (decide(f"https://{host}/", NO_PROXY=no_proxy).proxy is None) is direct


def test_upper_case_variables_win_and_empty_ones_do_not_count() -> None:
    environment = {"HTTPS_PROXY": "", "https_proxy": "lower:1", "HTTP_PROXY": "upper:1", "http_proxy": "lower:1"}
    proxy = GoProxy.from_environment(environment)
    assert proxy.proxy_for("https://quay.io/") == "http://lower:1"
    assert proxy.proxy_for("http://quay.io/") == "http://upper:1"


def test_credentials_of_the_proxy_show_in_no_repr() -> None:
    decision = decide("https://quay.io/", HTTPS_PROXY="http://u:tr0ub4dor@p:1")
    assert decision.proxy == "http://u:tr0ub4dor@p:1"
    assert "tr0ub4dor" not in repr(decision)
    assert "tr0ub4dor" not in repr(GoProxy.from_environment({"HTTPS_PROXY": "http://u:tr0ub4dor@p:1"}))
