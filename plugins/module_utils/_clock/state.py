# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The node's clock, as its own time service sees it: two short commands, for the units and for the service that runs.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import os
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._clock.chrony import chrony_layout, read_chrony
from ansible_collections.pullproof.registry.plugins.module_utils._clock.pending import clock_loaded
from ansible_collections.pullproof.registry.plugins.module_utils._clock.timesyncd import DROP_IN, read_timesyncd
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import load_record
from ansible_collections.pullproof.registry.plugins.module_utils._service.units import observe_units

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
    from ansible_collections.pullproof.registry.plugins.module_utils._service.units import Unit

# chrony's unit is chrony.service in Debian and Ubuntu, chronyd.service elsewhere.
_PROVIDER_OF = {
    "chrony.service": "chrony",
    "chronyd.service": "chrony",
    "systemd-timesyncd.service": "timesyncd",
}
_OTHERS = ("ntp.service", "ntpd.service", "ntpsec.service", "openntpd.service")

Clock = dict[str, t.Any]
State = dict[str, t.Any]


def observe_clock(files: NodeFiles, commands: Commands) -> Clock:
    """`{units, others, chrony, provider, loaded, state}`.

    `units` are the installed time services by provider, `others` the running ones unknown to this collection.
    `chrony` says where its sources are configured, `provider` which service runs (or None), `loaded` whether it has
    loaded our files, `state` what it says of the clock (or None).
    """
    seen = observe_units([*_PROVIDER_OF, *_OTHERS], files, commands)
    units = _by_provider(seen)
    provider = next((name for name, unit in units.items() if unit["active"] == "active"), None)
    chrony = chrony_layout(files)
    return {
        "units": {name: {key: unit[key] for key in ("name", "active", "enabled")} for name, unit in units.items()},
        "others": [name for name in _OTHERS if name in seen and seen[name]["active"] == "active"],
        "chrony": chrony,
        "provider": provider,
        "loaded": provider is None or _loaded(files, units[provider], _own_folder(provider, chrony)),
        "state": read_state(provider, commands) if provider else None,
    }


def read_state(provider: str, commands: Commands) -> State:
    """What the running time service says of the clock, in the same form whichever it is."""
    return read_chrony(commands) if provider == "chrony" else read_timesyncd(commands)


def _by_provider(seen: t.Mapping[str, Unit]) -> dict[str, Unit]:
    """One unit per provider; the one that runs, where an old init script is there beside it."""
    known = [{**unit, "name": name} for name, unit in seen.items() if name in _PROVIDER_OF]
    return {_PROVIDER_OF[unit["name"]]: unit for unit in sorted(known, key=lambda unit: bool(unit["pid"]))}


def _own_folder(provider: str, chrony: t.Optional[t.Mapping[str, t.Any]]) -> str:
    return os.path.dirname(chrony["path"] if provider == "chrony" and chrony else DROP_IN)


def _loaded(files: NodeFiles, unit: Unit, folder: str) -> bool:
    return clock_loaded(files, unit["name"], unit, load_record(files), folder)
