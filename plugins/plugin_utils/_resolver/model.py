# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an explanation says: for an image the places it is asked for, by each program that would ask.

No value of a secret is in any of these: credentials are named by the key they are under, proxies are masked.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.reference import Reference

SYSTEM = "system"
SKIP_VERIFY = "skip_verify"
NO_TLS = "none"
# In a problem of a view: a file that the program can't read, so that it does as if there were none.
FILE_IGNORED = "containerd goes on without it"


@dataclass(frozen=True)
class Route:
    """How a request goes out: by ``proxy`` (masked; empty is a direct connection), as ``variable`` says.

    ``entry`` is the entry of NO_PROXY that exempts the host. ``error`` says why no request is possible at all.
    """

    proxy: str = ""
    variable: str = ""
    entry: str = ""
    error: str = ""

    def __str__(self) -> str:
        if self.error:
            return "no request"
        if self.proxy:
            return f"{self.proxy} ({self.variable})"
        return f"direct ({self.variable} {self.entry})" if self.entry else "direct"


@dataclass(frozen=True)
class Endpoint:
    """One place the image is asked for.

    ``url`` is the root of the API, ``repository`` the name asked for there, ``credential_key`` the key in ``configs``
    (empty: anonymous). ``ca`` is ``system``, the paths of files that count beside the system's, ``skip_verify``, or
    ``none`` for plain http; ``client_certificate`` and ``client_key`` are paths or nothing. ``falls_back_to_http``: the
    host is asked by http if it turns out to have no TLS.
    """

    url: str
    repository: str
    capabilities: tuple[str, ...] = ("pull", "resolve")
    credential_key: str = ""
    ca: str = SYSTEM
    client_certificate: str = ""
    client_key: str = ""
    falls_back_to_http: bool = False
    route: Route = field(default_factory=Route)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class View:
    """The endpoints in the order in which ``program`` tries them.

    ``source`` is what it read: a directory of certs.d, a file, or nothing where it has no settings for the registry.
    """

    program: str
    endpoints: tuple[Endpoint, ...] = ()
    source: str = ""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """What would happen to one image: in the runtime, and in RKE2's own bootstrap (None for other products).

    ``differ`` says whether the two would do something else. ``found`` is the runtime's view by the files on the node
    (None where nobody looked), ``drift`` whether it would do something else by them. With an ``error`` nobody would be
    asked at all, and ``parsed`` (the parts of ``reference``) is None.
    """

    image: str
    reference: str = ""
    runtime: View | None = None
    bootstrap: View | None = None
    differ: bool = False
    error: str = ""
    found: View | None = None
    drift: bool = False
    parsed: Reference | None = None

    @property
    def views(self) -> tuple[View, ...]:
        """The views there are, the runtime's first."""
        return tuple(view for view in (self.runtime, self.bootstrap) if view)


def as_json(explanation: Explanation) -> Mapping[str, Any]:
    """The same as plain values, for results and JSON files."""
    return {name: value for name, value in asdict(explanation).items() if name != "parsed"}
