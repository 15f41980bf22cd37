# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Token servers: whom they are shown which credentials, and how they fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Credential, Stage, Trust

from tests.lab.model import pki
from tests.servers.probing import fault_at, image, probe_of_url, probes_of
from tests.servers.raw import NamedNetwork, refused_port
from tests.servers.registry import Registry, basic, error, token
from tests.servers.web import Asked, Reply, Web, server_context, web_server

USER = Credential(username="u", password="tr0ub4dor")
GRANTED = token([{"type": "repository", "name": "team/app", "actions": ["pull"]}])
JSON = {"Content-Type": "application/json"}
INSUFFICIENT = 'Bearer realm="{realm}",service="s",scope="repository:team/app:pull",error="insufficient_scope"'


def gives(value: str = GRANTED, key: str = "token") -> Reply:
    return Reply(200, json.dumps({key: value}).encode(), JSON)


def by_get(asked: Asked) -> Reply:
    """A server that knows no POST, and gives everybody the token."""
    return error(405, "UNSUPPORTED") if asked.method == "POST" else gives()


@contextmanager
def registry_with(
    token_answer: Callable[[Asked], Reply], wants: str = f"Bearer {GRANTED}"
) -> Iterator[tuple[str, Web, Web]]:
    with web_server(token_answer) as tokens:
        realm = f"http://127.0.0.1:{tokens.port}/token"
        challenge = f'Bearer realm="{realm}",service="s",scope="repository:team/app:pull"'
        with web_server(Registry(wants=wants, challenge=challenge)) as web:
            yield f"http://127.0.0.1:{web.port}/v2", tokens, web


def fault_with(token_answer: Callable[[Asked], Reply], wants: str = "Bearer never", **settings: Any) -> Stage:
    with registry_with(token_answer, wants) as (url, _tokens, _web):
        return fault_at(url, **settings)


def test_a_token_is_fetched_for_the_repository_and_never_told() -> None:
    with registry_with(by_get) as (url, tokens, _web):
        probe = probe_of_url(url, credential=USER)
    stage = probe.stages[5]
    assert probe.fault is None
    assert (stage.facts["service"], stage.facts["scope"]) == ("s", "repository:team/app:pull")
    assert stage.facts["granted"] == ["repository:team/app:pull"]
    assert tokens.asked[-1].query == {"service": "s", "scope": "repository:team/app:pull"}
    assert tokens.asked[-1].authorization == basic("u", "tr0ub4dor")
    assert GRANTED not in str(probe) and "tr0ub4dor" not in str(probe)


def test_without_credentials_the_token_is_asked_for_anonymously() -> None:
    with registry_with(by_get) as (url, tokens, _web):
        probe = probe_of_url(url)
    assert probe.fault is None
    assert [(asked.method, asked.authorization) for asked in tokens.asked] == [("GET", "")]


def test_containerd_asks_by_post_first_the_others_by_get() -> None:
    for program, methods in (("containerd", ["POST"]), ("docker", ["GET"]), ("bootstrap", ["GET"])):
        with registry_with(lambda _asked: gives(key="access_token")) as (url, tokens, _web):
            assert probe_of_url(url, program=program, credential=USER).fault is None
        assert [asked.method for asked in tokens.asked] == methods


def test_an_identity_token_is_a_refresh_token() -> None:
    with registry_with(lambda _asked: gives()) as (url, tokens, _web):
        probe = probe_of_url(url, program="docker", credential=Credential(identity_token="tr0ub4dor-id"))
    form = parse_qs(tokens.asked[0].body.decode())
    assert (form["grant_type"], form["refresh_token"]) == (["refresh_token"], ["tr0ub4dor-id"])
    assert probe.fault is None


def test_an_identity_token_is_no_password_of_a_registry_without_tokens() -> None:
    with web_server(Registry(wants="never")) as web:
        url = f"http://127.0.0.1:{web.port}/v2"
        fault = fault_at(url, credential=Credential(identity_token="tr0ub4dor-id"))
        assert not [asked for asked in web.asked if asked.authorization]
    assert (fault.name, fault.fault) == ("token", "credentials_missing")
    assert "only an identity token is set" in fault.observed


def test_many_images_of_one_repository_need_one_token() -> None:
    with registry_with(by_get) as (url, tokens, _web):
        probes_of(*(image(url, version=version) for version in "1234"))
    assert len(tokens.asked) == 1


