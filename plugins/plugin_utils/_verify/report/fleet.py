# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of the images on all nodes of a run: what every kind of report is made from.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.cause_groups import (
    CauseGroup,
    group_causes,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.counts import RESULTS, result_word
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.results import HostPulls
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.table import summary

# Of one node, as docs/report.schema.json has it.
Document = Mapping[str, Any]

_DEFAULTS: Document = {
    "runtime": {"name": "", "version": ""},
    "os": "linux",
    "started": "",
    "seconds": 0.0,
    "context": [],
    "disruption": [],
}
_IMAGE_DEFAULTS: Document = {"served_by": "", "cause": None, "warnings": [], "endpoints": []}
_TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Tools:
    """What made the reports: the versions of this collection and of the controller's ansible-core."""

    collection: str
    ansible_core: str


@dataclass(frozen=True)
class HostReport:
    """The verification document of one node."""

    document: Document

    @cached_property
    def pulls(self) -> HostPulls:
        """The document read back, once."""
        return HostPulls.of(self.document["host"], self.document["images"])


@dataclass(frozen=True)
class FleetReport:
    """The reports of all nodes, the nodes ``without_result``, and the tools. ``written`` is the time (UTC)."""

    reports: Sequence[HostReport]
    without_result: Sequence[str]
    tools: Tools
    written: str

    @property
    def documents(self) -> list[Document]:
        """The documents, in the order of the nodes."""
        return [one.document for one in self.reports]

    @property
    def hosts(self) -> list[HostPulls]:
        """The pulls of the nodes, in the same order."""
        return [one.pulls for one in self.reports]

    @cached_property
    def causes(self) -> list[CauseGroup]:
        """What is wrong, each once: errors first, and first what concerns the most pulls."""
        return group_causes(self.hosts)

    @property
    def counts(self) -> dict[str, int]:
        """The number of pulls by result, see `RESULTS`."""
        found = Counter(result_word(pull.state, pull.proof) for host in self.hosts for pull in host.pulls)
        return {name: found[name] for name in RESULTS}

    @property
    def sentence(self) -> str:
        """The closing line."""
        return summary(self.hosts)

    @property
    def run(self) -> dict[str, Any]:
        """When the first node began (UTC, empty if not known), the seconds until the last one ended, and the tools."""
        spans = [(_moment(one["started"]), float(one["seconds"])) for one in self.documents if one["started"]]
        first = min((begin for begin, _length in spans), default=None)
        last = max((begin + datetime.timedelta(seconds=length) for begin, length in spans), default=None)
        return {
            "started": first.strftime(_TIME) if first else "",
            "seconds": round((last - first).total_seconds(), 3) if first and last else 0.0,
            "written": self.written,
            "collection": self.tools.collection,
            "ansible_core": self.tools.ansible_core,
        }


def host_report(host: str, result: Mapping[str, Any], disruptions: Iterable[Document] = ()) -> HostReport:
    """The report of a host from its result of `image_pull`.

    ``disruptions`` of earlier tasks of the run are added to the disruptions in the result.
    """
    known = {key: result.get(key, default) for key, default in _DEFAULTS.items()}
    disruption = [*known["disruption"], *disruptions]
    images = [{**_IMAGE_DEFAULTS, "reference": image["image"], **image} for image in result.get("images", [])]
    return HostReport({"host": host, **known, "images": images, "disruption": disruption})


def now() -> str:
    """This moment as the reports write it."""
    return datetime.datetime.now(datetime.UTC).strftime(_TIME)


def _moment(text: str) -> datetime.datetime:
    return datetime.datetime.strptime(text, _TIME).replace(tzinfo=datetime.UTC)
