# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where RKE2's own bootstrap asks."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.bootstrap import bootstrap_view
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import View
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.proxy import Routes


def view(image: str, mirrors: object = None, configs: object = None) -> View:
    return bootstrap_view(parse_registries(mirrors, configs), image, Routes.of_process({"HTTPS_PROXY": "p:1"}))


def test_settings_for_any_registry_count() -> None:
    configs = {"*": {"auth": {"username": "u", "password": "p"}, "tls": {"ca_file": "/ca"}}}
    (endpoint,) = view("quay.io/a/b", None, configs).endpoints
    assert (endpoint.credential_key, endpoint.ca, str(endpoint.route)) == ("*", "/ca", "http://p:1 (HTTPS_PROXY)")


@pytest.mark.parametrize("auth", [{"username": "u"}, {}, {"password": "p"}])
def test_half_a_pair_is_anonymous(auth: dict[str, str]) -> None:
    (endpoint,) = view("quay.io/a/b", None, {"quay.io": {"auth": auth}}).endpoints
    assert endpoint.credential_key == ""


@pytest.mark.parametrize(
    ("tls", "ca", "client"),
    [
        ({"insecure_skip_verify": True}, "skip_verify", ""),
        ({"insecure_skip_verify": True, "cert_file": "/c"}, "system", ""),
        ({"ca_file": "/ca", "cert_file": "/c", "key_file": "/k"}, "/ca", "/c"),
        ({}, "system", ""),
    ],
)
def test_half_a_key_pair_undoes_all_tls_settings(tls: dict[str, object], ca: str, client: str) -> None:
    (endpoint,) = view("quay.io/a/b", None, {"quay.io": {"tls": tls}}).endpoints
    assert (endpoint.ca, endpoint.client_certificate) == (ca, client)


def test_credentials_in_an_endpoint_are_not_shown() -> None:
    assert "secret" not in repr(view("quay.io/a/b", {"quay.io": {"endpoint": ["http://u:secret@m.example/x"]}}))


def test_an_image_that_it_refuses_is_a_problem_and_no_exception() -> None:
    found = view("quay.io/x")
    assert (
        found.endpoints == ()
        and "quay.io" not in found.problems[0]
        and "'x' is not a valid repository" in found.problems[0]
    )
