# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""WWW-Authenticate headers: the authentication that a registry requires (RFC 9110, 11.6.1, and the token specification
of distribution).

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass, field

# A server writes what it likes, and 64 KiB of it: nothing here may match the same blanks in more than one way.
_SCHEME = re.compile(r"[\s,]*([A-Za-z0-9!#$%&'*+.^_`|~-]+)(?!\s*=)(?=[\s,]|$)")
_PARAMETER = re.compile(r"[\s,]*([A-Za-z0-9_-]+)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s,\"]*))")
_STRONGEST_FIRST = ("bearer", "basic")


@dataclass(frozen=True)
class Challenge:
    """One scheme (lower case) and its parameters."""

    scheme: str
    parameters: t.Mapping[str, str] = field(default_factory=dict)


def strongest(headers: t.Sequence[str]) -> t.Optional[Challenge]:
    """The challenge that containerd answers: bearer before basic; None if there is neither."""
    found = {challenge.scheme: challenge for header in headers for challenge in challenges_in(header)}
    return next((found[scheme] for scheme in _STRONGEST_FIRST if scheme in found), None)


def challenges_in(header: str) -> t.Iterator[Challenge]:
    """All challenges of one header."""
    pos = 0
    while pos < len(header):
        match = _SCHEME.match(header, pos)
        if not match:
            return
        pos = match.end()
        parameters: dict[str, str] = {}
        while True:
            found = _PARAMETER.match(header, pos)
            if not found:
                break
            parameters[found.group(1).lower()] = re.sub(r"\\(.)", r"\1", found.group(2) or found.group(3) or "")
            pos = found.end()
        yield Challenge(match.group(1).lower(), parameters)
