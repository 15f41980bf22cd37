# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pulls as metrics for Prometheus, in the text format that node_exporter's textfile collector reads.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullOutcome
from ansible_collections.pullproof.registry.plugins.module_utils._text.printable import printable
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.cause_groups import causes_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.counts import result_word
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.results import ImageDiagnosis
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.fleet import FleetReport

_HELP = {
    "pullproof_pull_ok": "Whether the node could pull the image, with the cause; the skipped are left out.",
    "pullproof_pull_seconds": "Wall time of the pull.",
    "pullproof_node_has_result": "Whether the run has a result for the node.",
}


def as_metrics(fleet: FleetReport) -> str:
    """The text of the file; all are gauges of the last run."""
    pulls = [(host.node, *one) for host in fleet.hosts for one in host.judged if one[0].state != "skipped"]
    samples = {
        "pullproof_pull_ok": (
            _sample(_labels(*one, cause=_code(*one[1:])), int(one[1].state == "passed")) for one in pulls
        ),
        "pullproof_pull_seconds": (
            _sample(_labels(*one), one[1].seconds) for one in pulls if one[1].seconds is not None
        ),
        "pullproof_node_has_result": chain(
            (_sample({"node": host.node}, 1) for host in fleet.hosts),
            (_sample({"node": name}, 0) for name in fleet.without_result),
        ),
    }
    return "".join(line for name in _HELP for line in _metric(name, samples[name]))


def _metric(name: str, samples: Iterator[str]) -> Iterator[str]:
    yield f"# HELP {name} {_HELP[name]}\n"
    yield f"# TYPE {name} gauge\n"
    yield from (f"{name}{sample}\n" for sample in samples)


def _labels(node: str, pull: PullOutcome, verdict: ImageDiagnosis, **more: str) -> dict[str, str]:
    del verdict
    return {"node": node, "image": pull.image, "result": result_word(pull.state, pull.proof), **more}


def _code(pull: PullOutcome, verdict: ImageDiagnosis) -> str:
    return next((cause.code for cause in causes_of(pull, verdict) if cause.severity == "error"), "")


def _sample(labels: dict[str, str], value: float) -> str:
    pairs = ",".join(f'{name}="{_escaped(text)}"' for name, text in labels.items())
    return f"{{{pairs}}} {value}"


def _escaped(text: str) -> str:
    return printable(text).replace("\\", "\\\\").replace('"', '\\"')
