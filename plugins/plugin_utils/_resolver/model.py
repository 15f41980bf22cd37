# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An explanation: for each program that pulls an image, the endpoints that it queries.

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
# In a note of an endpoint: several rewrites match the repository.
RANDOM_ORDER = "rules are tried in random order"
# In a problem of a view: containerd reads none of these files.
HOSTS_IGNORED = "containerd reads no hosts.toml"
# In a problem of a view: the file has hosts that are not queried.
NO_HEADER = "without a table header of their own"


@dataclass(frozen=True)
class Route:
    """How a request is sent: through ``proxy`` (masked; empty is a direct connection), which ``variable`` sets.

    ``entry`` is the entry of NO_PROXY that exempts the host. ``error`` is the reason if no request is possible.
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
    """One endpoint that is queried for the image.

    ``url`` is the root of the API, ``repository`` the name of the repository there, ``credential_key`` the key in
    ``configs`` (empty: anonymous). ``ca`` is ``system``, the paths of files that are trusted in addition,
    ``skip_verify``, or ``none`` for plain HTTP; ``client_certificate`` and ``client_key`` are paths or empty.
    ``falls_back_to_http``: HTTP is tried if the host has no TLS. ``dial_timeout`` is a Go duration or empty,
    ``headers`` are names only.
    """

    url: str
    repository: str
    capabilities: tuple[str, ...] = ("pull", "resolve")
    credential_key: str = ""
    ca: str = SYSTEM
    client_certificate: str = ""
    client_key: str = ""
    falls_back_to_http: bool = False
    dial_timeout: str = ""
    headers: tuple[str, ...] = ()
    route: Route = field(default_factory=Route)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnusableFile:
    """A certificate or key of the endpoint at ``url``: its ``path`` on the node, and what is wrong with it."""

    path: str
    reason: str
    url: str

    def __str__(self) -> str:
        return f"{self.path} {self.reason}, for {self.url}: containerd then contacts no host at all for this registry"


@dataclass(frozen=True)
class View:
    """The endpoints in the order in which ``program`` tries them.

    ``source`` is what it read: a directory of certs.d, a file, or nothing where it has no settings for the registry.
    If there are ``unusable`` files, none of the endpoints is queried. ``owner`` is the program that likely wrote the
    source, empty if it is not known or no other program.
    """

    program: str
    endpoints: tuple[Endpoint, ...] = ()
    source: str = ""
    problems: tuple[str, ...] = ()
    unusable: tuple[UnusableFile, ...] = ()
    owner: str = ""


@dataclass(frozen=True)
class Explanation:
    """What would happen to one image: in the runtime, and in RKE2's own bootstrap (None for other products).

    ``differ``: the two views have different endpoints. ``found`` is the runtime's view from the files on the node (None
    if they were not read), ``drift``: its endpoints differ. With an ``error`` no endpoint is queried, and ``parsed``
    (the parts of ``reference``) is None.
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
