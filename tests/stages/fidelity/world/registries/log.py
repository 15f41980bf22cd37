# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The log of all registries, and the requests of a pull in it, in the form that a row has them."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass

_REPOSITORY = re.compile(r"(?P<root>/.*?)/(?:manifests|blobs)/[^/]+")
CONTAINERD = "containerd/"


@dataclass(frozen=True)
class Entry:
    """A request with its answer, or with ``outcome`` "untrusted" a connection that the client ended.

    ``user`` is empty for an anonymous request. ``service`` is the registry that a token is requested for.
    """

    client: str
    scheme: str
    host: str
    path: str = ""
    method: str = ""
    user: str = ""
    status: int = 0
    outcome: str = ""
    service: str = ""

    def __str__(self) -> str:
        user = f" as {self.user}" if self.user else ""
        service = f" for {self.service}" if self.service else ""
        url = f"{self.scheme}://{self.host}{self.path}"
        return f"{self.method or 'TLS'} {url}{service}{user} -> {self.status or self.outcome}"


class Log:
    """Entries of all threads, since the last ``taken``."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: list[Entry] = []

    def add(self, entry: Entry) -> None:
        """Append an entry."""
        with self._lock:
            self._entries.append(entry)

    def taken(self) -> list[Entry]:
        """The entries, which are then removed."""
        with self._lock:
            entries, self._entries = self._entries, []
        return entries


def requests_of(entries: Iterable[Entry]) -> list[str]:
    """The repositories that containerd requested, in the order of the first request, as in the rows.

    Other programs are left out. A connection that was ended has no repository. Who requests a token for a registry
    sends credentials for the repository that was requested last there, also if the token server refuses them.
    """
    found: dict[str, str] = {}
    latest: dict[str, str] = {}
    for entry in entries:
        match = _REPOSITORY.fullmatch(entry.path)
        if entry.outcome:
            found.setdefault(f"{entry.scheme}://{entry.host}", entry.outcome)
        elif entry.client.startswith(CONTAINERD) and match:
            url = f"{entry.scheme}://{entry.host}{match['root']}"
            found[url] = f"as {entry.user}" if entry.user else found.get(url, "")
            latest[entry.host] = url
        elif entry.client.startswith(CONTAINERD) and entry.service in latest and entry.user:
            found[latest[entry.service]] = f"as {entry.user}"
    return [f"{url} {words}".strip() for url, words in found.items()]
