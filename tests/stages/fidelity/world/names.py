# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of hosts in a row, which must resolve."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tests.stages.fidelity.row import Row

_URL = re.compile(r"https?://(?:[^/@]*@)?(?P<host>[^/:\s\[\]]+)")
# Names that do not resolve.
UNKNOWN = ".invalid"
_HUB = "registry-1.docker.io"


def names_in(row: Row) -> Iterator[str]:
    """All names, possibly more than once."""
    yield _HUB
    endpoints = [endpoint for mirror in row.mirrors.values() for endpoint in mirror.get("endpoint", ())]
    texts = [endpoint["url"] if isinstance(endpoint, Mapping) else endpoint for endpoint in endpoints]
    texts += [f"https://{text}" for text in (*row.has, *row.mirrors, *row.configs, *row.servers, row.image)]
    texts += [f"https://{text}" for text in texts if "://" not in text]
    for text in (*texts, *row.expected.requests):
        match = _URL.match(text)
        if match and "." in match["host"] and not match["host"].endswith(UNKNOWN):
            yield match["host"].lower()
