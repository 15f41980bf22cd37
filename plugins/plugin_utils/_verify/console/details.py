# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists every pull with the stages of its probed endpoints, for verbose output.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.layout import fitting_widths, row, wrapped
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.results import (
    HostPulls,
    ImageDiagnosis,
)

TITLES = ("node", "image", "result", "proof", "digest", "size", "seconds")
_ORDER = {"failed": 0, "blocked": 1, "passed": 2, "skipped": 3}
_DIGEST_SHOWN = 12


def detail_lines(hosts: Sequence[HostPulls]) -> list[str]:
    """A row per pull, failures first, with the message of the runtime and the endpoints below."""
    rows = [(host.node, pull, verdict) for host in hosts for pull, verdict in host.judged]
    rows.sort(key=lambda one: _ORDER[one[1].state])
    cells = [_cells(node, pull) for node, pull, _verdict in rows]
    widths = fitting_widths([TITLES, *cells])
    lines = row(TITLES, widths)
    for (_node, pull, verdict), texts in zip(rows, cells, strict=True):
        lines += [*row(texts, widths), *wrapped(pull.error or "", "    "), *endpoint_lines(verdict)]
    return lines


def _cells(node: str, pull: PullOutcome) -> tuple[str, ...]:
    return (
        node,
        pull.image,
        pull.state,
        pull.proof if pull.proof != "none" else "-",
        pull.digest.partition(":")[2][:_DIGEST_SHOWN] if pull.digest else "-",
        _size(pull.size),
        f"{pull.seconds:.2f}" if pull.seconds is not None else "-",
    )


def _size(size: int | None) -> str:
    if size is None:
        return "-"
    amount = float(size)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.3g} {unit}"
        amount /= 1000
    return f"{amount:.3g} GB" if amount < 1000 else f"{amount:.0f} GB"


def endpoint_lines(verdict: ImageDiagnosis) -> Iterator[str]:
    """The endpoints of an image with their stages, indented."""
    for number, endpoint in enumerate(verdict.endpoints, 1):
        key = endpoint.get("credential_key") or "anonymous"
        request = f"{endpoint.get('url')} as {endpoint.get('repository')}, {key}, {endpoint.get('route')}"
        yield from wrapped(f"{number} {endpoint.get('program')}: {request}", "    ", "      ")
        stages = endpoint.get("stages") or ()
        yield from wrapped("  ".join(_stage(stage) for stage in stages) or "not probed", "      ")
        for stage in stages:
            if stage["state"] == "failed":
                yield from wrapped(f"{stage['fault']}: {stage['observed']}", "      ")


def _stage(stage: Mapping[str, Any]) -> str:
    if stage["state"] in ("passed", "failed"):
        return f"{stage['name']} {'FAILED ' * (stage['state'] == 'failed')}{stage['ms']} ms"
    return f"{stage['name']} {stage['state']}"
