# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scopes of tokens at token servers that check each of them, as containerd requests them."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Credential, Probe

from tests.servers.probing import image, probes_of
from tests.servers.tokens import Harbor, TokenServer, harbor

USER = Credential(username="u", password="tr0ub4dor")
OWN = "repository:team/app:pull"
OF_PROJECT = "repository:project/team/app:pull"


def codes(probes: list[Probe]) -> list[str]:
    return [probe.fault.fault if probe.fault else "" for probe in probes]


def below_path(server: Harbor, **settings: Any) -> list[Probe]:
    """The image, an unknown repository and an unknown tag, all below the path of the project."""
    url = f"http://{server.host}/v2/project"
    wanted: list[dict[str, str]] = [{}, {"repository": "nosuch"}, {"version": "nosuch"}]
    return probes_of(*(image(url, **{"credential": USER, **settings, **one}) for one in wanted), workers=1)


@pytest.mark.parametrize("takes_post", [True, False])
@pytest.mark.parametrize("login", [USER, Credential()])
def test_below_a_path_the_scope_of_the_challenge_is_requested_as_well(login: Credential, takes_post: bool) -> None:
    tokens = TokenServer(["project/team/app", "project/nosuch"], takes_post=takes_post)
    with harbor("project", tokens) as server:
        probes = below_path(server, credential=login)
    assert codes(probes) == ["", "repository_unknown", "tag_unknown"]
    assert tokens.requests[0] == (OF_PROJECT, OWN)
    assert probes[0].stages[5].facts["scope"] == f"{OF_PROJECT} {OWN}"


def test_one_request_more_per_endpoint_with_a_path_shows_the_scopes_of_all_images() -> None:
    tokens = TokenServer(["project/team/app", "project/nosuch"])
    with harbor("project", tokens) as server:
        below_path(server)
        manifests = [asked for asked in server.web.asked if asked.method == "HEAD"]
    assert len([asked for asked in manifests if not asked.authorization]) == 1
    assert not [asked for asked in server.web.asked if asked.method == "GET" and not asked.authorization]
    assert tokens.requests == [(OF_PROJECT, OWN), ("repository:nosuch:pull", "repository:project/nosuch:pull")]


def test_a_strict_token_server_refuses_the_scope_without_the_path() -> None:
    tokens = TokenServer(["project/team/app", "project/nosuch"], strict=True)
    with harbor("project", tokens) as server:
        probes = below_path(server)
        rewritten = image(f"http://{server.host}/v2", credential=USER, repository="project/team/app")
        assert codes(probes_of(rewritten)) == [""]
    assert codes(probes) == ["token_scope"] * 3


@pytest.mark.parametrize("strict", [False, True])
def test_a_proxy_that_adds_a_path_to_requests(strict: bool) -> None:
    allowed = ["project/team/app", *(["team/app"] if strict else [])]
    tokens = TokenServer(allowed, strict)
    with harbor("project", tokens, is_hidden=True) as server:
        probes = probes_of(image(f"http://{server.host}/v2", credential=USER))
    assert codes(probes) == [""]
    assert tokens.requests == [(OWN,), (OF_PROJECT, OWN)]


def test_a_token_server_that_refuses_what_it_would_leave_out_of_a_token_for_two_scopes() -> None:
    class RefusesNothing(TokenServer):
        def __call__(self, asked: Any) -> Any:
            reply = super().__call__(asked)
            self.strict = len(self.requests) == 0
            return reply

    tokens = RefusesNothing(["project/team/app"], strict=True)
    with harbor("project", tokens, is_hidden=True) as server:
        probes = probes_of(image(f"http://{server.host}/v2", credential=USER))
    assert codes(probes) == [""]
    assert tokens.requests == [(OWN,), (OF_PROJECT, OWN)]


@pytest.mark.parametrize(("program", "fault"), [("docker", "token_scope"), ("bootstrap", "")])
def test_other_programs_do_not_begin_with_the_challenge(program: str, fault: str) -> None:
    tokens = TokenServer(["project/team/app"])
    with harbor("project", tokens) as server:
        probes = probes_of(image(f"http://{server.host}/v2/project", credential=USER, program=program))
    assert codes(probes) == [fault]
    assert tokens.requests == [(OWN,), (OF_PROJECT, OWN)][: 1 if fault else 2]


@pytest.mark.parametrize(("strict", "fault"), [(True, "token_scope"), (False, "")])
def test_a_containerd_that_requests_the_token_for_the_name_before_the_rewrite(strict: bool, fault: str) -> None:
    tokens = TokenServer(["project/team/app"], strict)
    with harbor("project", tokens) as server:
        names = {"repository": "project/team/app", "token_repository": "web"}
        probes = probes_of(image(f"http://{server.host}/v2", credential=USER, **names))
    assert codes(probes) == [fault]
    assert tokens.requests == [(OF_PROJECT, "repository:web:pull")]


def test_at_the_root_of_a_registry_one_scope_is_enough() -> None:
    tokens = TokenServer(["project/team/app"], strict=True)
    with harbor("project", tokens) as server:
        target = image(f"http://{server.host}/v2", credential=USER, repository="project/team/app")
        assert codes(probes_of(target)) == [""]
    assert server.web.paths[:2] == ["GET /v2/", "HEAD /v2/project/team/app/manifests/1"]
    assert tokens.requests == [(OF_PROJECT,)]
