# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables of `proxy` that are refused before a node is looked at."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.proxy_checks import check_reach, check_variables

NOTHING: dict[str, t.Any] = {
    "http": "",
    "https": "",
    "no_proxy": [],
    "containerd_http": "",
    "containerd_https": "",
    "containerd_no_proxy": [],
    "no_proxy_defaults": [],
    "environment": {},
    "environment_file": "",
}


def findings_of(**variables: object) -> list[tuple[str, str]]:
    return [(found.id, found.where) for found in check_variables({**NOTHING, **variables})]


@pytest.mark.parametrize(
    "url",
    [
        "http://proxy.lab:3128",
        "https://proxy.lab",
        "http://10.0.0.1:3128/",
        "http://[fd00::1]:3128",
        "socks5://proxy.lab:1080",
        "http://user:p%40ss%2F@proxy.lab:3128",
        "http://user:p@ss@proxy.lab:3128",
        "http://user:$!*'()@proxy.lab:3128",
    ],
)
def test_a_proxy_url_is_accepted(url: str) -> None:
    assert findings_of(https=url) == []


@pytest.mark.parametrize(
    "url",
    [
        "ftp://proxy.lab:3128",
        "http://",
        "http://user:secret@",
        "http://user:secret",
        "http://proxy.lab:99999",
        "http://proxy.lab:0",
        "http://proxy.lab:3128/path",
        "http://user:sec/ret@proxy.lab:3128",
        "http://user:sec ret@proxy.lab:3128",
        "http://user:100%@proxy.lab:3128",
        "http://proxy.lab:3128\nX=1",
    ],
)
def test_what_is_no_proxy_url_is_refused_without_showing_it(url: str) -> None:
    found = check_variables({**NOTHING, "containerd_https": url})
    assert [(item.id, item.severity, item.where) for item in found] == [
        ("proxy-invalid-url", "error", "proxy_containerd_https")
    ]
    assert "sec" not in found[0].message + found[0].fix


@pytest.mark.parametrize("url", ["proxy.lab:3128", "user:secret@proxy.lab:3128"])
def test_a_proxy_without_a_scheme_is_refused(url: str) -> None:
    (found,) = check_variables({**NOTHING, "https": url})
    assert (found.id, found.severity, found.where) == ("proxy-without-scheme", "error", "proxy_https")
    assert "sec" not in found.message + found.fix


@pytest.mark.parametrize(
    ("runtime", "variables", "expected"),
    [
        ("rke2-agent", {"containerd_https": "http://h:1"}, [("proxy-not-for-bootstrap", "proxy_containerd_https")]),
        ("rke2-agent", {"containerd_https": "http://h:1", "http": "http://h:1"}, []),
        ("rke2-agent", {"containerd_no_proxy": [".lab"]}, []),
        ("k3s-agent", {"containerd_https": "http://h:1"}, []),
        (
            "docker",
            {"containerd_https": "http://h:1", "containerd_http": "http://h:1"},
            [("proxy-containerd-only", "proxy_containerd_http, proxy_containerd_https")],
        ),
    ],
)
def test_a_proxy_that_only_containerd_would_use_is_named(
    runtime: str, variables: dict[str, t.Any], expected: list[tuple[str, str]]
) -> None:
    found = check_reach({**NOTHING, **variables}, RUNTIMES[runtime])
    assert [(finding.id, finding.where) for finding in found] == expected


@pytest.mark.parametrize(
    "item", ["a,b", "a b", "", "https://r.lab", "10.0.0.*", "*foo", "10.0.0.0/99", "10.0/8", "r.lab/"]
)
def test_a_no_proxy_item_that_would_never_match_is_refused(item: str) -> None:
    assert findings_of(no_proxy=["good.lab", item]) == [("proxy-no-proxy-entry", "proxy_no_proxy[1]")]


def test_a_no_proxy_item_with_a_line_break_at_its_end_has_a_fix_of_its_own() -> None:
    found = check_variables({**NOTHING, "no_proxy": [".lab\n", "a b"]})
    assert [finding.fix for finding in found] == ["Remove it.", "Make each an item of the list."]


@pytest.mark.parametrize(
    "item", [".lab", "registry.lab:5000", "10.0.0.0/8", "10.1.2.3/8", "fd00::/8", "::1", "*", "*.lab"]
)
def test_a_no_proxy_item_that_go_understands_is_accepted(item: str) -> None:
    assert findings_of(no_proxy=[item], containerd_no_proxy=[item]) == []


@pytest.mark.parametrize(
    ("name", "value", "identifier"),
    [
        ("http_proxy", "x", "proxy-lower-case"),
        ("CONTAINERD_https_proxy", "x", "proxy-lower-case"),
        ("A-B", "x", "environment-name"),
        ("HTTPS_PROXY", "http://p:1", "environment-own-variable"),
        ("FOO", True, "environment-value"),
        ("FOO", ["x"], "environment-value"),
        ("FOO", "two\nlines", "environment-value"),
    ],
)
def test_a_further_variable_that_would_not_work_is_refused(name: str, value: object, identifier: str) -> None:
    assert findings_of(environment={name: value}) == [(identifier, f"proxy_environment[{name!r}]")]


def test_a_value_written_into_the_name_is_not_shown() -> None:
    found = check_variables({**NOTHING, "environment": {"API_TOKEN=s3cret": "", "API_TOKEN: s3cret": ""}})
    assert [finding.where for finding in found] == ["proxy_environment['API_TOKEN***']"] * 2
    assert "s3cret" not in str(found).lower()


def test_a_variable_with_an_option_of_its_own_names_that_option() -> None:
    found = check_variables({**NOTHING, "environment": {"CONTAINERD_NO_PROXY": "x"}})
    assert "proxy_containerd_no_proxy" in found[0].fix


def test_all_errors_are_found_at_once() -> None:
    assert len(findings_of(http="x", no_proxy=["a b"], environment={"a": 1}, environment_file="relative")) == 4
