# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The trust store of Linux programs behind a node, such as curl: what the image trusts, and LocalMachine\\Root.

Intermediates (LocalMachine\\CA) are no trust anchors: the servers of the lab send theirs.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from .certificate_stores import CertificateStores

BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
PRISTINE = Path("/var/lib/simulated-windows/ca-certificates.crt")
_ROOT = "Root"


class SharedWithLinux:
    """Certificate stores whose root certificates Linux programs trust too, from their next start on."""

    def __init__(self, stores: CertificateStores, bundle: Path = BUNDLE, pristine: Path = PRISTINE) -> None:
        self._stores, self._bundle, self._pristine = stores, bundle, pristine

    def certificates(self, store: str) -> Mapping[str, str]:
        return self._stores.certificates(store)

    def add(self, store: str, pem: str) -> None:
        self._stores.add(store, pem)
        self._share(store)

    def remove(self, store: str, thumbprint: str) -> None:
        self._stores.remove(store, thumbprint)
        self._share(store)

    def _share(self, store: str) -> None:
        if store != _ROOT:
            return
        if not self._pristine.exists():
            shutil.copyfile(self._bundle, self._pristine)
        anchors = [pem for _thumbprint, pem in sorted(self.certificates(_ROOT).items())]
        unfinished = self._bundle.with_suffix(".unfinished")
        unfinished.write_text("".join([self._pristine.read_text(), *anchors]))
        unfinished.rename(self._bundle)
