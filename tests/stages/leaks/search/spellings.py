# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways in which one secret can stand in a text: as it is, escaped, encoded, digested, or torn by a line break."""

from __future__ import annotations

import base64
import hashlib
import json
import shlex
from collections.abc import Callable, Iterator
from urllib.parse import quote, quote_plus

# A piece shorter than this turns up by chance, or stands for nothing.
WINDOW = 12


def _env_file(value: str) -> str:
    return "".join(f"\\{char}" if char in '\\"$`' else char for char in value)


# Each gives the inside of a quoted text, so that the quotes around it may be any.
_ESCAPES: dict[str, Callable[[str], str]] = {
    "raw": lambda value: value,
    "URL-quoted": lambda value: quote(value, safe=""),
    "form-quoted": quote_plus,
    "JSON-escaped": lambda value: json.dumps(value)[1:-1],
    "YAML single-quoted": lambda value: value.replace("'", "''"),
    "Python repr": lambda value: repr(value)[1:-1],
    "shell-quoted": lambda value: shlex.quote(value).strip("'"),
    "env file": _env_file,
    "systemd specifier": lambda value: value.replace("%", "%%"),
}


def spellings(value: str) -> Iterator[tuple[str, str]]:
    """Every distinct spelling of a value as (form, text), the plain one first."""
    seen: set[str] = set()
    for form, text in _all_spellings(value):
        if text not in seen and len(text) >= WINDOW:
            seen.add(text)
            yield form, text


def _all_spellings(value: str) -> Iterator[tuple[str, str]]:
    escaped = {form: escape(value) for form, escape in _ESCAPES.items()}
    yield from escaped.items()
    for form, text in escaped.items():
        for outer, escape in _ESCAPES.items():
            yield f"{form}, then {outer}", escape(text)
    for form, text in escaped.items():
        for encoded in base64_windows(text):
            yield f"{form}, then base64", encoded
    yield "hexadecimal", value.encode().hex()
    yield from digests(value)
    for piece in pieces(value):
        yield "a piece", piece


def base64_windows(text: str) -> Iterator[str]:
    """What is the same in every base64 text that holds `text`, wherever it begins: both alphabets, three alignments."""
    raw = text.encode()
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + raw).decode().rstrip("=")
        first, last = (0, 2, 3)[shift], len(encoded) - (1 if (shift + len(raw)) % 3 else 0)
        window = encoded[first:last]
        yield window
        yield window.translate(str.maketrans("+/", "-_"))


def digests(value: str) -> Iterator[tuple[str, str]]:
    """Unsalted digests: a short password is found again by trying."""
    for name in ("md5", "sha1", "sha256"):
        yield f"{name} digest", hashlib.new(name, value.encode()).hexdigest()


def pieces(value: str) -> Iterator[str]:
    """Pieces of a long value: whatever shows twice a window's length of it, less one, shows one of them whole."""
    for line in value.splitlines():
        if len(line) >= 2 * WINDOW and not line.startswith("-----"):
            yield from (line[start : start + WINDOW] for start in range(0, len(line) - WINDOW + 1, WINDOW))
            yield line[-WINDOW:]