def test_wrong_credentials_are_not_shown_again() -> None:
    def token_answer(asked: Asked) -> Reply:
        return error(405, "UNSUPPORTED") if asked.method == "POST" else error(401, "UNAUTHORIZED")

    with registry_with(token_answer) as (url, tokens, _web):
        probes = probes_of(*(image(url, repository=name, credential=USER) for name in ("a/a", "b/b", "c/c")))
    faults = [probe.fault for probe in probes if probe.fault]
    assert [(fault.name, fault.fault) for fault in faults] == [("token", "credentials_wrong")] * 3
    assert [asked.method for asked in tokens.asked] == ["POST", "GET"]


def test_a_token_server_that_wants_a_login() -> None:
    fault = fault_with(lambda _asked: error(401, "UNAUTHORIZED"))
    assert (fault.name, fault.fault) == ("token", "credentials_missing")


@pytest.mark.parametrize(
    ("reply", "name"),
    [
        (error(403, "DENIED"), "token_scope"),
        (error(429, "TOOMANYREQUESTS"), "rate_limited"),
        (error(500, "UNKNOWN"), "token_server"),
        (error(404, "NOT_FOUND"), "token_server"),
        (Reply(200, b"{}", JSON), "token_server"),
        (Reply(200, b"<html/>", {"Content-Type": "text/html"}), "token_server"),
    ],
)
def test_token_servers_that_give_no_token(reply: Reply, name: str) -> None:
    fault = fault_with(lambda _asked: reply)
    assert (fault.name, fault.fault) == ("token", name)
    assert fault.facts["status"] == reply.status


def registry_of_realm(realm: str, **settings: Any) -> Stage:
    challenge = f'Bearer realm="{realm}",service="s"'
    with web_server(Registry(wants="Bearer never", challenge=challenge)) as web:
        return fault_at(f"http://127.0.0.1:{web.port}/v2", **settings)


def test_a_token_server_that_is_not_there_is_the_token_servers_fault() -> None:
    fault = registry_of_realm("https://tokens.example/token")
    assert (fault.name, fault.fault) == ("token", "token_server")
    assert (fault.facts["stage"], fault.facts["fault"]) == ("dns", "dns")
    fault = registry_of_realm(f"http://127.0.0.1:{refused_port()}/token")
    assert (fault.facts["stage"], fault.facts["fault"]) == ("tcp", "connect_refused")
    with web_server(by_get) as web:
        fault = registry_of_realm(f"https://127.0.0.1:{web.port}/token")
    assert (fault.facts["stage"], fault.facts["fault"]) == ("tls", "tls_plain_http")


@pytest.mark.parametrize("realm", ["", "ftp://tokens.example/", "/token", "http://[bad", "http://h:99999999/"])
def test_a_realm_that_can_not_be_asked(realm: str) -> None:
    fault = registry_of_realm(realm)
    assert (fault.fault, fault.facts["stage"]) == ("token_server", "realm")


def test_a_token_that_does_not_open_the_manifest() -> None:
    with_login = fault_with(by_get, credential=USER)
    without = fault_with(by_get)
    assert (with_login.name, with_login.fault) == ("manifest", "token_scope")
    assert (without.name, without.fault) == ("manifest", "credentials_missing")


def test_credentials_of_an_https_registry_are_not_shown_to_a_token_server_by_plain_http(tmp_path: Path) -> None:
    root = pki.new_root("root")
    pair = pki.new_server(root, pki.regular("r.example"))
    network = NamedNetwork({"r.example": ["127.0.0.1"]})
    trust = Trust(ca_text=pki.pem(root.certificate).decode(), system_roots=False)
    with web_server(by_get) as tokens:
        challenge = f'Bearer realm="http://127.0.0.1:{tokens.port}/token",service="s"'
        registry = Registry(wants=f"Bearer {GRANTED}", challenge=challenge)
        with web_server(registry, server_context(tmp_path, pair)) as web:
            url = f"https://r.example:{web.port}/v2"
            fault = fault_at(url, network, trust=trust, credential=USER)
            anonymous = probe_of_url(url, network, trust=trust)
    assert (fault.fault, fault.facts["fault"]) == ("token_server", "plain_http")
    assert anonymous.fault is None
    assert [asked.authorization for asked in tokens.asked] == [""]


def test_credentials_never_follow_a_redirect_to_another_host() -> None:
    with web_server(lambda _asked: gives()) as other:
        elsewhere = {"Location": f"http://127.0.0.1:{other.port}/token"}
        with registry_with(lambda _asked: Reply(307, b"", elsewhere)) as (url, _tokens, _web):
            probe_of_url(url, program="docker", credential=USER)
    assert [asked.authorization for asked in other.asked] == [""]
