# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The placeholders in the texts of cases and rounds.

``<id>``, ``<host>`` and ``<digest>`` are the id of the case, the DNS name of its endpoint and the digest of its tag.
``<faults>`` and ``<blackhole>`` are addresses. ``<pem NAME>``, ``<key NAME>`` and ``<file NAME>`` are a certificate of
the PKI of the matrix, its key, and its path on this machine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.stages.faults.model.cases import MIRRORED, Case
from tests.stages.faults.model.endpoints import Front
from tests.stages.faults.registry.content import content_of

_PLACEHOLDER = re.compile(r"<(\w+)(?: ([\w-]+))?>")


@dataclass(frozen=True)
class Placeholders:
    """The values: addresses in the lab by word, and the folder with the PKI of the matrix."""

    front: Front
    addresses: Mapping[str, str]
    pki: Path

    def fill(self, value: Any, case: Case | None = None) -> Any:
        """The value with its placeholders replaced; KeyError for an unknown word."""
        if isinstance(value, str):
            return _PLACEHOLDER.sub(lambda found: self._word(found[1], found[2] or "", case), value)
        if isinstance(value, Mapping):
            return {self.fill(key, case): self.fill(item, case) for key, item in value.items()}
        return [self.fill(item, case) for item in value] if isinstance(value, list | tuple) else value

    def reference(self, case: Case) -> str:
        """The image reference of a case."""
        return str(self.fill(case.reference, case))

    def variables(self, case: Case) -> Mapping[str, Any]:
        """The variables of a case, with its mirrors."""
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
        own = {"id": case.id, "host": self.front.endpoints[case.endpoint].host, "digest": content_of(case).digest}
        return own[word]
