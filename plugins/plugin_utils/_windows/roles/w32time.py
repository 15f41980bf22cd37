# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""W32Time of a Windows node: which servers it is set to, and how far the clock is off by them.

Everything is read in one remote call, of which nothing depends on the system's language or its decimal sign.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ansible_collections.pullproof.registry.plugins.module_utils._clock.chrony import UNKNOWN
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.cmd import Said, answers, command_line

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode

PROVIDER, SERVICE = "w32time", "W32Time"
KEY = rf"HKLM\SYSTEM\CurrentControlSet\Services\{SERVICE}"
PARAMETERS = rf"{KEY}\Parameters"
_POLICY = r"HKLM\SOFTWARE\Policies\Microsoft\W32Time\Parameters"
_SAMPLES = 2
_VALUE = re.compile(r"^ {4}(\S+) {4}REG_\w+ {4}(.*?)\s*$", re.MULTILINE)
# +00.0123456s, with a comma where the system writes one.
_OFFSET = re.compile(r"([+-]\d+[.,]\d+)s\s*$", re.MULTILINE)
_ERROR = re.compile(r"0x[0-9A-Fa-f]{8}")
_RUNNING = re.compile(r"\b4\s+RUNNING\b")
_AUTO = "0x2"


@dataclass(frozen=True)
class WindowsClock:
    """`servers` and `kind` (NTP, NT5DS of a domain, NoSync) as the registry has them, `policy` the values that a group
    policy sets over them, `offsets` in milliseconds by server (positive: the clock is behind) or why there is none.
    """

    servers: str = ""
    kind: str = ""
    policy: dict[str, str] = field(default_factory=dict)
    starts: bool = False
    runs: bool = False
    offsets: dict[str, float | str] = field(default_factory=dict)

    @property
    def answered(self) -> dict[str, float]:
        """The offsets of those servers that answer."""
        return {name: offset for name, offset in self.offsets.items() if isinstance(offset, float)}

    @property
    def state(self) -> dict[str, Any]:
        """In the shape of a Linux node's clock: the first server that answers is the source."""
        answered = self.answered
        sources = [
            {
                "name": name,
                "state": "answers" if name in answered else f"no answer ({offset})",
                "offset_ms": answered.get(name),
            }
            for name, offset in self.offsets.items()
        ]
        source = next(iter(answered), None)
        if not self.runs or source is None:
            return {**UNKNOWN, "sources": sources}
        return {
            **UNKNOWN,
            "synchronised": True,
            "source": source,
            "offset_ms": answered[source],
            "sources": sources,
        }


def query_clock(node: WindowsNode, servers: Sequence[str]) -> WindowsClock:
    """One remote call, which takes a second or two per server."""
    programs = {
        "parameters": f"reg.exe query {PARAMETERS}",
        "policy": f"reg.exe query {_POLICY}",
        "service": f"reg.exe query {KEY}",
        "state": f"sc.exe queryex {SERVICE}",
        **dict(_stripcharts(servers)),
    }
    said = answers(node.query("ansible.windows.win_command", {"cmd": command_line(programs)})["stdout"])
    parameters = _values(said.get("parameters"))
    return WindowsClock(
        servers=parameters.get("ntpserver", ""),
        kind=parameters.get("type", ""),
        policy=_values(said.get("policy")),
        starts=_values(said.get("service")).get("start", "").lower() == _AUTO,
        runs=bool(_RUNNING.search(said.get("state", Said()).text)),
        offsets={name: _offset(said.get(f"server-{number}", Said())) for number, name in enumerate(servers)},
    )


def _stripcharts(servers: Sequence[str]) -> Iterator[tuple[str, str]]:
    """They measure by a socket of their own, whatever W32Time is set to, and even where it does not run."""
    for number, name in enumerate(servers):
        yield f"server-{number}", f"w32tm.exe /stripchart /computer:{name} /period:1 /samples:{_SAMPLES} /dataonly"


def _values(said: Said | None) -> dict[str, str]:
    return {name.lower(): data for name, data in _VALUE.findall(said.text)} if said and said.rc == 0 else {}


def _offset(said: Said) -> float | str:
    """The last sample's, in milliseconds; the first may have had to wait for the name."""
    found = _OFFSET.findall(said.text)
    if found:
        return round(float(found[-1].replace(",", ".")) * 1000, 3)
    error = _ERROR.search(said.text)
    return error[0] if error else f"w32tm.exe ended with {said.rc}"
