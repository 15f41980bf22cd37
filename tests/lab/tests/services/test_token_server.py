# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The token server grants what Harbor would, signs what docker-registry accepts, and logs no secret."""

from __future__ import annotations

import base64
import http.client
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.lab.model import pki
from tests.lab.services.token_server import (
    Access,
    Policy,
    Server,
    Settings,
    Signer,
    User,
    answer,
    grant,
    log_line,
    parse_basic,
    parse_scopes,
)

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
USERS = {"robot$ci": User("s3cr:et", frozenset({"pull"})), "pusher": User("p", frozenset({"pull", "push"}))}
SETTINGS = Settings("token.lab", 0, USERS, Signer(KEY, ("bGVhZg==",)))
QUERY = "service=harbor.lab&scope=repository:project/web:pull,push"


def basic(user: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def part(token: object, index: int) -> bytes:
    text = str(token).split(".")[index]
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_scopes_come_from_several_parameters_and_from_one_with_spaces() -> None:
    first, second = Access("repository", "a/b", ("pull",)), Access("repository", "c", ("pull", "push"))
    assert parse_scopes(["repository:a/b:pull repository:c:pull,push"]) == (first, second)
    assert parse_scopes(["repository:a/b:pull", "repository:c:pull,push"]) == (first, second)


def test_a_repository_name_may_hold_a_port() -> None:
    assert parse_scopes(["repository:host:5000/a:pull"]) == (Access("repository", "host:5000/a", ("pull",)),)


def test_what_is_no_scope_is_left_out() -> None:
    assert parse_scopes(["", "repository", "repository:a"]) == ()


def test_a_password_may_hold_a_colon() -> None:
    assert parse_basic(basic("robot$ci", "s3cr:et")) == ("robot$ci", "s3cr:et")


@pytest.mark.parametrize("header", [None, "Bearer abc", "Basic !!!", "Basic bm9jb2xvbg=="])
def test_a_header_that_is_no_basic_credential_is_none(header: str | None) -> None:
    assert parse_basic(header) is None


def test_a_user_gets_of_the_asked_actions_those_it_may() -> None:
    asked = (Access("repository", "project/web", ("pull", "push")), Access("repository", "x", ("delete",)))
    assert grant(asked, USERS["robot$ci"], Policy()) == (Access("repository", "project/web", ("pull",)),)


TWO_SCOPES = "&scope=repository:web:pull&scope=repository:project/web:pull"


def of_projects(is_strict: bool) -> Settings:
    return replace(SETTINGS, policies={"harbor.lab": Policy(("project",), is_strict)})


def test_a_lenient_registry_grants_the_scopes_of_repositories_that_exist() -> None:
    given = answer(of_projects(False), f"service=harbor.lab{TWO_SCOPES}", basic("robot$ci", "s3cr:et"))
    assert (given.status, given.granted) == (200, (Access("repository", "project/web", ("pull",)),))


def test_a_strict_registry_refuses_a_request_with_one_scope_that_does_not_exist() -> None:
    given = answer(of_projects(True), f"service=harbor.lab{TWO_SCOPES}", basic("robot$ci", "s3cr:et"))
    assert (given.status, given.granted) == (403, ())
    assert "token" not in given.body


@pytest.mark.parametrize(
    "query", ["service=harbor.lab&scope=repository:project/web:pull", f"service=other.lab{TWO_SCOPES}"]
)
def test_a_strict_registry_grants_what_exists_and_is_strict_for_itself_only(query: str) -> None:
    given = answer(of_projects(True), query, basic("robot$ci", "s3cr:et"))
    assert (given.status, given.granted) == (200, parse_scopes(query.replace("scope=", " ").replace("&", " ").split()))


def test_a_strict_registry_refuses_an_action_that_the_user_may_not_do() -> None:
    assert answer(of_projects(True), QUERY, basic("robot$ci", "s3cr:et")).status == 403
    assert answer(of_projects(True), QUERY, basic("pusher", "p")).status == 200


def test_an_anonymous_caller_gets_a_token_that_allows_nothing() -> None:
    given = answer(SETTINGS, QUERY, None)
    assert (given.status, given.granted) == (200, ())
    assert json.loads(part(given.body["token"], 1))["access"] == []


@pytest.mark.parametrize(
    "header", [basic("robot$ci", "wrong"), basic("nobody", "s3cr:et"), basic("robot$ci", ""), "Bearer x"]
)
def test_wrong_credentials_are_refused_without_a_token(header: str) -> None:
    given = answer(SETTINGS, QUERY, header)
    assert given.status == 401
    assert "token" not in given.body


def test_a_token_says_who_may_do_what_where_and_is_signed() -> None:
    token = str(answer(SETTINGS, QUERY, basic("robot$ci", "s3cr:et")).body["token"])
    claims = json.loads(part(token, 1))
    assert (claims["iss"], claims["aud"], claims["sub"]) == ("token.lab", "harbor.lab", "robot$ci")
    assert claims["access"] == [{"type": "repository", "name": "project/web", "actions": ["pull"]}]
    assert claims["exp"] - claims["iat"] == 300
    assert json.loads(part(token, 0)) == {"typ": "JWT", "alg": "RS256", "x5c": ["bGVhZg=="]}
    signed = token.rpartition(".")[0].encode()
    KEY.public_key().verify(part(token, 2), signed, padding.PKCS1v15(), hashes.SHA256())


@pytest.mark.parametrize("password", ["s3cr:et", "wr0ng-secret"])
def test_the_log_names_user_and_scopes_but_no_password_and_no_token(password: str) -> None:
    header = basic("robot$ci", password)
    given = answer(SETTINGS, QUERY, header)
    line = log_line(QUERY + "&password=in-the-query", header, given)
    assert line["user"] == "robot$ci"
    assert line["scopes"] == ["repository:project/web:pull,push"]
    text = json.dumps(line)
    secrets = (password, header.removeprefix("Basic "), "in-the-query", str(given.body.get("token", "no token")))
    assert [secret for secret in secrets if secret in text] == []


@pytest.fixture(name="port")
def _port(tmp_path: Path) -> Iterator[int]:
    pki.ensure(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "token.lab.pem", tmp_path / "token.lab.key")
    server = Server(SETTINGS, tls)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def ask(port: int, authority: Path, method: str, path: str) -> tuple[int, dict[str, object]]:
    tls = ssl.create_default_context(cafile=str(authority))
    raw = socket.create_connection(("127.0.0.1", port), timeout=5)
    with tls.wrap_socket(raw, server_hostname="token.lab") as secured:
        connection = http.client.HTTPConnection("token.lab")
        connection.sock = secured
        connection.request(method, path)
        response = connection.getresponse()
        return response.status, json.loads(response.read())


def test_over_tls_it_gives_tokens_to_get_and_refuses_post(port: int, tmp_path: Path) -> None:
    status, body = ask(port, tmp_path / "harbor-ca.pem", "GET", f"/token?{QUERY}")
    assert (status, set(body)) == (200, {"token", "access_token", "expires_in"})
    assert ask(port, tmp_path / "harbor-ca.pem", "POST", "/token")[0] == 405
    assert ask(port, tmp_path / "harbor-ca.pem", "GET", "/other")[0] == 404


def test_a_client_that_never_speaks_stops_nobody(port: int, tmp_path: Path) -> None:
    with socket.create_connection(("127.0.0.1", port)):
        assert ask(port, tmp_path / "harbor-ca.pem", "GET", "/healthz")[0] == 200
