# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares what was observed with what a row expects, and with the prediction of explain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Endpoint

from tests.stages.fidelity.row import Expected
from tests.stages.fidelity.world.observed import Observed
from tests.stages.fidelity.world.registries.log import requests_of
from tests.stages.fidelity.world.registries.registry import TOKEN_HOST, Registries

_LIMITED = "credentials under "
_OUTCOMES = ("untrusted", "unreachable")


@dataclass(frozen=True)
class WantedRequest:
    """One expected request, as a row has it."""

    url: str
    user: str = ""
    outcome: str = ""

    @classmethod
    def parse(cls, text: str) -> WantedRequest:
        """ValueError for other texts."""
        url, *words = text.split()
        outcome = words.pop() if words and words[-1] in _OUTCOMES else ""
        if words and (len(words) != 2 or words[0] != "as"):
            raise ValueError(f"{text!r} is not a request: write URL[ as USER][ {' | '.join(_OUTCOMES)}]")
        return cls(url, words[1] if words else "", outcome)

    @property
    def text(self) -> str:
        """As in the log of the registries."""
        return f"{self.url} as {self.user}" if self.user else self.url

    @property
    def host(self) -> str:
        """The host, with its port."""
        return self.url.partition("://")[2].partition("/")[0]


def differences(expected: Expected, observed: Observed, registries: Registries) -> list[str]:
    """Each difference as one line."""
    wanted = [WantedRequest.parse(text) for text in expected.requests]
    if expected.ends or observed.has_ended:
        return [*_of_end(expected.ends, observed), *_of_lint(expected.issue, observed)]
    return [
        *_of_registries(wanted, expected.among, observed),
        *_of_build(expected.build, observed, registries),
        *(() if expected.issue else _of_explain(wanted, expected.among, observed, registries)),
        *_of_verify(expected, observed),
        *_of_lint(expected.issue, observed),
    ]


def _of_end(wanted: str, observed: Observed) -> Iterator[str]:
    if not observed.has_ended:
        yield f"containerd: expected to end with {wanted!r}, runs"
    elif not wanted or wanted not in observed.error:
        yield f"containerd: expected {f'to end with {wanted!r}' if wanted else 'to run'}, ended"


def _of_lint(wanted: str, observed: Observed) -> Iterator[str]:
    if wanted and wanted not in observed.issues:
        yield f"lint: expected {wanted}, reported {_list(sorted(observed.issues))}"


def _of_registries(wanted: Sequence[WantedRequest], is_random: bool, observed: Observed) -> Iterator[str]:
    found = requests_of(observed.entries)
    ended = {f"{one.url.partition('://')[0]}://{one.host} untrusted" for one in wanted if one.outcome == "untrusted"}
    requests = [text for text in found if not text.endswith(_OUTCOMES)]
    expected = [one.text for one in wanted if not one.outcome]
    if is_random and requests and set(requests) <= set(expected):
        return
    if requests != expected:
        yield f"registries: expected {_list(expected)}, received {_list(requests)}"
    ended_by_client = set(found) - set(requests)
    if ended_by_client != ended:
        yield f"registries: expected {_list(sorted(ended))}, ended by the client: {_list(sorted(ended_by_client))}"


def _of_build(wanted: int, observed: Observed, registries: Registries) -> Iterator[str]:
    if not wanted:
        return
    builds = {registries.content.build_of(entry.path.rpartition("/")[2]) for entry in observed.entries} - {0}
    if builds != {wanted}:
        yield f"registries: expected the image for build {wanted}, received requests for {sorted(builds) or 'none'}"


def _of_explain(
    wanted: Sequence[WantedRequest], is_random: bool, observed: Observed, registries: Registries
) -> Iterator[str]:
    """Not compared are the endpoints after the one that served the image, and all if containerd requests none.

    An index without an image for the build of the host ends a pull as well. A token server is no endpoint. Without it,
    no credentials are sent.
    """
    has_tokens = all(one.host != TOKEN_HOST for one in wanted)
    wanted = [one for one in wanted if one.host != TOKEN_HOST]
    if not wanted:
        return
    view = observed.explained.runtime
    endpoints = view.endpoints if view else ()
    if is_random:
        endpoints = endpoints[:1]
        wanted = [one for one in wanted if endpoints and _is_at(endpoints[0], one.url)]
    is_answered = observed.fresh or observed.cause == "platform_missing"
    if len(endpoints) < len(wanted) or (not is_answered and len(endpoints) != len(wanted)):
        yield f"explain: expected {len(wanted)} endpoints, predicted {_list([_url(one) for one in endpoints])}"
    for request, endpoint in zip(wanted, endpoints, strict=False):
        if not _is_at(endpoint, request.url):
            yield f"explain: expected {request.url}, predicted {_url(endpoint)}"
        if has_tokens:
            yield from _of_credentials(request, endpoint, registries)


def _of_credentials(request: WantedRequest, endpoint: Endpoint, registries: Registries) -> Iterator[str]:
    """A host that requires no credentials receives none. A note limits the prediction to some versions."""
    has_auth = registries.server(request.host).auth != "none"
    is_limited = any(note.startswith(_LIMITED) for note in endpoint.notes)
    if not has_auth or is_limited or request.outcome or bool(request.user) == bool(endpoint.credential_key):
        return
    found = f"the credentials of {endpoint.credential_key}" if endpoint.credential_key else "no credentials"
    yield f"explain: expected {request.text}, predicted {found}"


def _of_verify(expected: Expected, observed: Observed) -> Iterator[str]:
    served_by = observed.served_by.partition("://")[2].partition("/")[0]
    if served_by != expected.served_by and (served_by or observed.probed):
        yield f"verify: expected served_by {expected.served_by or 'empty'}, reported {served_by or 'empty'}"
    if observed.cause != expected.cause:
        yield f"verify: expected cause {expected.cause or 'none'}, reported {observed.cause or 'none'}"
    if observed.probed and expected.warnings is not None and tuple(expected.warnings) != observed.warnings:
        yield f"verify: expected warnings {_list(expected.warnings)}, reported {_list(observed.warnings)}"
    if expected.served_by and not observed.fresh and not observed.cause:
        yield "verify: expected a fresh pull"


def _url(endpoint: Endpoint) -> str:
    return f"{endpoint.url}/{endpoint.repository}"


def _is_at(endpoint: Endpoint, url: str) -> bool:
    predicted = _url(endpoint)
    return url == predicted or (endpoint.falls_back_to_http and url == predicted.replace("https://", "http://", 1))


def _list(texts: Sequence[str]) -> str:
    return ", ".join(texts) or "nothing"
