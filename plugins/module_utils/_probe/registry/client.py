# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP requests of one program to any host: connections are reused, and temporary faults are retried.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import threading
import time
import typing as t
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.dialer import Dialer, Link, Origin
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.http_client import (
    HttpRequest,
    HttpResponse,
    NoHttpError,
    exchange,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.proxy import (
    is_from_proxy,
    refusal,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.tls import client_fault
from ansible_collections.pullproof.registry.plugins.module_utils._probe.stages import (
    Outcome,
    ProbeError,
    Secrets,
    StageRecorder,
)

Headers = t.Mapping[str, str]

_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 10
_TEMPORARY = (429, 500, 502, 503, 504)
_LONGEST_PAUSE = 2.0
_SAFE = "/:?#[]@!$&'()*+,;=%-._~"


@dataclass(frozen=True)
class _Call:
    """The arguments of `Client.send`."""

    method: str
    url: str
    headers: Headers = field(repr=False)
    limit: int
    body: bytes = field(repr=False)


class Client:
    """`secrets` masks the recorded stages. Threads may share a client.

    `own_headers` are sent with each request to the host `own` (`host[:port]`), and to no other.
    """

    def __init__(
        self, dialer: Dialer, secrets: Secrets, own: str = "", own_headers: t.Optional[Headers] = None
    ) -> None:
        self._dialer = dialer
        self._secrets = secrets
        self._own = own
        self._own_headers = own_headers or {}
        self._idle: dict[Origin, list[Link]] = {}
        self._lock = threading.Lock()

    def open(self, url: str, recorder: StageRecorder) -> None:
        """Go the way to a host for the first time; raises ProbeError. The connection serves later requests."""
        origin = recorder.attempt("dns", lambda: (_origin(url), Outcome("an URL")))
        self._keep(origin, self._dialer.dial(origin, recorder))

    def send(
        self, method: str, url: str, headers: t.Optional[Headers] = None, limit: int = 0, body: bytes = b""
    ) -> HttpResponse:
        """One request, with at most `limit` bytes of the answer's body. Redirects are not followed.

        Raises ProbeError: timeout, server_error (broken off), not_a_registry (not HTTP; with the fact `start`), faults
        of the proxy, and faults of the connection to another host, with the fact `stage`.
        """
        of_host = self._own_headers if urlsplit(url).netloc == self._own else {}
        call = _Call(method, url, {**of_host, **(headers or {})}, limit, body)
        for left in reversed(range(self._dialer.limits.retries + 1)):
            try:
                answer = self._fresh(call)
            except ProbeError as fault:
                if not left or fault.fault not in ("server_error", "dns_temporary"):
                    raise
                continue
            pause = _pause(answer)
            if not left or pause is None:
                return answer
            time.sleep(pause)
        raise AssertionError("the last try returns or raises")

    def follow(
        self, method: str, url: str, headers: t.Optional[Headers] = None, limit: int = 0
    ) -> tuple[HttpResponse, str]:
        """The same with redirects, and the URL that answered. The Authorization header is not sent to another host."""
        given, first = dict(headers or {}), url
        for _hop in range(_MOST_REDIRECTS):
            answer = self._hop(first, url, method, given, limit)
            location = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not location:
                return answer, url
            url = _joined(url, location)
        raise ProbeError("server_error", f"more than {_MOST_REDIRECTS} redirects, the last to {bare(url)}")

    def _hop(self, first: str, url: str, method: str, headers: dict[str, str], limit: int) -> HttpResponse:
        """One request of `follow`. A fault at another host contains the name of the host."""
        try:
            if _origin(url) != _origin(first):
                headers.pop("Authorization", None)
            return self.send(method, url, headers, limit)
        except ProbeError as fault:
            if url == first:
                raise
            facts = {"host": bare(url).partition("://")[2].partition("/")[0], "stage": "http", **fault.facts}
            raise ProbeError(fault.fault, fault.observed, facts, fault.stage) from None

    def close(self) -> None:
        """Close the open connections."""
        with self._lock:
            links = [link for idle in self._idle.values() for link in idle]
            self._idle.clear()
        for link in links:
            link.stream.close()

    def _fresh(self, call: _Call) -> HttpResponse:
        """A server may close an open connection at any time. Then a new one is opened, once."""
        origin = _origin(call.url)
        link = self._take(origin)
        if link is not None:
            try:
                return self._over(link, origin, call)
            except ProbeError as fault:
                if fault.fault != "server_error":
                    raise
        return self._over(self._dial(origin), origin, call)

    def _dial(self, origin: Origin) -> Link:
        recorder = StageRecorder(self._secrets)
        try:
            return self._dialer.dial(origin, recorder)
        except ProbeError as fault:
            stage = next(stage.name for stage in recorder.stages() if stage.state == "failed")
            observed = f"{origin.netloc}: {fault.observed}"
            raise ProbeError(fault.fault, observed, {**fault.facts, "host": origin.netloc, "stage": stage}) from None

    def _over(self, link: Link, origin: Origin, call: _Call) -> HttpResponse:
        target, headers = _target(call.url), dict(call.headers)
        if link.proxy is not None:
            target, headers = f"http://{origin.header}{target}", {**headers, **link.proxy.headers}
        request = HttpRequest(call.method, target, origin.header, headers, call.body)
        answer = self._exchange(link, request, call.limit)
        if answer.reusable:
            self._keep(origin, link)
        else:
            link.stream.close()
        if link.proxy is not None and is_from_proxy(answer):
            fault = refusal(link.proxy, answer, f"{call.method} http://{origin.header}")
            raise ProbeError(fault.fault, fault.observed, fault.facts, stage="proxy")
        return answer

    def _exchange(self, link: Link, request: HttpRequest, limit: int) -> HttpResponse:
        seconds = self._dialer.limits.seconds
        try:
            return exchange(link.stream, request, seconds, limit)
        except OSError as error:
            link.stream.close()
            raise _fault(error, request, seconds) from None

    def _take(self, origin: Origin) -> t.Optional[Link]:
        with self._lock:
            links = self._idle.get(origin)
            return links.pop() if links else None

    def _keep(self, origin: Origin, link: Link) -> None:
        with self._lock:
            self._idle.setdefault(origin, []).append(link)


def bare(url: str) -> str:
    """A URL for people: without credentials, query and fragment, which may hold signatures."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "an invalid URL"
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _origin(url: str) -> Origin:
    try:
        return Origin.of(url)
    except ValueError as error:
        raise ProbeError("not_a_registry", f"{bare(url)[:200]!r} can't be requested: {error}") from None


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise ProbeError("server_error", f"{bare(url)} redirects to an invalid URL", {"stage": "http"}) from None


def _target(url: str) -> str:
    parts = urlsplit(url)
    return quote(urlunsplit(("", "", parts.path or "/", parts.query, "")), safe=_SAFE)


def _pause(answer: HttpResponse) -> t.Optional[float]:
    """Seconds to wait before another attempt, None if another attempt is useless."""
    if answer.status not in _TEMPORARY:
        return None
    header = answer.headers.get("retry-after", "")
    if not header:
        return None if answer.status == 429 else 0.2
    return float(header) if header.isdecimal() and header.isascii() and float(header) <= _LONGEST_PAUSE else None


def _fault(error: OSError, request: HttpRequest, seconds: float) -> ProbeError:
    sent = f"{request.method} {request.target.partition('?')[0]}"
    if isinstance(error, TimeoutError):
        return ProbeError("timeout", f"no answer to {sent} within {seconds:g} s")
    if isinstance(error, NoHttpError) and error.start:
        return ProbeError("not_a_registry", str(error), {"start": error.start.decode("latin-1")})
    refused = client_fault(error)
    if refused:
        return refused
    closed = {"start": ""} if isinstance(error, NoHttpError) else {}
    return ProbeError("server_error", f"{sent}: {error.strerror or error}", closed)
