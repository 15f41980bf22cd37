# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The container with etcd and the API server, and the kubeconfig for it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.lab.host.go_programs import ensure_program
from tests.lab.host.lab import Lab
from tests.lab.host.podman import Upload
from tests.lab.model import pki
from tests.lab.nodes.images import ensure_images, reference
from tests.lab.services import containers, health, probes
from tests.lab.services.model import CORP, Service

NAME, PORT, IMAGE = "kube.lab", 6443, "cluster"
AUDIT_LOG = "/var/log/audit.log"
START_SECONDS = 180.0
_PROGRAM = "/usr/local/bin/kube-apiserver"
_ADMIN = "stage"
# Every write of an object, without its content.
_AUDIT_POLICY = {
    "apiVersion": "audit.k8s.io/v1",
    "kind": "Policy",
    "omitStages": ["RequestReceived"],
    "rules": [{"level": "Request", "verbs": ["create", "patch", "delete"], "resources": [{"group": ""}]}],
}
# Only the API server is for others, so etcd needs no TLS. Pods need no ServiceAccount, which a controller would make.
_START = f"""#!/bin/sh
etcd --data-dir=/var/lib/etcd --log-level=error &
exec {_PROGRAM} --etcd-servers=http://127.0.0.1:2379 --secure-port={PORT} --authorization-mode=RBAC \\
  --advertise-address="$(hostname -i)" \\
  --tls-cert-file=/svc/server.pem --tls-private-key-file=/svc/server.key --cert-dir=/var/lib/kubernetes \\
  --service-account-issuer=https://kubernetes.default.svc --service-account-key-file=/svc/accounts.pem \\
  --service-account-signing-key-file=/svc/accounts.key --disable-admission-plugins=ServiceAccount \\
  --token-auth-file=/svc/tokens.csv --service-cluster-ip-range=10.43.0.0/16 \\
  --audit-policy-file=/svc/audit.json --audit-log-path={AUDIT_LOG} --audit-log-mode=blocking
"""


@dataclass(frozen=True)
class Server:
    """Where the API is: its address, the file of its authority, the token of an administrator, and the kubeconfig."""

    address: str
    authority: Path
    token: str
    kubeconfig: Path


def start(lab: Lab) -> Server:
    """A new cluster without objects."""
    ensure_images(lab, [IMAGE])
    program = ensure_program(lab, "kubernetes") / "kube-apiserver"
    token, authority = secrets.token_hex(16), lab.state_dir / "pki" / "corp-root.pem"
    service = _service(lab, program, authority, token)
    containers.recreate(lab, service, reference(lab, IMAGE))
    problems = health.wait(lab, [service], START_SECONDS)
    if problems:
        raise RuntimeError(f"{problems[NAME]}\n{containers.last_words(lab, service)}")
    address = containers.addresses(lab, [service])[NAME]
    kubeconfig = lab.state_dir / "kubeconfig"
    kubeconfig.write_text(yaml.safe_dump(_kubeconfig(address, authority, token)))
    return Server(address, authority, token, kubeconfig)


def stop(lab: Lab) -> None:
    """Remove the container."""
    lab.podman.remove(lab.container(NAME))


def _service(lab: Lab, program: Path, authority: Path, token: str) -> Service:
    issuer = pki.load(lab.state_dir / "pki", "corp-intermediate")
    pair, accounts = (pki.new_server(issuer, pki.regular(name)) for name in (NAME, "accounts.lab"))
    files = (
        Upload("/svc/start", _START.encode(), 0o755),
        Upload("/svc/server.pem", pair.chain_pem),
        Upload("/svc/server.key", pair.key_pem, 0o600),
        Upload("/svc/accounts.pem", accounts.chain_pem),
        Upload("/svc/accounts.key", accounts.key_pem, 0o600),
        Upload("/svc/tokens.csv", f"{token},{_ADMIN},{_ADMIN},system:masters\n".encode(), 0o600),
        Upload("/svc/audit.json", json.dumps(_AUDIT_POLICY).encode()),
    )
    probe = probes.https(NAME, PORT, "/readyz", authority, (200,))
    options = (f"--volume={program}:{_PROGRAM}:ro",)
    return Service(NAME, (CORP,), ("/svc/start",), files, probe, options, PORT)


def _kubeconfig(address: str, authority: Path, token: str) -> Mapping[str, object]:
    cluster = {"server": f"https://{address}:{PORT}", "tls-server-name": NAME, "certificate-authority": str(authority)}
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "lab", "cluster": cluster}],
        "users": [{"name": _ADMIN, "user": {"token": token}}],
        "contexts": [{"name": "lab", "context": {"cluster": "lab", "user": _ADMIN}}],
        "current-context": "lab",
    }
