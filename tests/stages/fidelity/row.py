# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A row of the matrix: variables, the image to pull, what the registries have, and what they must receive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# A row has one of them.
RESULTS = ("served_by", "cause", "ends")


@dataclass(frozen=True)
class Expected:
    """What must happen: the ``requests`` in order, then the ``served_by`` of a pull or the ``cause`` of a failure.

    Or ``ends``: what containerd says when it ends at its start.

    A request is ``URL[ as USER][ OUTCOME]``: the URL of the repository, the user whose credentials were sent, and the
    outcome of a connection without a request: ``untrusted`` (the client ends the TLS handshake) or ``unreachable``.
    ``warnings`` are the codes of the warnings of a pull (None: not compared). ``among``: a random part of the requests.
    ``build`` is the build of Windows whose image was requested from an index (0: not compared). ``issue`` is a known
    issue that lint must report. explain does not know it, so that endpoints are not compared with explain.
    """

    requests: tuple[str, ...] = ()
    served_by: str = ""
    cause: str = ""
    warnings: tuple[str, ...] | None = None
    among: bool = False
    build: int = 0
    issue: str = ""
    ends: str = ""

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Expected:
        """From the keys of a row; TypeError for others."""
        lists = {key: tuple(raw[key]) for key in ("requests", "warnings") if raw.get(key) is not None}
        return cls(**{**raw, **lists})

    @property
    def has_one_result(self) -> bool:
        """Whether it says in one way how the row ends."""
        return sum(bool(getattr(self, name)) for name in RESULTS) == 1


@dataclass(frozen=True)
class Server:
    """How a host answers. ``certificate`` is a kind of ``world/registries/certificates.py``.

    ``auth``: none, basic, token or strict. ``builds``: tags are an index of images for these builds of Windows, in this
    order.

    The token server of a ``strict`` host refuses a request with a scope that is not granted, that of a ``token`` host
    leaves the scope out. ``grants`` are the prefixes of repositories with a scope (none: all repositories).
    ``status`` is the answer to each request for a manifest, ``unreachable``: no connection is accepted.
    """

    certificate: str = "trusted"
    auth: str = "none"
    grants: tuple[str, ...] = ()
    status: int = 0
    unreachable: bool = False
    builds: tuple[int, ...] = ()

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Server:
        """From the keys of an entry; TypeError for others."""
        return cls(**{**raw, "grants": tuple(raw.get("grants", ())), "builds": tuple(raw.get("builds", ()))})


@dataclass(frozen=True)
class Row:
    """One row. ``has`` are the images in the registries: HOST/REPOSITORY[:TAG], without a tag for all tags.

    ``differs`` are the expectations that differ, by label of a containerd; ``only`` are the labels that the row is for.
    """

    name: str
    image: str
    expected: Expected
    mirrors: Mapping[str, Any] = field(default_factory=dict)
    configs: Mapping[str, Any] = field(default_factory=dict)
    default_endpoint: bool = True
    has: tuple[str, ...] = ()
    servers: Mapping[str, Server] = field(default_factory=dict)
    differs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    only: tuple[str, ...] = ()

    def concerns(self, labels: Sequence[str]) -> bool:
        """Whether the row is for a containerd with these labels."""
        return not self.only or bool(set(self.only) & set(labels))

    def expected_on(self, labels: Sequence[str]) -> Expected:
        """The expectation for a containerd; its later labels are more specific."""
        raw: dict[str, Any] = dict(vars(self.expected))
        for label in labels:
            changed = self.differs.get(label, {})
            if set(RESULTS) & set(changed):
                raw |= dict.fromkeys(RESULTS, "")
            raw |= changed
        return Expected.of(raw)
