# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is kept of an answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.http_client import HttpResponse
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.answers import (
    error_of,
    facts_of,
    rate_of,
    status_text,
)


def refused(document: Any) -> HttpResponse:
    return HttpResponse(404, "Not Found", {}, body=json.dumps(document).encode())


def test_a_redirect_is_told_without_its_signature() -> None:
    facts = facts_of(HttpResponse(307, "", {"location": "https://user:pass@cdn.lab/blob?X-Amz-Signature=ab#cd"}))
    assert facts["headers"] == {"location": "https://cdn.lab/blob"}


def test_a_server_that_says_a_lot_does_not_fill_the_results() -> None:
    long = "x" * 60_000
    answer = HttpResponse(401, long, {"server": long}, (long, long), json.dumps({"errors": [{"code": long}]}).encode())
    assert len(json.dumps(facts_of(answer))) < 3000
    assert len(status_text(answer)) <= 300


@pytest.mark.parametrize(
    "document", [[], {}, {"errors": {}}, {"errors": []}, {"errors": ["NAME_UNKNOWN"]}, {"errors": [None]}, None, 1]
)
def test_what_is_no_registrys_error(document: Any) -> None:
    assert error_of(refused(document)) is None


def test_values_of_the_wrong_type_are_words_too() -> None:
    assert error_of(refused({"errors": [{"code": ["A"], "message": None}]})) == ("['A']", "None")


@pytest.mark.parametrize("depth", [900, 100_000])
def test_json_of_any_depth_is_survived(depth: int) -> None:
    body = b'{"errors":[{"code":' + b"[" * depth + b"]" * depth + b"}]}"
    assert facts_of(HttpResponse(500, "", {}, body=body))["status"] == 500


@pytest.mark.parametrize(
    ("headers", "remaining"),
    [
        ({"ratelimit-remaining": "7;w=21600"}, "7;w=21600"),
        ({"x-ratelimit-remaining": "7"}, "7"),
        ({"x-ratelimit-remaining": "9", "ratelimit-remaining": "7"}, "7"),
        ({"x-ratelimit-remaining": "7" * 60_000}, "7" * 1000),
        ({"x-ratelimit-reset": "7"}, None),
    ],
)
def test_what_is_left_of_a_rate_limit_has_one_name(headers: dict[str, str], remaining: str | None) -> None:
    assert rate_of(HttpResponse(200, "", headers)).get("ratelimit-remaining") == remaining


def test_what_a_rate_limit_is_has_one_name_too() -> None:
    assert rate_of(HttpResponse(200, "", {"x-ratelimit-limit": "100;w=21600"})) == {"ratelimit-limit": "100;w=21600"}
