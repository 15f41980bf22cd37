# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The secrets that a search is for, and the file from which the inventory of the search takes them."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.lab.model.pki import new_root, pem
from tests.stages.leaks.search.matcher import Seed

FILE = "leaks.json"
AUTH_USER = "auth-user"
UNMANAGED, UNMANAGED_USER = "password in an unmanaged file", "unmanaged-user"
# The seeds in proxy_* variables of the inventory.
OF_PROXY = ("password of proxyuser", "password of quoted", "identity token")
# The same in every lab; only what follows is random.
QUOTED_START = 'say "hi" it\'s 100%s of $HOME\\n '


@dataclass(frozen=True)
class Secrets:
    """All secret values of one round; `registry` has the passwords by user name, `unmanaged` is in unmanaged files."""

    registry: Mapping[str, str]
    harbor: str
    proxy: str
    identity_token: str
    auth_password: str
    header: str
    client_key: str
    client_certificate: str
    unmanaged: str

    def seeds(self) -> list[Seed]:
        """What must not be found."""
        another_key = new_root("another").key_pem.decode()
        passwords = [
            Seed(f"password of {user}", password, user, public=QUOTED_START) for user, password in self.registry.items()
        ]
        return [
            *passwords,
            Seed("password of robot$ci", self.harbor, "robot$ci"),
            Seed("password of proxyuser", self.proxy, "proxyuser"),
            Seed("identity token", self.identity_token),
            Seed(f"password of {AUTH_USER}", self.auth_password, AUTH_USER),
            Seed("header of an endpoint", self.header),
            Seed("client key", self.client_key, public=another_key + self.client_certificate),
            Seed(UNMANAGED, self.unmanaged, UNMANAGED_USER),
        ]

    def write(self, state_dir: Path) -> None:
        """Write what the inventory reads."""
        auth = base64.b64encode(f"{AUTH_USER}:{self.auth_password}".encode()).decode()
        values: dict[str, Any] = {**vars(self), "auth": auth}
        descriptor = os.open(state_dir / FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(values, file)

    def changed(self) -> Secrets:
        """Other values where no registry of the lab minds: of an inventory after a rotation."""
        key, certificate = _client_pair()
        return replace(
            self,
            identity_token=secrets.token_urlsafe(40),
            auth_password=secrets.token_urlsafe(30),
            header=secrets.token_urlsafe(40),
            client_key=key,
            client_certificate=certificate,
        )

    def wrong(self) -> Secrets:
        """Passwords that registry and proxy refuse."""
        return replace(
            self,
            registry={user: f"{secrets.token_urlsafe(24)}%/+" for user in self.registry},
            proxy=secrets.token_hex(16),
        )


def first_secrets(state_dir: Path) -> Secrets:
    """The lab's own passwords, and values made up for what the lab has no service for."""
    known = json.loads((state_dir / "secrets.json").read_text())
    key, certificate = _client_pair()
    users = ("svc-pull", "short", "same-name-user-7f3a", "quoted")
    return Secrets(
        registry={user: known["registry.lab"][user] for user in users},
        harbor=known["harbor.lab"]["robot$ci"],
        proxy=known["proxy.lab"]["proxyuser"],
        identity_token=secrets.token_urlsafe(40),
        auth_password=secrets.token_urlsafe(30),
        header=secrets.token_urlsafe(40),
        client_key=key,
        client_certificate=certificate,
        unmanaged=secrets.token_urlsafe(36),
    )


def _client_pair() -> tuple[str, str]:
    pair = new_root("client")
    return pair.key_pem.decode(), pem(pair.certificate).decode()
