# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends credentials and gets tokens, as containerd 1.6 to 2.x does.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import base64
import json
import threading
import typing as t
from urllib.parse import urlencode

from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.dialer import Origin
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.http_client import HttpResponse
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.answers import (
    common_fault,
    facts_of,
    json_of,
    status_text,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.challenge import Challenge
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.client import Client, bare
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.credentials import Login
from ansible_collections.pullproof.registry.plugins.module_utils._probe.stages import Outcome, ProbeError, Secrets

_LARGEST_TOKEN = 1 << 18
_LARGEST_ERROR = 1 << 16
# The statuses of a token server without support for POST; then the token is requested with GET.
_NO_POST = (400, 401, 404, 405)

Token = tuple[str, Outcome]


class TokenClient:
    """Gets each Authorization header once. `url` is the registry, `login` its credentials.

    A refused login is not sent again: directories lock accounts after a few failures.
    """

    def __init__(self, client: Client, url: str, program: str, login: Login, secrets: Secrets) -> None:
        self._client = client
        self._is_plain = url.startswith("http:")
        self._posts_first = program == "containerd"
        self._secrets = secrets
        self._known: dict[tuple[str, ...], Token | ProbeError] = {}
        self._refused: t.Optional[ProbeError] = None
        self._is_accepted = False
        self._lock = threading.Lock()
        self.login = login

    def bearer(self, challenge: Challenge, scopes: t.Sequence[str]) -> Token:
        """The header for these scopes, and how it was got. Facts: `realm`, `service`, `scope`, `status`, `granted`.

        Faults: credentials_missing, credentials_wrong, token_server, token_scope, forbidden.
        """
        realm, service = challenge.parameters.get("realm", ""), challenge.parameters.get("service", "")
        key = (realm, service, *scopes)
        with self._lock:
            if self._refused:
                raise self._refused
            known = self._known.get(key)
            if known is None:
                known = self._known[key] = self._request(realm, service, scopes)
        if isinstance(known, ProbeError):
            raise known
        return known

    def basic(self, challenge: Challenge, url: str) -> Token:
        """The header for basic authentication, and whether the registry at `url` accepts it.

        Faults: credentials_missing, credentials_wrong, forbidden, rate_limited, server_error.
        """
        facts = {"realm": challenge.parameters.get("realm", ""), "scheme": "basic"}
        if not (self.login.username and self.login.password):
            found = "only an identity token is" if self.login.identity_token else "none are"
            raise ProbeError(
                "credentials_missing", f"the registry requires user name and password, and {found} set", facts
            )
        with self._lock:
            if self._refused:
                raise self._refused
            if not self._is_accepted:
                self._show(url, facts)
        return self.login.basic, Outcome("the credentials are accepted", facts)

    def _show(self, url: str, facts: dict[str, t.Any]) -> None:
        answer = self._client.send("GET", f"{url}/", {"Authorization": self.login.basic}, _LARGEST_ERROR)
        if answer.status == 401:
            details = {**facts, **facts_of(answer)}
            self._refused = ProbeError("credentials_wrong", f"the registry answers {status_text(answer)}", details)
            raise self._refused
        fault = common_fault(answer, "with credentials")
        if fault:
            raise fault
        self._is_accepted = True

    def _request(self, realm: str, service: str, scopes: t.Sequence[str]) -> Token | ProbeError:
        facts = {"realm": bare(realm), "service": service, "scope": " ".join(scopes)}
        try:
            self._check(realm, facts)
            answer = self._answer(realm, {"service": service} if service else {}, scopes)
            return self._token(answer, facts)
        except ProbeError as fault:
            if fault.fault == "credentials_wrong":
                self._refused = fault
            return fault

    def _check(self, realm: str, facts: dict[str, t.Any]) -> None:
        try:
            origin = Origin.of(realm)
        except ValueError as error:
            raise ProbeError("token_server", f"realm {bare(realm)!r}: {error}", {**facts, "stage": "realm"}) from None
        if self.login and origin.scheme == "http" and not self._is_plain:
            observed = f"{bare(realm)} is plain http: the probe does not send credentials to it"
            raise ProbeError("token_server", observed, {**facts, "stage": "realm", "fault": "plain_http"})

    def _answer(self, realm: str, query: dict[str, str], scopes: t.Sequence[str]) -> HttpResponse:
        token = self.login.identity_token
        if self.login and (self._posts_first or token):
            answer = self._post(realm, {**query, "scope": " ".join(scopes)} if scopes else query)
            if answer.status not in _NO_POST or token:
                return answer
        headers = {"Authorization": self.login.basic} if self.login and not token else {}
        separator = "&" if "?" in realm else "?"
        parameters = urlencode([*query.items(), *(("scope", scope) for scope in scopes)])
        return self._send("GET", f"{realm}{separator}{parameters}", headers)

    def _post(self, realm: str, query: dict[str, str]) -> HttpResponse:
        if self.login.identity_token:
            shown = {"grant_type": "refresh_token", "refresh_token": self.login.identity_token}
        else:
            shown = {"grant_type": "password", "username": self.login.username, "password": self.login.password}
        form = urlencode({"client_id": "containerd-client", **query, **shown})
        return self._send("POST", realm, {}, form.encode())

    def _send(self, method: str, url: str, headers: dict[str, str], body: bytes = b"") -> HttpResponse:
        try:
            if method == "GET":
                return self._client.follow(method, url, headers, _LARGEST_TOKEN)[0]
            return self._client.send(method, url, headers, _LARGEST_TOKEN, body)
        except ProbeError as fault:
            facts = {"realm": bare(url), "stage": "http", **fault.facts, "fault": fault.fault}
            raise ProbeError("token_server", f"{fault.observed} (requested {bare(url)})", facts) from None

    def _token(self, answer: HttpResponse, facts: dict[str, t.Any]) -> Token:
        facts = {**facts, "status": answer.status, "headers": facts_of(answer)["headers"]}
        document = json_of(answer)
        token = str(document.get("token") or document.get("access_token") or "")
        if answer.status == 200 and token:
            self._secrets.add(token)
            facts["granted"] = _granted(token)
            who = "with credentials" if self.login else "anonymously"
            return f"Bearer {token}", Outcome(f"token from {facts['realm']} {who}", facts)
        raise self._refusal(answer, facts)

    def _refusal(self, answer: HttpResponse, facts: dict[str, t.Any]) -> ProbeError:
        observed = f"{facts['realm']} answers {status_text(answer)}"
        if answer.status == 401 or (answer.status == 400 and self.login.identity_token):
            return ProbeError("credentials_wrong" if self.login else "credentials_missing", observed, facts)
        if answer.status == 403:
            return ProbeError("token_scope" if facts["scope"] else "forbidden", observed, facts)
        if answer.status == 429:
            return ProbeError("rate_limited", observed, facts)
        if answer.status == 200:
            observed = f"{facts['realm']} answers without a token"
        return ProbeError("token_server", observed, {**facts, "stage": "http", "fault": "server_error"})


def _granted(token: str) -> t.Optional[list[str]]:
    """The permissions in a JWT (`repository:NAME:pull`); None if the token has no readable permissions."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        access = claims["access"] or []
        return [f"{one['type']}:{one['name']}:{','.join(one['actions'])}" for one in access]
    except (ValueError, KeyError, TypeError):
        return None
