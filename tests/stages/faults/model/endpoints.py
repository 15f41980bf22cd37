# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The badly kept registries as data: reads ``endpoints.yml`` into what the front is configured with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from tests.lab.services.model import CORP, OUTSIDE
from tests.stages.faults.model.cases import FOLDER

SUFFIXES = {CORP: "faults.lab", OUTSIDE: "faults.example"}
OPEN_REGISTRY, USERS_REGISTRY = 5001, 5002


@dataclass(frozen=True)
class Endpoint:
    """One name of the front: on which network, with which certificate, and what it does by which rules."""

    name: str
    network: str
    certificate: str
    raw: Mapping[str, Any]

    @property
    def host(self) -> str:
        """Its DNS name."""
        return f"{self.name}.{SUFFIXES[self.network]}"


@dataclass(frozen=True)
class Front:
    """All endpoints by name, the front's ports, its wrong clocks, the ports that its firewall treats, and those from
    which it drops packets of a size.
    """

    endpoints: Mapping[str, Endpoint]
    listeners: tuple[Mapping[str, Any], ...]
    clocks: Mapping[int, float]
    firewall: Mapping[int, str]
    large_packets: Mapping[int, str]


@cache
def load_front() -> Front:
    """Read ``endpoints.yml``."""
    raw: dict[str, Any] = yaml.safe_load((FOLDER / "endpoints.yml").read_text(encoding="utf-8"))
    endpoints = {name: _endpoint(name, one or {}) for name, one in raw["endpoints"].items()}
    return Front(endpoints, tuple(raw["listeners"]), raw["clocks"], raw["firewall"], raw["large_packets"])


def configuration(front: Front) -> Mapping[str, Any]:
    """What the front reads as ``front.json``; a certificate's name is that of the endpoint that shows it."""
    names = {endpoint.name: endpoint.host for endpoint in front.endpoints.values()}
    return {
        "endpoints": [_configured(endpoint) for endpoint in front.endpoints.values()],
        "listeners": [
            {**one, "endpoint": names[one["endpoint"]]} if "endpoint" in one else one for one in front.listeners
        ],
        "clocks": front.clocks,
    }


def _endpoint(name: str, raw: Mapping[str, Any]) -> Endpoint:
    return Endpoint(name, raw.get("network", CORP), raw.get("certificate", "good"), raw)


def _configured(endpoint: Endpoint) -> Mapping[str, Any]:
    raw = endpoint.raw
    return {
        "name": endpoint.host,
        "certificate": endpoint.host,
        "client_ca": raw.get("client_ca", ""),
        "tls": raw.get("tls", ""),
        "upstream": USERS_REGISTRY if raw.get("users") else OPEN_REGISTRY,
        "rules": raw.get("rules", []),
    }
