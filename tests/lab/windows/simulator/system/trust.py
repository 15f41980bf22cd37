# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The trust store of Linux, which curl uses, and from which Wine fills LocalMachine\\Root.

Every process on Wine compares Root with it when it first opens the store, and drops what Linux does not trust. So a
root certificate is changed there first. Intermediates (LocalMachine\\CA) are no trust anchors, and stay out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from .certificate_stores import CertificateStores, thumbprint

BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
_ROOT = "Root"
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n", re.DOTALL)


class SharedWithLinux:
    """Certificate stores whose root certificates Linux programs trust too, from their next start on."""

    def __init__(self, stores: CertificateStores, bundle: Path = BUNDLE) -> None:
        self._stores, self._bundle = stores, bundle

    def certificates(self, store: str) -> Mapping[str, str]:
        return self._stores.certificates(store)

    def add(self, store: str, pem: str) -> None:
        if store == _ROOT:
            self._write([*self._anchors(), pem])
        self._stores.add(store, pem)

    def remove(self, store: str, removed: str) -> None:
        if store == _ROOT:
            self._write(pem for pem in self._anchors() if thumbprint(pem) != removed)
        self._stores.remove(store, removed)

    def _anchors(self) -> list[str]:
        return _PEM.findall(self._bundle.read_text())

    def _write(self, anchors: Iterable[str]) -> None:
        text = "".join(anchors)
        unfinished = self._bundle.with_suffix(".unfinished")
        unfinished.write_text(text)
        unfinished.rename(self._bundle)
