# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which way requests go, and which variable says so."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Route
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.proxy import Routes, variables_as_given

BOTH = {
    "HTTPS_PROXY": "http://u:secret@proxy:3128",
    "NO_PROXY": ".lab",
    "CONTAINERD_HTTPS_PROXY": "http://other:3128",
    "CONTAINERD_NO_PROXY": "10.0.0.0/8",
}


def test_the_proxy_is_named_with_its_variable_and_without_credentials() -> None:
    assert Routes.of_process(BOTH).to("https", "quay.io") == Route("http://***@proxy:3128", "HTTPS_PROXY")


def test_the_entry_that_exempts_a_host_is_named() -> None:
    assert Routes.of_process(BOTH).to("https", "registry.lab:5000") == Route(variable="NO_PROXY", entry=".lab")


def test_containerd_sees_what_is_meant_for_it_in_place_of_the_rest() -> None:
    routes = Routes.of_containerd(BOTH)
    assert routes.to("https", "registry.lab") == Route("http://other:3128", "CONTAINERD_HTTPS_PROXY")
    assert routes.to("https", "10.1.2.3:5000") == Route(variable="CONTAINERD_NO_PROXY", entry="10.0.0.0/8")


def test_what_is_not_given_for_containerd_it_inherits() -> None:
    routes = Routes.of_containerd({"HTTPS_PROXY": "http://proxy:1", "CONTAINERD_NO_PROXY": "a"})
    assert routes.to("https", "quay.io") == Route("http://proxy:1", "HTTPS_PROXY")


def test_lower_case_counts_where_upper_case_is_not_set() -> None:
    assert Routes.of_process({"https_proxy": "p:1"}).to("https", "quay.io").variable == "https_proxy"
    inherited = Routes.of_containerd({"HTTPS_PROXY": "p:1", "CONTAINERD_https_proxy": "q:1"})
    assert inherited.to("https", "quay.io") == Route("http://p:1", "HTTPS_PROXY")


@pytest.mark.parametrize(("scheme", "host"), [("http", "quay.io"), ("https", "localhost:5000"), ("ftp", "quay.io")])
def test_no_proxy_of_its_scheme_or_a_local_host_means_a_direct_connection(scheme: str, host: str) -> None:
    assert Routes.of_process({"HTTPS_PROXY": "p:1"}).to(scheme, host) == Route()


def test_a_host_that_is_none_is_no_error_of_ours() -> None:
    route = Routes.of_process(BOTH).to("https", "a b")
    assert route.error and str(route) == "no request"


@pytest.mark.parametrize(
    ("route", "text"),
    [
        (Route(), "direct"),
        (Route(variable="NO_PROXY", entry=".lab"), "direct (NO_PROXY .lab)"),
        (Route("http://p:1", "HTTP_PROXY"), "http://p:1 (HTTP_PROXY)"),
    ],
)
def test_a_way_in_words(route: Route, text: str) -> None:
    assert str(route) == text


def test_the_variables_of_a_containerd_go_by_the_names_that_rke2_was_given() -> None:
    process = {"HTTPS_PROXY": "http://p", "NO_PROXY": ".lab"}
    own = {"CONTAINERD_HTTPS_PROXY": "http://p", "NO_PROXY": ".lab"}
    assert variables_as_given(process, own) == {"CONTAINERD_HTTPS_PROXY": "http://p", "NO_PROXY": ".lab"}
    assert variables_as_given(process, {}) == process
