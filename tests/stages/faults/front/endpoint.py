# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One badly kept registry as the front plays it, read from its configuration."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.stages.faults.front.rules import Rule, Rulebook


@dataclass(frozen=True)
class Endpoint:
    """``certificate`` is the name of a chain and key file in the folder of the configuration.

    ``client_ca``: clients must show a certificate of that authority. ``tls``: "1.2" and "1.3" know that version only,
    "legacy" TLS 1.1 at most. ``upstream`` is the port of the real registry behind it.
    """

    name: str
    certificate: str
    rulebook: Rulebook
    upstream: int
    client_ca: str = ""
    tls: str = ""


@dataclass(frozen=True)
class Listener:
    """A port. ``kind``: tls (as ``endpoint`` has it, with the certificate of the name that is asked for), plain, mute
    (accepts and says nothing), reset (ends every connection when the client speaks), or that of a proxy: ntlm-proxy
    (only accepts schemes that programs in Go do not support) or tunnel-reset (ends a tunnel when the client speaks).
    """

    port: int
    kind: str
    endpoint: str = ""


@dataclass(frozen=True)
class Configuration:
    """All that the front plays: endpoints by DNS name, ports, and time servers as seconds of offset by UDP port."""

    folder: Path
    endpoints: Mapping[str, Endpoint]
    listeners: tuple[Listener, ...]
    clocks: Mapping[int, float]


def load(path: Path) -> Configuration:
    """Read the configuration; KeyError or TypeError where it is wrong."""
    raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return Configuration(
        path.parent,
        {one["name"]: _endpoint(one) for one in raw["endpoints"]},
        tuple(Listener(**one) for one in raw["listeners"]),
        {int(port): float(offset) for port, offset in raw["clocks"].items()},
    )


def _endpoint(raw: Mapping[str, Any]) -> Endpoint:
    rules = [Rule(**rule) for rule in raw["rules"]]
    rest = {key: value for key, value in raw.items() if key != "rules"}
    return Endpoint(rulebook=Rulebook(rules), **rest)
