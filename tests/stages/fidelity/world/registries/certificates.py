# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The authorities of the matrix, and certificates of servers by kind.

trusted: of the authority in the trust store. private: of one that only variables name. unknown: of one that is nowhere.
incomplete: the server does not send its intermediate, which the store CA of Windows has. orphan: nothing has it.
expired and wrong_name: of the authority in the trust store.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tests.lab.model.pki import Oddity, Pair, Request, new_intermediate, new_root, new_server, odd, pem, regular

KINDS = ("trusted", "private", "unknown", "incomplete", "orphan", "expired", "wrong_name")
BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
# A place that no program looks at unless a variable names it.
FOLDER = Path("/etc/fidelity")
_ADDRESSES = ("127.0.0.1", "::1")


@dataclass(frozen=True)
class Authorities:
    """Root certificates that the node trusts, that variables name, and that are unknown; and two intermediates."""

    trusted: Pair
    private: Pair
    unknown: Pair
    intermediate: Pair
    orphaned: Pair

    @classmethod
    def made(cls) -> Authorities:
        """New ones."""
        trusted, private, unknown = (new_root(f"fidelity {kind}") for kind in KINDS[:3])
        names = ("fidelity intermediate", "fidelity orphaned intermediate")
        return cls(trusted, private, unknown, *(new_intermediate(trusted, name) for name in names))

    def contexts(self, names: Iterable[str], folder: Path) -> Mapping[str, ssl.SSLContext]:
        """A TLS context per kind of certificate, each for all names; its files are in the folder."""
        return {kind: _context(self._server(kind, tuple(names)), folder / kind) for kind in KINDS}

    def _server(self, kind: str, names: tuple[str, ...]) -> Pair:
        issuers = {"private": self.private, "unknown": self.unknown, "incomplete": self.intermediate}
        issuer = {**issuers, "orphan": self.orphaned}.get(kind, self.trusted)
        return replace(new_server(issuer, _request(kind, names)), intermediates=())


def _request(kind: str, names: tuple[str, ...]) -> Request:
    if kind == Oddity.WRONG_NAME.value:
        return odd("fidelity", Oddity.WRONG_NAME)
    request = odd("fidelity", Oddity.EXPIRED) if kind == Oddity.EXPIRED.value else regular("fidelity")
    return replace(request, dns_names=names, addresses=_ADDRESSES)


def _context(server: Pair, path: Path) -> ssl.SSLContext:
    path.with_suffix(".pem").write_bytes(server.chain_pem)
    path.with_suffix(".key").write_bytes(server.key_pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path.with_suffix(".pem"), path.with_suffix(".key"))
    return context


def write_bundle(authorities: Authorities) -> None:
    """The trust store then has the trusted authority alone."""
    BUNDLE.write_bytes(pem(authorities.trusted.certificate))


def write_private(authorities: Authorities, folder: Path) -> None:
    """The private authority, as a file of a folder that variables can name."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "private-ca.pem").write_bytes(pem(authorities.private.certificate))
