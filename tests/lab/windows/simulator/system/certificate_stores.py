# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificate stores of LocalMachine. In tests without a node, they are a section of the state."""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Mapping
from typing import Protocol

from .state import State


class CertificateStores(Protocol):
    """The stores of a node: Root, CA, My."""

    def certificates(self, store: str) -> Mapping[str, str]:
        """PEM by thumbprint."""

    def add(self, store: str, pem: str) -> None:
        """Add a certificate."""

    def remove(self, store: str, thumbprint: str) -> None:
        """Remove a certificate."""


def thumbprint(pem: str) -> str:
    """SHA-1 of the DER form in upper case, by which Windows names certificates."""
    return hashlib.sha1(ssl.PEM_cert_to_DER_cert(pem)).hexdigest().upper()


class StateStores:
    """PEM by the names of stores and by thumbprints."""

    def __init__(self, state: State) -> None:
        self._state = state

    def certificates(self, store: str) -> Mapping[str, str]:
        held: Mapping[str, str] = self._state["stores"].get(store, {})
        return held

    def add(self, store: str, pem: str) -> None:
        with self._state.changing() as state:
            state["stores"].setdefault(store, {})[thumbprint(pem)] = pem

    def remove(self, store: str, thumbprint: str) -> None:
        with self._state.changing() as state:
            state["stores"].get(store, {}).pop(thumbprint, None)
