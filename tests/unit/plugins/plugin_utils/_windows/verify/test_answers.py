# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Responses of registries and token servers as stages of a probe."""

from __future__ import annotations

import hashlib
import json

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.http_client import HttpResponse
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Stage, Target
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.challenge import Challenge
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.answers import (
    manifest_stage,
    named_stage,
    root_stage,
    token_fault,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.curl import CurlResponse

TARGET = Target("0", "containerd", "https://registry.lab:5000/v2", "team/winapp", "1")
UNAUTHORIZED = HttpResponse(401, "Unauthorized", {}, ['Basic realm="r"'])


def _index(*versions: str) -> bytes:
    platforms = [{"os": "windows", "architecture": "amd64", "os.version": version} for version in versions]
    return json.dumps({"manifests": [{"digest": "sha256:3", "platform": platform} for platform in platforms]}).encode()


def _manifest(answer: HttpResponse, header: str = "Basic x", build: int = 17763) -> tuple[str, str, str]:
    stage = manifest_stage(CurlResponse(answer), TARGET, build, header)
    return stage.name, stage.state, stage.fault


def test_an_index_without_the_hosts_build_names_the_builds() -> None:
    answer = HttpResponse(200, "OK", {}, body=_index("10.0.20348.1"))

    stage = manifest_stage(CurlResponse(answer), TARGET, 17763, "")

    assert stage.fault == "platform_missing"
    assert stage.observed == "it has windows/amd64 20348; build 17763 accepts windows/amd64 17763"


def test_an_index_that_fits_passes() -> None:
    assert _manifest(HttpResponse(200, "OK", {}, body=_index("10.0.20348.1")), build=26100)[1] == "passed"


@pytest.mark.parametrize(
    ("header", "fault"),
    [("", "credentials_missing"), ("Basic x", "credentials_wrong"), ("Bearer x", "token_scope")],
)
def test_a_refused_login_is_a_fault_of_the_stage_token(header: str, fault: str) -> None:
    assert _manifest(UNAUTHORIZED, header) == ("token", "failed", fault)


@pytest.mark.parametrize(
    ("status", "code", "fault"),
    [
        (404, "NAME_UNKNOWN", "repository_unknown"),
        (404, "MANIFEST_UNKNOWN", "tag_unknown"),
        (403, "DENIED", "forbidden"),
        (429, "TOOMANYREQUESTS", "rate_limited"),
        (503, "UNAVAILABLE", "server_error"),
    ],
)
def test_a_registrys_refusals_are_the_faults_of_probes(status: int, code: str, fault: str) -> None:
    body = json.dumps({"errors": [{"code": code, "message": "m"}]}).encode()

    assert _manifest(HttpResponse(status, "", {}, body=body)) == ("manifest", "failed", fault)


def test_a_web_server_is_no_registry() -> None:
    page = HttpResponse(200, "OK", {"content-type": "text/html"}, body=b"<html></html>")

    assert root_stage(page, "https://h/v2/").fault == "not_a_registry"


def test_a_registry_that_wants_a_login_is_one() -> None:
    assert root_stage(UNAUTHORIZED, "https://h/v2/").state == "passed"


UNKNOWN = Stage("manifest", "failed", "tag_unknown", "404 Not Found", 3, {"code": "MANIFEST_UNKNOWN"})
NO_SUCH_NAME = b'{"errors":[{"code":"NAME_UNKNOWN","message":"repository name not known to registry"}]}'


@pytest.mark.parametrize(
    ("status", "body", "fault"),
    [
        (404, NO_SUCH_NAME, "repository_unknown"),
        (200, b'{"name":"team/winapp","tags":null}', "repository_unknown"),
        (200, b'{"name":"team/winapp","tags":["2"]}', "tag_unknown"),
        (403, b"", "tag_unknown"),
    ],
)
def test_the_list_of_tags_tells_a_repository_from_a_tag(status: int, body: bytes, fault: str) -> None:
    assert named_stage(UNKNOWN, CurlResponse(HttpResponse(status, "", {}, body=body))).fault == fault


def test_the_tags_that_there_are_are_named_and_without_an_answer_nothing_changes() -> None:
    found = named_stage(UNKNOWN, CurlResponse(HttpResponse(200, "OK", {}, body=b'{"tags":["2","3"]}')))
    assert (found.name, found.observed, found.ms) == (
        "manifest",
        "404 Not Found; the repository has tags such as 2, 3",
        3,
    )
    assert named_stage(UNKNOWN, CurlResponse(code=28, words="timed out")) == UNKNOWN


@pytest.mark.parametrize(
    ("status", "with_login", "fault"),
    [
        (401, True, "credentials_wrong"),
        (401, False, "credentials_missing"),
        (403, True, "token_scope"),
        (429, True, "rate_limited"),
        (500, True, "token_server"),
    ],
)
def test_a_token_server_refuses_a_login_its_rights_or_everybody(status: int, with_login: bool, fault: str) -> None:
    stage = token_fault(
        CurlResponse(HttpResponse(status, "", {})), Challenge("bearer", {"realm": "https://t"}), with_login
    )
    assert stage is not None
    assert stage.fault == fault


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_a_digest_is_that_of_what_was_sent_whatever_the_console_makes_of_ends_of_lines(end: bytes) -> None:
    shown = b'{\n "config": {}\n}'
    sent = (shown.replace(b"\n", b"\r\n") if end == b"\r\n" else shown) + end
    headers = {"docker-content-digest": f"sha256:{hashlib.sha256(sent).hexdigest()}"}
    assert _manifest(HttpResponse(200, "OK", headers, body=shown))[1] == "passed"


def test_a_digest_that_the_manifest_does_not_have_is_a_fault_unless_the_console_may_have_changed_letters() -> None:
    headers = {"docker-content-digest": f"sha256:{'0' * 64}"}
    assert _manifest(HttpResponse(200, "OK", headers, body=b'{"config": {}}'))[2] == "digest_differs"
    changed = '{"config": {"a": "\N{LATIN SMALL LETTER U WITH DIAERESIS}"}}'.encode()
    assert _manifest(HttpResponse(200, "OK", headers, body=changed))[2] == ""
