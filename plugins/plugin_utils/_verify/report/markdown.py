# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as Markdown for a merge request or a ticket: the causes with their nodes, and the counts of all nodes.

Texts from registries are escaped.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ansible_collections.pullproof.registry.plugins.module_utils._text.printable import printable
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.disruption import WHEN
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.layout import counted, listed
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.catalogue import CATALOGUE
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.cause_groups import CauseGroup
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.counts import RESULTS, result_word
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.results import HostPulls
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.report.fleet import Document, FleetReport

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>])")
_NAMES_SHOWN = 40
_ROWS_SHOWN = 200


def as_markdown(fleet: FleetReport) -> str:
    """The text of the file."""
    lines = ["# Image pulls", "", f"**{_plain(fleet.sentence)}**", "", *_run(fleet)]
    if fleet.without_result:
        lines += [f"Without a result: {_plain(listed(fleet.without_result, _NAMES_SHOWN))}", ""]
    for group in fleet.causes:
        lines += [*_cause(group), ""]
    return "\n".join([*lines, *_nodes(fleet), *_disruptions(fleet.documents)]) + "\n"


def _run(fleet: FleetReport) -> list[str]:
    run = fleet.run
    begun = f"{run['started']}, {run['seconds']} s; " if run["started"] else ""
    return [f"{begun}pullproof.registry {run['collection']}, ansible-core {run['ansible_core']}", ""]


def _cause(group: CauseGroup) -> Iterator[str]:
    cause = group.cause
    title = CATALOGUE[cause.code].title if cause.code in CATALOGUE else cause.code.replace("_", " ")
    mark = "Failed" if cause.severity == "error" else cause.severity.capitalize()
    yield f"## {mark}: {_plain(title)}"
    yield ""
    yield f"{counted(group.pulls, 'pull')} on {counted(len(group.hosts), 'node')}, code {_code(cause.code)}"
    yield ""
    fields = {
        "At": _code(cause.endpoint),
        "Checked": _plain(cause.checked),
        "Observed": _code(cause.observed),
        "Expected": _plain(cause.expected),
        "Fix": _plain(cause.fix),
        "Nodes": _plain(listed(group.hosts, _NAMES_SHOWN)),
        "Images": _plain(listed(group.images, _NAMES_SHOWN)),
        "More in": _plain(cause.doc),
    }
    yield from (f"- **{name}**: {text}" for name, text in fields.items() if text)


def _nodes(fleet: FleetReport) -> Iterator[str]:
    """A row per node, those with failures first."""
    rows = [(_counts(host), host, document) for host, document in zip(fleet.hosts, fleet.documents, strict=True)]
    rows.sort(key=lambda row: -(row[0]["failed"] + row[0]["blocked"]))
    yield "## Nodes"
    yield ""
    yield f"| node | runtime | {' | '.join(RESULTS)} |"
    yield f"|---|---|{'---:|' * len(RESULTS)}"
    for counts, host, document in rows[:_ROWS_SHOWN]:
        runtime = " ".join(filter(None, document["runtime"].values()))
        numbers = " | ".join(str(counts[name]) for name in RESULTS)
        yield f"| {_plain(host.node)} | {_plain(runtime)} | {numbers} |"
    if len(rows) > _ROWS_SHOWN:
        yield ""
        yield f"And {len(rows) - _ROWS_SHOWN} more nodes with no more failures than these."


def _counts(host: HostPulls) -> dict[str, int]:
    results = [result_word(pull.state, pull.proof) for pull in host.pulls]
    return {name: results.count(name) for name in RESULTS}


def _disruptions(documents: Sequence[Document]) -> Iterator[str]:
    entries = [(document["host"], entry) for document in documents for entry in document["disruption"]]
    if entries:
        yield from ("", "## Changed in this run", "")
    for host, entry in entries[:_ROWS_SHOWN]:
        yield f"- {_plain(host)}: {_plain(', '.join(entry['roles']))}, takes effect {WHEN[entry['effect']]}"


def _plain(text: str) -> str:
    """The text as text, in one line."""
    safe = printable(text).replace("&", "&amp;").replace("<", "&lt;")
    return _MARKUP.sub(r"\\\1", safe)


def _code(text: str) -> str:
    """The text as code, in one line; fences are longer than any run of backticks in it."""
    if not text:
        return ""
    flat = printable(text)
    longest = max((len(run) for run in re.findall(r"`+", flat)), default=0)
    fence = "`" * (longest + 1)
    padding = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{fence}{padding}{flat}{padding}{fence}"
