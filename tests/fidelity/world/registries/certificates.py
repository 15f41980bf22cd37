# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The authorities of the matrix: one in the trust store, one that only variables name, and one that is unknown."""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from tests.lab.model.pki import Pair, new_root, new_server, pem, regular

KINDS = ("trusted", "private", "unknown")
# In an unknown place, so that no program finds it unless a variable names it.
PRIVATE_CA = "/etc/fidelity/private-ca.pem"
TRUST_STORE = "/etc/ssl/certs/ca-certificates.crt"


def make_authorities() -> Mapping[str, Pair]:
    """New authorities by kind; the trust store then has the trusted one alone."""
    roots = {kind: new_root(f"fidelity {kind}") for kind in KINDS}
    Path(TRUST_STORE).write_bytes(pem(roots["trusted"].certificate))
    Path(PRIVATE_CA).parent.mkdir(parents=True, exist_ok=True)
    Path(PRIVATE_CA).write_bytes(pem(roots["private"].certificate))
    return roots


def tls_contexts(roots: Mapping[str, Pair], names: Iterable[str], folder: Path) -> Mapping[str, ssl.SSLContext]:
    """A TLS context per kind of certificate, each for all names; its files are in the folder."""
    return {kind: _context(root, tuple(names), folder / kind) for kind, root in roots.items()}


def _context(root: Pair, names: tuple[str, ...], path: Path) -> ssl.SSLContext:
    request = replace(regular("fidelity"), dns_names=names, addresses=("127.0.0.1", "::1"))
    server = new_server(root, request)
    path.with_suffix(".pem").write_bytes(server.chain_pem)
    path.with_suffix(".key").write_bytes(server.key_pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path.with_suffix(".pem"), path.with_suffix(".key"))
    return context
