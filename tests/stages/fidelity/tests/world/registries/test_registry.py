# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registries answer as the row has it."""

from __future__ import annotations

import base64
import json

import pytest

from tests.stages.fidelity.row import Server
from tests.stages.fidelity.world.registries.content import INDEX_TYPE, content_for, digest_of
from tests.stages.fidelity.world.registries.registry import TOKEN_HOST, Answer, Registries, Request

WINDOWS = content_for("windows")
GOOD = "Basic " + base64.b64encode(b"puller:correct").decode()
BAD = "Basic " + base64.b64encode(b"puller:wrong").decode()


def answered(registries: Registries, host: str, path: str, authorization: str = "", query: str = "") -> Answer:
    return registries.answer(Request("https", host, "GET", path, query, authorization))


def token(registries: Registries, scopes: str, authorization: str = GOOD) -> str:
    answer = answered(registries, TOKEN_HOST, "/token", authorization, f"service=h.lab&scope={scopes}")
    return "Bearer " + json.loads(answer.body)["token"] if answer.status == 200 else ""


@pytest.mark.parametrize(
    ("has", "path", "status", "code"),
    [
        ("m.lab/app", "/v2/app/manifests/1", 200, ""),
        ("m.lab/app:1", "/v2/app/manifests/1", 200, ""),
        ("m.lab/app:1", "/v2/app/manifests/2", 404, "MANIFEST_UNKNOWN"),
        ("m.lab/app:1", f"/v2/app/manifests/{WINDOWS.image.digest}", 200, ""),
        ("m.lab/app", "/v2/app/manifests/sha256:0", 404, "MANIFEST_UNKNOWN"),
        ("m.lab/app", f"/v2/app/blobs/{next(iter(WINDOWS.blobs))}", 200, ""),
        ("m.lab/app", "/v2/app/blobs/sha256:0", 404, "BLOB_UNKNOWN"),
        ("m.lab/app", "/v2/other/manifests/1", 404, "NAME_UNKNOWN"),
        ("m.lab/docker/app", "/docker/app/manifests/1", 200, ""),
        ("other.lab/app", "/v2/app/manifests/1", 404, "NAME_UNKNOWN"),
        ("m.lab/app", "/v2/", 200, ""),
        ("m.lab/app:1", "/v2/app/tags/list", 200, '"tags": ["1"]'),
        ("m.lab/app:1", "/v2/other/tags/list", 404, "NAME_UNKNOWN"),
    ],
)
def test_a_host_has_what_the_row_lists(has: str, path: str, status: int, code: str) -> None:
    answer = answered(Registries(WINDOWS, (has,)), "m.lab", path)
    assert answer.status == status
    assert code in answer.body.decode(errors="replace")


def test_a_tag_can_be_an_index_of_images_for_builds() -> None:
    registries = Registries(WINDOWS, ("m.lab/app",), {"m.lab": Server(builds=(20348, 17763))})
    answer = answered(registries, "m.lab", "/v2/app/manifests/1")
    assert answer.headers["Content-Type"] == INDEX_TYPE
    assert answered(registries, "m.lab", f"/v2/app/manifests/{digest_of(answer.body)}").body == answer.body
    entries = json.loads(answer.body)["manifests"]
    assert [one["platform"]["os.version"] for one in entries] == ["10.0.20348.1", "10.0.17763.1"]
    for one in entries:
        assert len(answered(registries, "m.lab", f"/v2/app/manifests/{one['digest']}").body) == one["size"]


def test_a_port_counts_only_where_an_entry_has_it() -> None:
    assert answered(Registries(WINDOWS, ("m.lab/app",)), "m.lab:5000", "/v2/app/manifests/1").status == 200
    assert answered(Registries(WINDOWS, ("m.lab:5000/app",)), "m.lab", "/v2/app/manifests/1").status == 404


@pytest.mark.parametrize(("authorization", "status"), [("", 401), (BAD, 401), (GOOD, 200)])
def test_basic_credentials_are_checked(authorization: str, status: int) -> None:
    registries = Registries(WINDOWS, ("h.lab/app",), {"h.lab": Server(auth="basic")})
    assert answered(registries, "h.lab", "/v2/app/manifests/1", authorization).status == status


def test_a_token_is_for_the_granted_repositories_only() -> None:
    registries = Registries(WINDOWS, ("h.lab/p/app",), {"h.lab": Server(auth="token", grants=("p/",))})
    bearer = token(registries, "repository:app:pull repository:p/app:pull")
    assert answered(registries, "h.lab", "/v2/p/app/manifests/1", bearer).status == 200
    refused = answered(registries, "h.lab", "/v2/app/manifests/1", bearer)
    assert "insufficient_scope" in refused.headers["WWW-Authenticate"]
    assert (
        answered(registries, "h.lab", "/v2/p/app/manifests/1", token(registries, "repository:p/app:pull", "")).status
        == 401
    )


def test_a_strict_token_server_refuses_a_scope_too_many() -> None:
    registries = Registries(WINDOWS, (), {"h.lab": Server(auth="strict", grants=("p/",))})
    assert token(registries, "repository:p/app:pull")
    assert not token(registries, "repository:app:pull repository:p/app:pull")
    assert not token(registries, "repository:p/app:pull", BAD)


def test_the_user_of_a_request_is_known_by_password_or_token() -> None:
    registries = Registries(WINDOWS, (), {"h.lab": Server(auth="token")})
    assert Request("https", "h.lab", "GET", "/", authorization=GOOD).user == "puller"
    assert Request("https", "h.lab", "GET", "/", authorization=token(registries, "repository:a:pull")).user == "puller"
    assert Request("https", "h.lab", "GET", "/", authorization="Bearer other").user == ""
