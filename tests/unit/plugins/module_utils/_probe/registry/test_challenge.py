# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""WWW-Authenticate headers as registries write them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.challenge import (
    Challenge,
    TokenScopes,
    challenges_in,
    strongest,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.wanted import WantedManifest

from tests.growth import LINEAR, growth


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('Basic realm="a b"', [Challenge("basic", {"realm": "a b"})]),
        (
            'Bearer realm="https://t/token",service="s",scope="repository:a/b:pull,push"',
            [Challenge("bearer", {"realm": "https://t/token", "service": "s", "scope": "repository:a/b:pull,push"})],
        ),
        (
            "BEARER Realm=https://t, service=s",
            [Challenge("bearer", {"realm": "https://t", "service": "s"})],
        ),
        (
            'Basic realm="x", Bearer realm="https://t"',
            [Challenge("basic", {"realm": "x"}), Challenge("bearer", {"realm": "https://t"})],
        ),
        ('Basic realm="say \\"hi\\""', [Challenge("basic", {"realm": 'say "hi"'})]),
        ("Negotiate", [Challenge("negotiate", {})]),
        ("Negotiate, Basic realm=x", [Challenge("negotiate", {}), Challenge("basic", {"realm": "x"})]),
        ("Bearer  = x", []),
        ("", []),
        ('="', []),
    ],
)
def test_all_challenges_of_a_header(header: str, expected: list[Challenge]) -> None:
    assert list(challenges_in(header)) == expected


def test_bearer_is_answered_before_basic_wherever_it_stands() -> None:
    found = strongest(['Basic realm="x"', 'Bearer realm="https://t"'])
    assert found is not None and found.scheme == "bearer"


def test_what_containerd_does_not_know_is_no_challenge() -> None:
    assert strongest(["Negotiate", "Digest realm=x"]) is None
    assert strongest([]) is None


@pytest.mark.parametrize(
    "header",
    [
        lambda size: "Bearer realm=x" + " " * size + "=",
        lambda size: "Bearer" + " ," * (size // 2),
        lambda size: "a " * (size // 2),
    ],
)
def test_the_time_to_read_a_header_of_any_shape_grows_with_its_length_only(header: Callable[[int], str]) -> None:
    assert growth(lambda text: list(challenges_in(text)), header, 30_000) < LINEAR


BEARER = 'Bearer realm="https://t/token",service="s",scope="repository:{name}:pull"'


def scopes_after(scope_name: str, repository: str, program: str = "containerd") -> TokenScopes:
    scopes = TokenScopes(program)
    challenge = strongest([BEARER.format(name=scope_name)])
    assert challenge is not None
    scopes.learn(challenge, WantedManifest(repository, "1"))
    return scopes


@pytest.mark.parametrize(
    ("scope_name", "others"),
    [
        ("project/web", ("repository:app:pull", "repository:project/app:pull")),
        ("web", ("repository:app:pull",)),
        # Another name, not a path before the name.
        ("myweb", ("repository:app:pull", "repository:myweb:pull")),
    ],
)
def test_the_challenge_for_one_repository_shows_the_scopes_of_others(scope_name: str, others: tuple[str, ...]) -> None:
    assert scopes_after(scope_name, "web").of(WantedManifest("app", "1")) == others


def test_the_scopes_of_a_challenge_are_separated_by_spaces() -> None:
    scopes = scopes_after("a/web:pull repository:b/web", "web")
    assert scopes.of(WantedManifest("app", "1")) == (
        "repository:a/app:pull",
        "repository:app:pull",
        "repository:b/app:pull",
    )


def test_docker_engine_ignores_the_scopes_of_a_challenge() -> None:
    assert scopes_after("project/web", "web", "docker").of(WantedManifest("app", "1")) == ("repository:app:pull",)


def test_without_a_repository_no_scope_is_requested() -> None:
    assert TokenScopes("containerd").of(WantedManifest("", "")) == ()
