# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Percent-encoding like Go's net/url (Go 1.26), on bytes. Bytes that are not UTF-8 become lone surrogates."""

from __future__ import annotations

import re
import string

_UNRESERVED = string.ascii_letters + string.digits + "-_.~"
PATH_SAFE = frozenset((_UNRESERVED + "$&+,/:;=@").encode())
_PATH_VALID = frozenset((_UNRESERVED + "$&+,/:;=@!'()*[]%").encode())
HOST_SAFE = frozenset((_UNRESERVED + "!$&'()*+,;=:[]<>\"").encode())
_HOST_ACCEPTED = HOST_SAFE | {ord("%")} | frozenset(range(0x80, 0x100))
USER_SAFE = frozenset((_UNRESERVED + "$&+,;=").encode())
FRAGMENT_SAFE = frozenset((_UNRESERVED + "$&+,/:;=?@!()*").encode())
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})?")


class GoUrlError(ValueError):
    """Go's net/url refuses the text. The message never repeats the text: it may hold credentials."""


def unescape_host(text: str) -> str:
    """Unescape a host name, where Go allows only non-ASCII bytes and ``%25`` to be escaped."""
    _check_host_characters(text)
    if "%" not in text:
        return text
    for match in _ESCAPE.finditer(_bytes(text)):
        digits = match.group(1)
        if digits is None or (digits[:1] < b"8" and digits != b"25"):
            raise GoUrlError("invalid URL escape in host name")
    return unescape(text)


def unescape_zone(text: str) -> str:
    """Unescape an IPv6 zone, where Go allows any character of a host name and the space to be escaped."""
    _check_host_characters(text)
    for match in _ESCAPE.finditer(_bytes(text)):
        value = int(match.group(1) or b"0", 16)
        if value not in (0x25, 0x20) and value not in HOST_SAFE:
            raise GoUrlError("invalid URL escape in zone")
    return unescape(text)


def _check_host_characters(text: str) -> None:
    if not _HOST_ACCEPTED.issuperset(_bytes(text)):
        raise GoUrlError("invalid character in host name")


def unescape(text: str) -> str:
    """Undo percent-encoding; a percent sign without two hexadecimal digits is an error."""
    if "%" not in text:
        return text
    return _text(_ESCAPE.sub(_unescaped_byte, _bytes(text)))


def _unescaped_byte(match: re.Match[bytes]) -> bytes:
    digits = match.group(1)
    if digits is None:
        raise GoUrlError("invalid URL escape")
    return bytes([int(digits, 16)])


def escape(text: str, safe: frozenset[int]) -> str:
    """Percent-encode every byte that is not in ``safe``."""
    raw = _bytes(text)
    if safe.issuperset(raw):
        return text
    return "".join(chr(byte) if byte in safe else f"%{byte:02X}" for byte in raw)


def is_valid_encoding(text: str, safe: frozenset[int] = PATH_SAFE) -> bool:
    """Whether Go sends the text unchanged instead of encoding it again."""
    return (safe | _PATH_VALID).issuperset(_bytes(text))


def _bytes(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise GoUrlError("not Unicode text") from None


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")
