# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The container of faults.lab: two real docker-registry processes, and the front that puts faults before them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.lab.host.podman import Upload
from tests.lab.services import catalog, probes
from tests.lab.services.model import CORP, OUTSIDE, Service
from tests.lab.services.passwords import Passwords
from tests.stages.faults.model.cases import Case
from tests.stages.faults.model.endpoints import OPEN_REGISTRY, SUFFIXES, USERS_REGISTRY, Front, configuration
from tests.stages.faults.registry import certificates
from tests.stages.faults.registry.content import content_of, files

NAME = SUFFIXES[CORP]
STORE = "/var/lib/registry"
FOLDER = Path(__file__).resolve().parents[1]


def faulty(front: Front, cases: Iterable[Case], folder: Path, passwords: Passwords) -> Service:
    """The service; its certificates are in ``folder``."""
    healthy = front.endpoints["healthy"].host
    return Service(
        NAME,
        (CORP, OUTSIDE),
        ("/svc/with_htpasswd", "sh", "-c", _command(front)),
        tuple(_files(front, cases, folder, passwords)),
        probes.https(healthy, 443, "/v2/", folder / f"{certificates.ROOT}.pem", (200,)),
        options=("--cap-add=NET_ADMIN", "--env=PYTHONPATH=/svc"),
        port=443,
        aliases=tuple((endpoint.network, endpoint.host) for endpoint in front.endpoints.values()),
    )


def _command(front: Front) -> str:
    treated = [f"iptables -A INPUT -p tcp --dport {port} -j {target}" for port, target in front.firewall.items()]
    treated += [
        f"iptables -A OUTPUT -p tcp --sport {port} -m length --length {sizes} -j DROP"
        for port, sizes in front.large_packets.items()
    ]
    registries = [f"docker-registry serve /svc/{port}.yml" for port in (OPEN_REGISTRY, USERS_REGISTRY)]
    return (
        " && ".join(treated)
        + "; "
        + "".join(f"{one} & " for one in registries)
        + "exec python3 -m tests.stages.faults.front /svc"
    )


def _files(front: Front, cases: Iterable[Case], folder: Path, passwords: Passwords) -> Iterator[Upload]:
    for path in sorted((FOLDER / "front").glob("*.py")):
        yield Upload(f"/svc/tests/stages/faults/front/{path.name}", path.read_bytes())
    for path in sorted([*folder.glob("*.pem"), *folder.glob("*.key")]):
        yield Upload(f"/svc/{path.name}", path.read_bytes(), 0o600)
    for port in (OPEN_REGISTRY, USERS_REGISTRY):
        yield Upload(f"/svc/{port}.yml", _registry(port))
    yield Upload("/svc/front.json", json.dumps(configuration(front)).encode())
    for name, content in sorted(files(content_of(case) for case in cases).items()):
        yield Upload(f"{STORE}/{name}", content)
    yield from catalog.users_files(passwords[NAME])


def _registry(port: int) -> bytes:
    config: dict[str, object] = {
        "version": "0.1",
        "log": {"level": "warn"},
        "storage": {"filesystem": {"rootdirectory": STORE}},
        "http": {"addr": f"127.0.0.1:{port}"},
    }
    if port == USERS_REGISTRY:
        config["auth"] = {"htpasswd": {"realm": "faults", "path": "/svc/htpasswd"}}
    return json.dumps(config).encode()
