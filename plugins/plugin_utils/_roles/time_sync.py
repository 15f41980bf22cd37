# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the variables of `time_sync` to the files of the node's time service.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._clock.chrony import OWN_FOLDER, OWN_INCLUDE
from ansible_collections.pullproof.registry.plugins.module_utils._clock.timesyncd import DROP_IN
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.owners import MARKER
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import Plan, PlannedFile
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._clock.facts import ChronyLayout, ClockFacts
    from ansible_collections.pullproof.registry.plugins.module_utils._facts.model import NodeFacts

ROLE = "time_sync"
AUTO = "auto"
PACKAGES: t.Mapping[str, str] = {"chrony": "chrony", "timesyncd": "systemd-timesyncd"}

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.:-]*[A-Za-z0-9.])?")
# What a package of chrony brings, for a preview on a node that has none yet.
_ELSEWHERE: ChronyLayout = {
    "config": "/etc/chrony.conf",
    "path": f"{OWN_FOLDER}/90-pullproof.conf",
    "line": OWN_INCLUDE,
    "load": "restart",
}
_LAYOUTS: t.Mapping[str, ChronyLayout] = {
    "debian": {
        "config": "/etc/chrony/chrony.conf",
        "path": "/etc/chrony/sources.d/90-pullproof.sources",
        "line": None,
        "load": "reload",
    },
    "suse": {**_ELSEWHERE, "line": None},
}


@dataclass(frozen=True)
class TimeServer:
    """An NTP server, or with `pool` a name of several; `iburst` polls faster after the start."""

    hostname: str
    pool: bool = False
    iburst: bool = True


def parse_servers(items: t.Sequence[t.Mapping[str, t.Any]]) -> tuple[tuple[TimeServer, ...], list[Finding]]:
    """The servers, and all that is wrong with them."""
    servers = tuple(TimeServer(item["hostname"], item["pool"], item["iburst"]) for item in items)
    findings = []
    for index, server in enumerate(servers):
        where = f"time_sync_servers[{index}].hostname"
        if not _HOST.fullmatch(server.hostname):
            observed, fix = f"{server.hostname!r} is not a host name.", "Write a host name or an IP address."
            findings.append(Finding("time-server-name", "error", where, observed, fix))
        elif server.hostname in {earlier.hostname for earlier in servers[:index]}:
            observed = f"{server.hostname} is listed twice."
            findings.append(Finding("time-server-twice", "error", where, observed, "List it once."))
    return servers, findings


def choose_provider(requested: str, clock: ClockFacts, needed: bool) -> str | None:
    """The requested time service; for `auto` the running one, else an installed one, else chrony if one is `needed`."""
    if requested != AUTO:
        return requested
    present = clock["provider"] or next((name for name in PACKAGES if name in clock["units"]), None)
    if present is not None or not needed:
        return present
    if clock["others"]:
        raise PullproofError(
            f"Checked: which time service the node has. Observed: {', '.join(clock['others'])}, which this collection "
            "can't configure. Expected: chrony, systemd-timesyncd or none. "
            "Fix: set time_sync_provider: chrony, which replaces it, or exclude this node from time_sync."
        )
    return "chrony"


def plan_servers(
    provider: str | None, servers: t.Sequence[TimeServer], facts: NodeFacts, key: bytes, overwrite_unmanaged: bool
) -> Plan:
    """The plan for the node. Without servers the managed files are removed."""
    if not servers or provider is None:
        return Plan(ROLE, key)
    if provider == "timesyncd":
        return Plan(ROLE, key, (_whole(DROP_IN, _timesyncd_text(servers)),), overwrite_unmanaged)
    layout = facts["clock"]["chrony"] or _LAYOUTS.get(facts["os"]["family"], _ELSEWHERE)
    sources = _whole(layout["path"], "".join(_chrony_line(server) for server in servers))
    return Plan(ROLE, key, (sources, *_included(layout)), overwrite_unmanaged)


def _whole(path: str, body: str) -> PlannedFile:
    text = f"# {MARKER}. Changes made here are overwritten.\n{body}"
    return PlannedFile(path, "whole", "0644", "none", text, text)


def _included(layout: ChronyLayout) -> t.Iterator[PlannedFile]:
    if layout["line"] is not None:
        line = layout["line"]
        yield PlannedFile(layout["config"], "lines", None, "none", masked=f"{line}\n", entries={line: ""})


def _chrony_line(server: TimeServer) -> str:
    """`prefer trust`: sources from unmanaged files stay as a fallback, but can't outvote the listed servers."""
    kind, start = "pool" if server.pool else "server", " iburst" if server.iburst else ""
    return f"{kind} {server.hostname}{start} prefer trust\n"


def _timesyncd_text(servers: t.Sequence[TimeServer]) -> str:
    """The empty assignment takes away what files read earlier have listed."""
    return f"[Time]\nNTP=\nNTP={' '.join(server.hostname for server in servers)}\n"
