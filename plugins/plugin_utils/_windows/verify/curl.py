# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Several requests with one curl.exe of a Windows node: its configuration and its output (curl 7.55 and later).

The configuration is passed on standard input, because it holds credentials. A command line is visible to other users.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.http_client import HttpResponse

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode

_COMMAND = "ansible.windows.win_command"
# Both streams in one: the messages about failures have the order of the requests. Revocation is not checked: containerd
# does not check it either, and it fails for a private CA that publishes no list.
LINE = "curl.exe --stderr - --config -"
_MARK, _CHAIN = "==pullproof-curl", "==pullproof-chain"
_FIELDS = ("http_code", "http_connect", "time_namelookup", "time_connect", "time_appconnect", "time_total")
_END = re.compile(rf"^{_MARK} (\d+) (\d+) ([\d.,]+) ([\d.,]+) ([\d.,]+) ([\d.,]+)\s*$", re.MULTILINE)
_ERROR = re.compile(r"^curl: \((\d+)\) (.*?)\s*$", re.MULTILINE)
_STATUS = re.compile(r"HTTP/[\d.]+ (\d{3}) ?(.*)")
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL)


@dataclass(frozen=True)
class CurlRequest:
    """One request. `proxy` is a URL with credentials (empty: none), `ca_file` replaces the system's trust.

    `pin` is the one public key that the server may have (`sha256//` and base64; curl 7.58.1 and later), `shows_chain`
    prints its certificates (curl 7.88 and later; older ones show none). `tls_max` is the newest version of TLS that may
    be used (empty: any).
    """

    url: str
    headers: Sequence[str] = field(default=(), repr=False)
    user: str = field(default="", repr=False)
    proxy: str = field(default="", repr=False)
    ca_file: str = ""
    insecure: bool = False
    pin: str = ""
    shows_chain: bool = False
    tls_max: str = ""
    connect_seconds: float = 2.0
    seconds: float = 10.0


@dataclass(frozen=True)
class CurlResponse:
    """The result of a request: an `answer`, or curl's exit `code` and `words`.

    `tunnel` is the proxy's status, `looked_up`, `connected`, `secured` and `ended` are seconds since the start (0: not
    reached). `chain` has the server's certificates (base64 of DER), if they were requested and curl can print them.
    `refuses_client`: the server does not accept the client's certificate, or the lack of one. `uses_tls`: the
    request is plain HTTP, but the server uses TLS.
    """

    answer: HttpResponse | None = None
    code: int = 0
    words: str = ""
    tunnel: int = 0
    looked_up: float = 0.0
    connected: float = 0.0
    secured: float = 0.0
    ended: float = 0.0
    chain: Sequence[str] = field(default=(), kw_only=True)
    refuses_client: bool = field(default=False, kw_only=True)
    uses_tls: bool = field(default=False, kw_only=True)


def run_curl(node: WindowsNode, requests: Sequence[CurlRequest]) -> list[CurlResponse]:
    """One remote call for all requests. Without requests there is none.

    Requests with plain HTTP are sent first. After a request with TLS to the same port, curl 8.14 would send them over
    that connection.
    """
    if not requests:
        return []
    order = sorted(range(len(requests)), key=lambda number: requests[number].url.startswith("https:"))
    stdin = configuration([requests[number] for number in order])
    arguments = {"cmd": f"cmd.exe /d /c {LINE} & exit 0", "stdin": stdin}
    found = responses(node.query(_COMMAND, arguments, secret=True)["stdout"], len(requests))
    by_number = dict(zip(order, found, strict=True))
    return [by_number[number] for number in range(len(requests))]


def configuration(requests: Sequence[CurlRequest]) -> str:
    """The text for standard input."""
    return "next\n".join("".join(f"{line}\n" for line in _lines(request)) for request in requests)


def responses(text: str, count: int) -> list[CurlResponse]:
    """One per request, in order. Missing ones were cut off."""
    errors = [(int(code), words) for code, words in _ERROR.findall(text)]
    parts = _END.split(_ERROR.sub("", text))
    width = len(_FIELDS) + 1
    found = []
    for start in range(0, len(parts) - 1, width):
        body, _chain, chain = parts[start].partition(_CHAIN)
        numbers = [float(number.replace(",", ".")) for number in parts[start + 1 : start + width]]
        # Each request without an answer has one line with an error. Older versions print it after the mark.
        code, words = errors.pop(0) if numbers[0] == 0 and errors else (0, "")
        answer = _answer(body) if numbers[0] else None
        certificates = ["".join(pem.split()) for pem in _PEM.findall(chain)]
        found.append(CurlResponse(answer, code, words, int(numbers[1]), *numbers[2:], chain=certificates))
    missing = CurlResponse(code=28, words="curl.exe was cut off before this request")
    return [*found, *[missing] * (count - len(found))][:count]


def _lines(request: CurlRequest) -> Iterator[str]:
    yield f"url = {_quoted(request.url)}"
    yield from ("silent", "show-error", "include", "suppress-connect-headers", "ssl-no-revoke")
    yield f"connect-timeout = {request.connect_seconds:g}"
    yield f"max-time = {request.seconds:g}"
    yield f"proxy = {_quoted(request.proxy)}"
    yield f"noproxy = {_quoted('' if request.proxy else '*')}"
    yield from (f"header = {_quoted(header)}" for header in request.headers)
    if request.user:
        yield f"user = {_quoted(request.user)}"
    if request.ca_file:
        yield f"cacert = {_quoted(request.ca_file)}"
    if request.insecure:
        yield "insecure"
    if request.pin:
        yield f"pinnedpubkey = {_quoted(request.pin)}"
    if request.tls_max:
        yield f"tls-max = {request.tls_max}"
    fields = " ".join(f"%{{{name}}}" for name in _FIELDS)
    chain = f"\\n{_CHAIN}\\n%{{certs}}" if request.shows_chain else ""
    yield f'write-out = "{chain}\\n{_MARK} {fields}\\n"'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def _answer(text: str) -> HttpResponse:
    head, _blank, body = text.replace("\r\n", "\n").strip("\n").partition("\n\n")
    status, *lines = head.splitlines() or [""]
    found = _STATUS.match(status)
    pairs = [(name.strip().lower(), value.strip()) for name, _colon, value in (line.partition(":") for line in lines)]
    return HttpResponse(
        status=int(found[1]) if found else 0,
        reason=found[2].strip() if found else "",
        headers=dict(pairs),
        challenges=[value for name, value in pairs if name == "www-authenticate"],
        body=body.strip("\n").encode(),
    )
