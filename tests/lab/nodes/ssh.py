# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys by which the controller and the nodes of one lab know each other, in ``.lab/ssh``."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519


@dataclass(frozen=True)
class SshKeys:
    """The client's key pair and the host key that all nodes share, so that one known_hosts line fits them all."""

    folder: Path

    @property
    def identity(self) -> Path:
        """Private key of the client, 0600."""
        return self.folder / "id_ed25519"

    @property
    def host(self) -> Path:
        """Private host key, 0600."""
        return self.folder / "host_ed25519"

    @property
    def known_hosts(self) -> Path:
        """One line that knows every address by the host key."""
        return self.folder / "known_hosts"

    def public(self, private: Path) -> str:
        """The one-line public key that belongs to a private key file."""
        return private.with_name(f"{private.name}.pub").read_text().strip()

    def ensure(self) -> None:
        """Make what is missing."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for private in (self.identity, self.host):
            if not private.exists():
                _write_pair(private)
        self.known_hosts.write_text(f"* {self.public(self.host)}\n")

    def options(self) -> str:
        """ssh options that trust only our host key, in silence, and notice a vanished node within 15 s."""
        settings = {
            "UserKnownHostsFile": str(self.known_hosts),
            "GlobalKnownHostsFile": "/dev/null",
            "HostKeyAlgorithms": "ssh-ed25519",
            "StrictHostKeyChecking": "yes",
            "IdentitiesOnly": "yes",
            "ServerAliveInterval": "5",
        }
        return " ".join(f"-o {key}={value}" for key, value in settings.items())


def _write_pair(private: Path) -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    form, plain = serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, form, plain)
    public = key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    private.with_name(f"{private.name}.pub").write_text(f"{public.decode()} pullproof-lab\n")
    descriptor = os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret)
