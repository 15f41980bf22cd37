# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""W32Time of a Windows node: its servers, and the offset of the clock from them.

One remote call reads everything. The parsers do not depend on the system's language or its decimal separator.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ansible_collections.pullproof.registry.plugins.module_utils._clock.facts import unknown_state
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.queries import values_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import (
    ProgramOutput,
    Query,
    by_name,
    combined,
    output_of,
    run_query,
)

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._clock.facts import (
        ClockFacts,
        ClockState,
        SourceFacts,
    )
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode

PROVIDER, SERVICE = "w32time", "W32Time"
KEY = rf"HKLM\SYSTEM\CurrentControlSet\Services\{SERVICE}"
PARAMETERS = rf"{KEY}\Parameters"
POLICY = r"HKLM\SOFTWARE\Policies\Microsoft\W32Time\Parameters"
_SAMPLES = 2
# +00.0123456s, with a comma where the system writes one.
_OFFSET = re.compile(r"([+-]\d+[.,]\d+)s\s*$", re.MULTILINE)
_ERROR = re.compile(r"0x[0-9A-Fa-f]{8}")
_RUNNING = re.compile(r"\b4\s+RUNNING\b")
_AUTO = "0x2"


@dataclass(frozen=True)
class WindowsClock:
    """`servers` and `kind` (NTP, NT5DS in a domain, NoSync) are registry values, `policy` those of a group policy.

    `offsets` by server are milliseconds (positive: the clock is behind), or the reason why there is none.
    """

    servers: str = ""
    kind: str = ""
    policy: dict[str, str] = field(default_factory=dict)
    starts: bool = False
    runs: bool = False
    offsets: dict[str, float | str] = field(default_factory=dict)

    @property
    def answered(self) -> dict[str, float]:
        """The offsets from the servers that answer."""
        return {name: offset for name, offset in self.offsets.items() if isinstance(offset, float)}

    @property
    def state(self) -> ClockState:
        """The state in the form of a Linux node: the source is the first server that answers."""
        answered = self.answered
        sources: list[SourceFacts] = [
            {
                "name": name,
                "state": "answers" if name in answered else f"no answer ({offset})",
                "offset_ms": answered.get(name),
            }
            for name, offset in self.offsets.items()
        ]
        source = next(iter(answered), None)
        if not self.runs or source is None:
            return {**unknown_state(), "sources": sources}
        return {
            "problem": "",
            "synchronised": True,
            "source": source,
            "offset_ms": answered[source],
            "sources": sources,
        }

    def facts(self) -> ClockFacts:
        """The clock in the form of a Linux node."""
        start = "enabled" if self.starts else "disabled"
        active = "active" if self.runs else "inactive"
        return {
            "units": {PROVIDER: {"name": SERVICE, "active": active, "enabled": start}},
            "others": [],
            "chrony": None,
            "provider": PROVIDER if self.runs else None,
            "loaded": True,
            "state": self.state,
        }


def query_clock(node: WindowsNode, servers: Sequence[str], again: bool = False) -> WindowsClock:
    """One remote call, which takes a second or two per server."""
    return run_query(node, clock_with(servers), again=again)


def clock_with(servers: Sequence[str]) -> Query[WindowsClock]:
    """The settings of W32Time, and the offsets from these servers."""
    return combined(
        _clock,
        parameters=values_of(PARAMETERS),
        policy=values_of(POLICY),
        service=values_of(KEY),
        runs=output_of(f"sc.exe queryex {SERVICE}", lambda output: bool(_RUNNING.search(output.text))),
        offsets=by_name({name: _offset_from(name) for name in servers}),
    )


def _clock(
    parameters: dict[str, str],
    policy: dict[str, str],
    service: dict[str, str],
    runs: bool,
    offsets: dict[str, float | str],
) -> WindowsClock:
    return WindowsClock(
        servers=parameters.get("ntpserver", ""),
        kind=parameters.get("type", ""),
        policy=policy,
        starts=service.get("start", "").lower() == _AUTO,
        runs=runs,
        offsets=offsets,
    )


def _offset_from(server: str) -> Query[float | str]:
    """w32tm.exe measures with a socket of its own, independent of W32Time's settings and of whether it runs."""
    return output_of(f"w32tm.exe /stripchart /computer:{server} /period:1 /samples:{_SAMPLES} /dataonly", _offset)


def _offset(output: ProgramOutput) -> float | str:
    """The offset of the last sample in milliseconds. The first sample may have waited for the name's resolution."""
    found = _OFFSET.findall(output.text)
    if found:
        return round(float(found[-1].replace(",", ".")) * 1000, 3)
    error = _ERROR.search(output.text)
    return error[0] if error else f"w32tm.exe ended with {output.rc}"
