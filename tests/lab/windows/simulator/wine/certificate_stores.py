# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificate stores of Wine, through CryptoAPI."""

from __future__ import annotations

import base64
import ssl
from collections.abc import Mapping

from .winapi import WinApi


class WineStores:
    """Stores of LocalMachine, read and changed by the helper."""

    def __init__(self, api: WinApi) -> None:
        self._api = api

    def certificates(self, store: str) -> Mapping[str, str]:
        (found,) = self._api.run({"do": "certificate-list", "store": store})
        return {
            one["thumbprint"]: ssl.DER_cert_to_PEM_cert(base64.b64decode(one["der"])) for one in found["certificates"]
        }

    def add(self, store: str, pem: str) -> None:
        der = base64.b64encode(ssl.PEM_cert_to_DER_cert(pem)).decode()
        self._api.run({"do": "certificate-add", "store": store, "der": der})

    def remove(self, store: str, thumbprint: str) -> None:
        self._api.run({"do": "certificate-remove", "store": store, "thumbprint": thumbprint})
