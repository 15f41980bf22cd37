# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The meaning of a registry's answers, independent of the request.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.http_client import HttpResponse
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.client import bare
from ansible_collections.pullproof.registry.plugins.module_utils._probe.stages import ProbeError

_REPORTED_HEADERS = (
    "docker-distribution-api-version",
    "server",
    "retry-after",
    "ratelimit-limit",
    "ratelimit-remaining",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "content-type",
)
# Docker Hub's names; what stands before other registries often has them with x- before.
_RATE = ("ratelimit-limit", "ratelimit-remaining")
# Headers can be much longer, and are part of the results of each node.
_LONGEST_HEADER = 1000
_LONGEST_CODE = 100


class RegistryError(t.NamedTuple):
    """The first error in the JSON of a registry: its code (NAME_UNKNOWN) and its message."""

    code: str
    message: str


def facts_of(answer: HttpResponse) -> dict[str, t.Any]:
    """`status`, the `headers` about the server, and the error `code` of the registry if there is one."""
    reported = {name: answer.headers[name] for name in _REPORTED_HEADERS if name in answer.headers}
    if answer.challenges:
        reported["www-authenticate"] = ", ".join(answer.challenges)
    if "location" in answer.headers:
        reported["location"] = bare(answer.headers["location"])
    headers = {name: value[:_LONGEST_HEADER] for name, value in reported.items()}
    error = error_of(answer)
    return {"status": answer.status, "headers": headers, "code": error.code if error else ""}


def rate_of(answer: HttpResponse) -> dict[str, str]:
    """The announced rate limit, always with the names `ratelimit-limit` and `ratelimit-remaining`.

    Docker Hub's form is a number and the seconds of its window (`100;w=21600`).
    """
    announced = {name: answer.headers.get(name, answer.headers.get(f"x-{name}")) for name in _RATE}
    return {name: value[:_LONGEST_HEADER] for name, value in announced.items() if value is not None}


def error_of(answer: HttpResponse) -> t.Optional[RegistryError]:
    """The error in the answer of a registry; None if it is not the error format of a registry."""
    found = json_of(answer).get("errors")
    if not isinstance(found, list) or not found or not isinstance(found[0], dict):
        return None
    return RegistryError(str(found[0].get("code", ""))[:_LONGEST_CODE], str(found[0].get("message", "")))


def json_of(answer: HttpResponse) -> dict[str, t.Any]:
    """The body as a JSON object, empty if it is not one."""
    try:
        document = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def status_text(answer: HttpResponse) -> str:
    """A text with status, reason and the message of the registry."""
    error = error_of(answer)
    words = f" ({error.code}: {error.message})" if error else ""
    return f"{answer.status} {answer.reason}{words}"[:300]


def common_fault(answer: HttpResponse, request: str) -> t.Optional[ProbeError]:
    """The fault of a status that all requests share: rate_limited, server_error, forbidden; None for others."""
    names = {429: "rate_limited", 403: "forbidden", 451: "forbidden"}
    name = names.get(answer.status, "server_error" if answer.status >= 500 else "")
    error = error_of(answer)
    if error and error.code == "TOOMANYREQUESTS":
        name = "rate_limited"
    return ProbeError(name, f"{request}: {status_text(answer)}", facts_of(answer)) if name else None


def tags_text(names: t.Sequence[str]) -> str:
    """Tags with the word for them: without it, a tag such as 1 looks like a count."""
    return f"{'the tag' if len(names) == 1 else 'tags such as'} {', '.join(names)}"
