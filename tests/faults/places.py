# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``<word>`` stands for in the texts of cases and rounds.

``<id>``, ``<host>`` and ``<digest>`` are the case's own id, the DNS name of its endpoint and the digest of what its tag
names; ``<faults>`` and ``<blackhole>`` addresses; ``<pem NAME>``, ``<key NAME>`` and ``<file NAME>`` a certificate of
the faults' PKI, its key, and the certificate's path on this machine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.cases import MIRRORED, Case
from tests.faults.content import held
from tests.faults.endpoints import Front

_PLACE = re.compile(r"<(\w+)(?: ([\w-]+))?>")


@dataclass(frozen=True)
class Places:
    """The lab that the texts are filled in for: its addresses by word, and the folder with the faults' PKI."""

    front: Front
    addresses: Mapping[str, str]
    pki: Path

    def fill(self, value: Any, case: Case | None = None) -> Any:
        """The value with every text in it filled in; KeyError for a word that stands for nothing."""
        if isinstance(value, str):
            return _PLACE.sub(lambda found: self._word(found[1], found[2] or "", case), value)
        if isinstance(value, Mapping):
            return {self.fill(key, case): self.fill(item, case) for key, item in value.items()}
        return [self.fill(item, case) for item in value] if isinstance(value, list | tuple) else value

    def reference(self, case: Case) -> str:
        """The image of a case, as it is pulled."""
        return str(self.fill(case.reference, case))

    def variables(self, case: Case) -> Mapping[str, Any]:
        """The variables of a case, with those that its mirrors stand for."""
        own = dict(case.variables)
        if case.mirrors:
            mirrors = {MIRRORED: {"endpoint": list(case.mirrors)}}
            own["registries_mirrors"] = {**mirrors, **own.get("registries_mirrors", {})}
        return dict(self.fill(own, case))

    def _word(self, word: str, name: str, case: Case | None) -> str:
        if word in ("pem", "key"):
            return (self.pki / f"{name}.{word}").read_text(encoding="utf-8")
        if word == "file":
            return str(self.pki / f"{name}.pem")
        if case is None or word in self.addresses:
            return self.addresses[word]
        own = {"id": case.id, "host": self.front.endpoints[case.endpoint].host, "digest": held(case).digest}
        return own[word]
