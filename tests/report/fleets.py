# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fleets made up for the reports: documents as nodes would give them, of any number of nodes and images."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.cause import Cause
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.fleet import (
    FleetReport,
    Tools,
    host_report,
)

Plain = dict[str, Any]

STAGES = ("dns", "tcp", "proxy", "tls", "v2", "token", "manifest", "blob")
TOOLS = Tools(collection="0.1.0", ansible_core="2.19.14")
MIRROR, HUB = "https://registry.corp.example:5000", "https://registry-1.docker.io"
NAMES = (
    "nginx:1.29",
    "redis:8.2",
    "postgres:18",
    "grafana/grafana:12.2",
    "rancher/mirrored-pause:3.6",
    "team/shop-api:4.7.1",
)
# What may be wrong: the stage, its fault, what was observed, and the cause.
FAULTS: Mapping[str, tuple[str, str, str, Cause]] = {
    "tls_unknown_ca": (
        "tls",
        "tls_untrusted",
        "unable to get local issuer certificate; issuer CN=Corp Issuing CA 2",
        Cause(
            code="tls_unknown_ca",
            endpoint=MIRROR,
            checked="the certificate of registry.corp.example:5000",
            observed="the issuer CN=Corp Issuing CA 2 is not trusted by the node",
            expected="a certificate of a CA that the node trusts",
            fix="add the certificate authority CN=Corp Root CA to ca_trust_certificates",
            doc="docs/causes.md#tls_unknown_ca",
        ),
    ),
    "credentials_wrong": (
        "token",
        "credentials_wrong",
        "401 Unauthorized: incorrect username or password",
        Cause(
            code="credentials_wrong",
            endpoint=MIRROR,
            checked="the credentials under registry.corp.example:5000",
            observed="401 Unauthorized: incorrect username or password",
            expected="an accepted user name and password",
            fix="correct registries_configs['registry.corp.example:5000'].auth",
            doc="docs/causes.md#credentials_wrong",
        ),
    ),
    "connect_timeout": (
        "tcp",
        "connect_timeout",
        "10.20.0.9:5000: no response within 2 s",
        Cause(
            code="connect_timeout",
            endpoint=MIRROR,
            checked="a TCP connection to 10.20.0.9:5000",
            observed="no response within 2 s",
            expected="the port accepts connections from this node",
            fix="open 10.20.0.9:5000 for the nodes",
            doc="docs/causes.md#connect_timeout",
            severity="warning",
        ),
    ),
}


def fleet(nodes: int, images: int, faults: Sequence[str] = (), every: int = 7) -> FleetReport:
    """A fleet, the same at each call: each ``every``-th node has one of the ``faults``, or else is well."""
    chance = random.Random(nodes * 1000 + images)
    names = [
        f"docker.io/{NAMES[number % len(NAMES)]}{'' if number < len(NAMES) else f'-{number}'}"
        for number in range(images)
    ]
    documents = []
    for number in range(nodes):
        fault = faults[number // every % len(faults)] if faults and number % every == 0 else ""
        documents.append(node(f"node-{number + 1:0{len(str(nodes))}}", names, fault, chance))
    return FleetReport([host_report(one["host"], one) for one in documents], (), TOOLS, "2026-11-21T10:00:09Z")


def node(name: str, images: Sequence[str], fault: str, chance: random.Random) -> Plain:
    """The document of one node."""
    return {
        "host": name,
        "runtime": {"name": "rke2-agent", "version": "v1.33.1+rke2r1"},
        "os": "linux",
        "started": f"2026-11-21T10:00:0{chance.randrange(5)}Z",
        "seconds": round(chance.uniform(0.9, 4.0), 3),
        "images": [image(one, fault, chance) for one in images],
        "context": [
            {"check": "restart_pending", "state": "passed", "observed": ""},
            {
                "check": "clock_offset",
                "state": "passed",
                "observed": f"{chance.uniform(-0.02, 0.02):+.3f} s from the time servers",
            },
            _disk(chance.randrange(100)),
        ],
        "disruption": [{"effect": "restart", "roles": ["registries", "proxy"]}] if fault else [],
    }


def image(name: str, fault: str, chance: random.Random) -> Plain:
    """One pull, from a mirror, or from the registry where the mirror only warns."""
    cause = FAULTS[fault][3] if fault else None
    has_failed = cause is not None and cause.severity == "error"
    proof = "none" if has_failed else "manifest_only" if chance.random() < 0.03 else "fresh"
    endpoints = [endpoint(MIRROR, name, fault, chance)]
    if cause is not None and not has_failed:
        endpoints.append(endpoint(HUB, name, "", chance))
    return {
        "image": name,
        "reference": name,
        "state": "failed" if has_failed else "passed",
        "reason": None,
        "proof": proof,
        "digest": None if has_failed else f"sha256:{chance.getrandbits(256):064x}",
        "size": None if has_failed else chance.randrange(500_000, 300_000_000),
        "seconds": round(chance.uniform(0.2, 3.0), 3),
        "error": f'failed to pull "{name}": {FAULTS[fault][2]}' if has_failed else None,
        "served_by": "" if has_failed else endpoints[-1]["url"],
        "cause": vars(cause) if has_failed else None,
        "warnings": [vars(cause)] if cause and not has_failed else [],
        "endpoints": endpoints,
    }


def endpoint(url: str, name: str, fault: str, chance: random.Random) -> Plain:
    """One endpoint with its stages."""
    return {
        "program": "containerd",
        "url": url,
        "repository": name.partition("/")[2].partition(":")[0],
        "credential_key": "registry.corp.example:5000" if url == MIRROR else "",
        "ca": "the system's",
        "route": "direct" if url == MIRROR else "proxy http://proxy.corp.example:3128",
        "stages": list(stages(url, fault, chance)),
    }


def stages(url: str, fault: str, chance: random.Random) -> list[Plain]:
    """All stages: passed up to the fault, blocked after it."""
    broken = FAULTS[fault][0] if fault else ""
    skipped = "proxy" if url == MIRROR else ""
    made: list[Plain] = []
    for name in STAGES:
        ms = 2000 if name == broken == "tcp" else chance.randrange(1, 60)
        if any(stage["state"] == "failed" for stage in made):
            made.append(_stage(name, "blocked"))
        elif name == broken:
            made.append(_stage(name, "failed", FAULTS[fault][1], FAULTS[fault][2], ms))
        else:
            made.append(_stage(name, "skipped" if name == skipped else "passed", "", OBSERVED[name], ms))
    return made


OBSERVED = {
    "dns": "10.20.0.9",
    "tcp": "connected to 10.20.0.9:5000",
    "proxy": "",
    "tls": "TLSv1.3, CN=registry.corp.example, valid until 2027-03-01",
    "v2": "401, wants a bearer token",
    "token": "token for repository:pull",
    "manifest": "200, an index with linux/amd64",
    "blob": "206, one byte of a layer",
}


def _stage(name: str, state: str, fault: str = "", observed: str = "", ms: int = 0) -> Plain:
    return {"name": name, "state": state, "fault": fault, "observed": observed, "ms": 0 if state == "skipped" else ms}


def _disk(chance: int) -> Plain:
    if chance:
        return {"check": "disk_free", "state": "passed", "observed": f"{chance * 517} MiB free in the image store"}
    return {"check": "disk_free", "state": "failed", "observed": "0 MiB free in the image store"}
