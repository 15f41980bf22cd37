# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""WWW-Authenticate headers: the authentication that a registry requires (RFC 9110, 11.6.1, and the token specification
of distribution), and the scopes of a token.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import threading
import typing as t
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.wanted import (
    BOOTSTRAP,
    CONTAINERD,
    WantedManifest,
)

# A server writes what it likes, and 64 KiB of it: nothing here may match the same blanks in more than one way.
_SCHEME = re.compile(r"[\s,]*([A-Za-z0-9!#$%&'*+.^_`|~-]+)(?!\s*=)(?=[\s,]|$)")
_PARAMETER = re.compile(r"[\s,]*([A-Za-z0-9_-]+)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s,\"]*))")
_ROOT = "/v2"
_NAME = "{}"
_SCOPE = f"repository:{_NAME}:pull"
_STRONGEST_FIRST = ("bearer", "basic")


@dataclass(frozen=True)
class Challenge:
    """One scheme (lower case) and its parameters."""

    scheme: str
    parameters: t.Mapping[str, str] = field(default_factory=dict)

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes in it: more than one are separated by spaces."""
        return tuple(self.parameters.get("scope", "").split())


class TokenScopes:
    """The scopes of the tokens at one endpoint, as a program requests them.

    All programs request the repository. containerd (1.6 to 2.4, and the fork of K3s and RKE2) adds the scopes of the
    challenge at the manifest. They have another name than the repository if the endpoint has a path, or if a proxy
    changes the path. RKE2's bootstrap adds them after a refused request, Docker Engine never. The challenge for one
    repository shows the scopes of all others at the endpoint.
    """

    def __init__(self, program: str) -> None:
        self._follows = program in (CONTAINERD, BOOTSTRAP)
        self._found: t.Optional[tuple[str, ...]] = None
        self._lock = threading.Lock()
        self.include_challenge = program == CONTAINERD

    def need_challenge(self, url: str, wanted: WantedManifest) -> bool:
        """Whether a challenge at the manifest of an endpoint with this URL has other scopes than the repository."""
        has_other = urlsplit(url).path.rstrip("/") != _ROOT or bool(wanted.token_repository)
        return self.include_challenge and bool(wanted.path) and has_other

    @property
    def are_known(self) -> bool:
        """Whether a challenge at a manifest was received."""
        return self._found is not None

    def learn(self, challenge: Challenge, wanted: WantedManifest) -> bool:
        """Add the scopes of the challenge at a manifest. Returns whether this changes the scopes of its token."""
        if not self._follows or challenge.scheme != "bearer":
            return False
        with self._lock:
            before, found = self.of(wanted), {_template(scope, wanted.repository) for scope in challenge.scopes}
            self._found = tuple(sorted({*(self._found or ()), *found}))
            return self.of(wanted) != before

    def of(self, wanted: WantedManifest) -> tuple[str, ...]:
        """The scopes of the token for a manifest."""
        repository = wanted.repository
        if not repository:
            return ()
        own = _SCOPE.replace(_NAME, wanted.token_repository or repository)
        return tuple(sorted({own, *(scope.replace(_NAME, repository) for scope in self._found or ())}))


def _template(scope: str, repository: str) -> str:
    """The scope with a placeholder for the name of the repository."""
    kind, _colon, rest = scope.partition(":")
    name, _colon, actions = rest.rpartition(":")
    if name != repository and not name.endswith(f"/{repository}"):
        return scope
    return f"{kind}:{name[: len(name) - len(repository)]}{_NAME}:{actions}"


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
