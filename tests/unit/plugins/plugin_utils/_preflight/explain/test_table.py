# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Explanations as a table."""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.layout import WIDTH
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.explain.table import explanation_table
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Endpoint, Explanation, View
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.resolve import Subject, explain
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.reference import RequestedImage

MIRRORS = {"docker.io": {"endpoint": ["https://m.example"], "rewrite": {"^library/": "hub/"}}}


def lines(mirrors: object, configs: object, runtime: str = "rke2-agent") -> list[str]:
    return explanation_table(
        explain(Subject(parse_registries(mirrors, configs), runtime), map(RequestedImage.parse, ["nginx"]))
    )


def test_views_that_agree_are_one_table() -> None:
    assert lines(MIRRORS, None) == [
        "docker.io/library/nginx:latest",
        "  containerd and RKE2's own bootstrap, from certs.d/docker.io:",
        "     endpoint                         asked for      credentials  CA      way",
        "  1  https://m.example/v2             hub/nginx      anonymous    system  direct",
        "  2  https://registry-1.docker.io/v2  library/nginx  anonymous    system  direct",
    ]


def test_views_that_differ_are_two() -> None:
    found = lines(MIRRORS, {"*": {"auth": {"username": "u", "password": "p"}}})
    assert "  containerd, from certs.d/docker.io:" in found
    assert "  RKE2's own bootstrap, from registries.yaml:" in found
    assert "  1  https://m.example/v2        hub/nginx      *            system  direct" in found


def test_a_row_that_is_too_long_goes_on_below() -> None:
    found = lines(MIRRORS, {"m.example": {"tls": {"ca_file": "/" + "long/" * 8 + "ca.crt"}}}, "k3s-agent")
    assert found[2:5] == [
        "     endpoint                         asked for      credentials",
        "  1  https://m.example/v2             hub/nginx      anonymous",
        "        CA /long/long/long/long/long/long/long/long/ca.crt; way direct",
    ]


def test_notes_and_problems_stand_where_they_belong() -> None:
    view = View("containerd", (Endpoint("u", "r", notes=("a note",)),), "certs.d/x", ("a problem",))
    found = explanation_table([Explanation("i", "ref", view)])
    assert (found[2], found[-1]) == ("    ! a problem", "        - a note")


def test_an_image_that_nobody_is_asked_for_says_why() -> None:
    assert explanation_table([Explanation("A", error="bad")]) == ["A", "  not pulled: bad"]
    problem = View("bootstrap", problems=("bad",))
    runtime = View("containerd", (Endpoint("u", "r"),))
    assert explanation_table([Explanation("a", "a", runtime, problem, differ=True)])[-2:] == [
        "  RKE2's own bootstrap uses no endpoint:",
        "    ! bad",
    ]


def test_no_line_but_a_url_is_wider_than_the_page_and_no_escape_gets_out() -> None:
    endpoint = Endpoint("https://" + "u" * 300, "r" * 300, credential_key="\x1b[31m" + "k" * 300, ca="c" * 300)
    view = View("containerd", (endpoint,), "s" * 300, ("p" * 300,))
    found = explanation_table([Explanation("i" * 300, "r" * 300, view)])
    whole = f"  1  {endpoint.url}"
    assert whole in found
    assert max(len(line) for line in found if line != whole) <= WIDTH
    assert all(line.isprintable() for line in found)


def test_a_url_that_fits_in_a_line_is_not_broken() -> None:
    url = f"https://{'mirror.' * 8}example:5000/v2"
    view = View("containerd", (Endpoint(url, "library/" + "r" * 30, credential_key="k" * 20),), "certs.d/x")
    found = explanation_table([Explanation("i", "ref", view)])
    assert found[2:4] == ["     endpoint", f"  1  {url}"]
    assert found[4].startswith(f"        asked for library/{'r' * 30}; credentials {'k' * 20}")
