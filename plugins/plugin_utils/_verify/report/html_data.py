# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data of the HTML report. Equal texts, endpoints and stages are stored once and referred to by number: 20,000
pulls open at once.

assets/model.js reads this data.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.catalogue import CATALOGUE
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.cause import Cause
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.cause_groups import (
    CauseGroup,
    causes_of,
    group_key,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.counts import RESULTS, result_word
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.results import ImageDiagnosis
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.fleet import Document, FleetReport

_ENDPOINT = ("program", "url", "repository", "credential_key", "ca", "route")
_STAGE = ("name", "state", "fault", "observed")


class IndexedValues:
    """Distinct values, each with the number of its place."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self.values: list[Any] = []

    def place(self, value: Any) -> int:
        """Where the value is, now at the latest."""
        key = value if isinstance(value, str) else json.dumps(value)
        if key not in self._places:
            self._places[key] = len(self.values)
            self.values.append(value)
        return self._places[key]


class _Packer:
    def __init__(self, fleet: FleetReport) -> None:
        self._fleet = fleet
        self.texts, self.endpoints, self.traces, self.images = (
            IndexedValues(),
            IndexedValues(),
            IndexedValues(),
            IndexedValues(),
        )
        self._groups = {group_key(group.cause): number for number, group in enumerate(fleet.causes)}
        self.texts.place("")

    def nodes(self) -> list[dict[str, Any]]:
        pairs = zip(self._fleet.hosts, self._fleet.documents, strict=True)
        return [self._node(document, host.judged) for host, document in pairs]

    def _node(self, document: Document, judged: Sequence[tuple[PullOutcome, ImageDiagnosis]]) -> dict[str, Any]:
        pulls_before: Counter[str] = Counter()
        cells = []
        for image, (pull, verdict) in zip(document["images"], judged, strict=True):
            cells.append(self._cell((pull.image, pulls_before[pull.image]), image, pull, verdict))
            pulls_before[pull.image] += 1
        return {
            "name": document["host"],
            "runtime": self.texts.place(" ".join(filter(None, document["runtime"].values()))),
            "os": document["os"],
            "started": document["started"],
            "seconds": document["seconds"],
            "cells": cells,
            "context": [self._texts(one["check"], one["state"], one["observed"]) for one in document["context"]],
            "disruption": list(document["disruption"]),
        }

    def _cell(self, column: tuple[str, int], image: Document, pull: PullOutcome, verdict: ImageDiagnosis) -> list[Any]:
        """The fields in the order of `CELL` in assets/model.js."""
        return [
            self.images.place(list(column)),
            RESULTS.index(result_word(pull.state, pull.proof)),
            *self._texts(pull.reason, pull.digest, pull.error, image["served_by"]),
            pull.size,
            pull.seconds,
            [self._cause(cause) for cause in causes_of(pull, verdict)],
            [self._endpoint(endpoint) for endpoint in verdict.endpoints],
        ]

    def _cause(self, cause: Cause) -> list[int]:
        return [self._groups[group_key(cause)], self.texts.place(cause.observed)]

    def _endpoint(self, endpoint: Mapping[str, Any]) -> list[Any]:
        stages = endpoint.get("stages") or ()
        shown = {name: endpoint.get(name) or "" for name in _ENDPOINT}
        trace = [self._texts(*(stage[name] for name in _STAGE)) for stage in stages]
        return [self.endpoints.place(shown), self.traces.place(trace), [stage["ms"] for stage in stages]]

    def _texts(self, *texts: str | None) -> list[int]:
        return [self.texts.place(text or "") for text in texts]


def page_data(fleet: FleetReport) -> dict[str, Any]:
    """Plain values for JSON."""
    packer = _Packer(fleet)
    nodes = packer.nodes()
    return {
        "run": fleet.run,
        "results": list(RESULTS),
        "causes": [_group(group) for group in fleet.causes],
        "nodes": nodes,
        "without": list(fleet.without_result),
        "texts": packer.texts.values,
        "endpoints": packer.endpoints.values,
        "traces": packer.traces.values,
        "images": packer.images.values,
    }


def _group(group: CauseGroup) -> dict[str, Any]:
    code = group.cause.code
    title = CATALOGUE[code].title if code in CATALOGUE else code.replace("_", " ")
    return {**asdict(group.cause), "title": title, "blocked": group.is_blocked}
