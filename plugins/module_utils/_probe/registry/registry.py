# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One registry at one endpoint: checks that it is a registry, and sends authorized requests.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import contextlib
import re
import typing as t
from urllib.parse import quote, urlsplit

from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.dialer import Origin
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.http_client import HttpResponse
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.answers import (
    common_fault,
    error_of,
    facts_of,
    status_text,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.challenge import (
    Challenge,
    TokenScopes,
    strongest,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.client import Client, bare
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.token import TokenClient
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.wanted import WantedManifest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.stages import Outcome, ProbeError

ACCEPT = ", ".join(
    (
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.oci.image.index.v1+json",
        "*/*",
    )
)
SMALL = 1 << 16
# A token server may refuse a scope that it would leave out of a token for several.
_OF_SCOPES = ("token_scope", "credentials_missing", "forbidden")
_API = "docker-distribution-api-version"
# Messages of registries that do not use the error invalid_token of RFC 6750.
_INVALID_TOKEN = re.compile(
    r"token (?:is |has )?(?:not (?:yet valid|valid yet|active yet)|expired|used before|invalid)|invalid token|"
    r"token signature|signature of the token|failed to (?:verify|parse) token",
    re.IGNORECASE,
)
_TLS_RECORDS = ("\x15", "\x16")
_HTTP_ON_TLS = ("http request to an https server", "plain http request was sent to https port", "speaking plain http")
_NO_CLIENT_CERTIFICATE = ("no required ssl certificate", "ssl certificate error")


class Registry:
    """`url` is the root of the API, `namespace` the parameter `ns` of containerd's requests to a mirror, `scopes` the
    scopes of tokens.
    """

    def __init__(
        self, client: Client, tokens: TokenClient, url: str, namespace: str = "", scopes: t.Optional[TokenScopes] = None
    ) -> None:
        self._client = client
        self._tokens = tokens
        self._url = url.rstrip("/")
        self._query = f"?ns={quote(namespace, safe='')}" if namespace else ""
        self._scopes = scopes or TokenScopes("")
        self._challenge: t.Optional[Challenge] = None

    def ping(self, sample: t.Optional[WantedManifest], tls_answers: t.Callable[[], bool]) -> tuple[None, Outcome]:
        """The stage v2. `sample` is a manifest if the program requests manifests at once, without the root.
        `tls_answers` returns whether the server supports TLS.

        Facts: `status`, `headers`, `code`. Faults: https_on_http, not_a_registry, forbidden, rate_limited,
        server_error, timeout, and tls_client_cert of the stage tls.
        """
        try:
            if sample and self._scopes.need_challenge(self._url, sample) and self._serves(sample):
                return None, Outcome(f"it serves manifests{self._wants()}")
            answer, url = self._client.follow("GET", f"{self._url}/", limit=SMALL)
        except ProbeError as fault:
            if self._is_elsewhere(fault):
                return self._sent_elsewhere(sample, fault)
            raise self._is_https(fault, tls_answers) from None
        return self._at_root(sample, answer, url)

    def _at_root(self, sample: t.Optional[WantedManifest], answer: HttpResponse, url: str) -> tuple[None, Outcome]:
        self._refuse_odd(answer, url)
        self._challenge = strongest(answer.challenges) if answer.status == 401 else None
        if self._challenge or _is_registry(answer):
            return None, Outcome(f"{status_text(answer)}{self._wants()}", facts_of(answer))
        if sample and not self._scopes.need_challenge(self._url, sample):
            with contextlib.suppress(ProbeError):
                if self._serves(sample):
                    # Not every mirror answers at the root; containerd never requests it.
                    return None, Outcome(
                        f"{status_text(answer)} at the root, but it serves manifests", facts_of(answer)
                    )
        observed = f"GET {bare(url)}: {status_text(answer)}, {answer.content_type or 'no content type'}"
        raise common_fault(answer, f"GET {bare(url)}") or ProbeError("not_a_registry", observed, facts_of(answer))

    def _wants(self) -> str:
        return f", wants {self._challenge.scheme}" if self._challenge else ""

    def authorize(self, wanted: WantedManifest) -> tuple[str, Outcome]:
        """The stage token: the Authorization header for a manifest. Faults as `TokenClient.bearer`; with basic
        authentication credentials_missing, credentials_wrong, forbidden.
        """
        challenge = self._challenge
        if challenge is None:
            return "", Outcome("the registry requires no credentials", state="skipped")
        if challenge.scheme != "bearer":
            return self._tokens.basic(challenge, self._url)
        try:
            return self._tokens.bearer(challenge, self._scopes.of(wanted))
        except ProbeError as fault:
            if fault.fault not in _OF_SCOPES or not self._learns(wanted):
                raise
        return self._tokens.bearer(challenge, self._scopes.of(wanted))

    def _learns(self, wanted: WantedManifest) -> bool:
        """Whether the challenge at the manifest has scopes that the refused token did not have."""
        if not self._scopes.include_challenge or self._scopes.are_known or not wanted.path:
            return False
        with contextlib.suppress(ProbeError):
            challenge = self._challenge_at(wanted)[1]
            return challenge is not None and self._scopes.learn(challenge, wanted)
        return False

    def _challenge_at(self, wanted: WantedManifest) -> tuple[HttpResponse, t.Optional[Challenge]]:
        """The answer to a request for the manifest without credentials, and its challenge."""
        answer, _url = self.get("HEAD", wanted.path, "", 0, {"Accept": ACCEPT})
        return answer, strongest(answer.challenges) if answer.status == 401 else None

    def get(
        self, method: str, path: str, header: str, limit: int, headers: t.Optional[dict[str, str]] = None
    ) -> tuple[HttpResponse, str]:
        """A request below the root by its path, and the URL that answered in the end; raises ProbeError."""
        given = dict(headers or {})
        if header:
            given["Authorization"] = header
        return self._client.follow(method, f"{self._url}/{quote(path, safe='/:@+')}{self._query}", given, limit)

    def fault_of(self, answer: HttpResponse, request: str, header: str) -> t.Optional[ProbeError]:
        """The fault of an answer to an authorized request, None for a success, 404 or 410."""
        if answer.status == 401:
            return self._unauthorized(answer, request, header)
        fault = common_fault(answer, request)
        if fault or answer.status in (200, 206, 404, 410):
            return fault
        # The root of the API is that of a registry; only a web page is not from the registry.
        name = "not_a_registry" if answer.content_type == "text/html" else "server_error"
        return ProbeError(name, f"{request}: {status_text(answer)}", facts_of(answer))

    def is_at(self, netloc: str) -> bool:
        """Whether this is the host of the registry itself."""
        return urlsplit(bare(self._url)).netloc == netloc

    def late_challenge(self, answer: HttpResponse, header: str, wanted: WantedManifest) -> bool:
        """Whether a registry that requires no credentials at its root requires them now, or the token of the `header`
        lacks a scope that the program adds.
        """
        challenge = strongest(answer.challenges) if answer.status == 401 else None
        if challenge is None or (header and not header.startswith("Bearer")):
            return False
        is_new = self._scopes.learn(challenge, wanted)
        if header:
            return is_new
        self._challenge = challenge
        return True

    def _unauthorized(self, answer: HttpResponse, request: str, header: str) -> ProbeError:
        observed, facts = f"{request}: {status_text(answer)}", facts_of(answer)
        invalid = self._refused_token(answer, observed, facts) if header.startswith("Bearer") else None
        if invalid:
            return invalid
        if not self._tokens.login:
            return ProbeError("credentials_missing", f"{observed}, requested without credentials", facts)
        name = "token_scope" if header.startswith("Bearer") else "credentials_wrong"
        return ProbeError(name, observed, facts)

    def _refused_token(self, answer: HttpResponse, observed: str, facts: dict[str, t.Any]) -> t.Optional[ProbeError]:
        """The fault of a token that is expired, or signed with an unknown key (RFC 6750, 3.1)."""
        challenge = strongest(answer.challenges) or self._challenge
        error = error_of(answer)
        is_refused = challenge is not None and challenge.parameters.get("error") == "invalid_token"
        if challenge is None or not (is_refused or (error and _INVALID_TOKEN.search(error.message))):
            return None
        realm = bare(challenge.parameters.get("realm", ""))
        details = {**facts, "realm": realm, "stage": "token", "fault": "invalid_token"}
        return ProbeError(
            "token_server", f"{observed}, invalid_token: it does not accept the token of {realm}", details
        )

    def _is_elsewhere(self, fault: ProbeError) -> bool:
        own = Origin.of(self._url)
        return "host" in fault.facts and fault.facts["host"] not in (own.netloc, own.header)

    def _sent_elsewhere(self, sample: t.Optional[WantedManifest], fault: ProbeError) -> tuple[None, Outcome]:
        """Its root leads to another host, and that has a fault: a portal's page, as far as can be known."""
        observed = f"GET {bare(self._url)}/ is redirected to {fault.facts['host']}: {fault.observed}"
        with contextlib.suppress(ProbeError):
            if sample and self._serves(sample):
                return None, Outcome(f"{observed}; but it serves manifests")
        raise ProbeError("not_a_registry", observed, {**fault.facts, "fault": fault.fault})

    def _serves(self, sample: WantedManifest) -> bool:
        """Whether a request for the manifest without credentials gets the answer of a registry. Raises ProbeError."""
        if not sample.path:
            return False
        answer, self._challenge = self._challenge_at(sample)
        if self._challenge:
            self._scopes.learn(self._challenge, sample)
        is_manifest = "manifest" in answer.content_type or "docker-content-digest" in answer.headers
        return self._challenge is not None or _API in answer.headers or (answer.status == 200 and is_manifest)

    def _refuse_odd(self, answer: HttpResponse, url: str) -> None:
        """Raise the TLS faults that web servers report in a page."""
        words = answer.body[:2000].decode("utf-8", "replace").lower()
        observed = f"GET {bare(url)}: {status_text(answer)}"
        if answer.status == 400 and any(text in words for text in _HTTP_ON_TLS):
            raise ProbeError("https_on_http", f"{observed}, {words.strip()[:80]}", facts_of(answer))
        if answer.status == 400 and any(text in words for text in _NO_CLIENT_CERTIFICATE):
            observed = f"{observed}: the server requires a client certificate"
            raise ProbeError("tls_client_cert", observed, facts_of(answer), stage="tls")

    def _is_https(self, fault: ProbeError, tls_answers: t.Callable[[], bool]) -> ProbeError:
        """The fault, or https_on_http: a TLS server answers plain http with an alert, or closes the connection."""
        start = fault.facts.get("start")
        if start is None or not self._url.startswith("http:"):
            return fault
        if start[:1] in _TLS_RECORDS or (not start and tls_answers()):
            return ProbeError("https_on_http", "the server uses TLS, but the request is plain http")
        return fault


def _is_registry(answer: HttpResponse) -> bool:
    if _API in answer.headers:
        return answer.status < 400 or answer.status == 404
    is_plain = answer.content_type == "application/json" or not answer.body
    error = error_of(answer)
    # Artifactory answers a path that leads nowhere with an error that has no code.
    has_reason = error is not None and (answer.status == 401 or bool(error.code))
    return (answer.status == 200 and is_plain) or (answer.status in (401, 404) and has_reason)
