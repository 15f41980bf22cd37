# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The node's clock, as its time service reports it: two short commands, for the units and for the service that runs.

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
    from ansible_collections.pullproof.registry.plugins.module_utils._clock.facts import (
        ChronyLayout,
        ClockFacts,
        ClockState,
        ClockUnitFacts,
    )
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
    from ansible_collections.pullproof.registry.plugins.module_utils._service.facts import UnitFacts

# chrony's unit is chrony.service in Debian and Ubuntu, chronyd.service elsewhere.
_PROVIDER_OF = {
    "chrony.service": "chrony",
    "chronyd.service": "chrony",
    "systemd-timesyncd.service": "timesyncd",
}
_OTHERS = ("ntp.service", "ntpd.service", "ntpsec.service", "openntpd.service")


def observe_clock(files: NodeFiles, commands: Commands) -> ClockFacts:
    """The time services and the state of the clock."""
    found = observe_units([*_PROVIDER_OF, *_OTHERS], files, commands)
    names = _names_by_provider(found)
    provider = next((provider for provider, name in names.items() if found[name]["active"] == "active"), None)
    chrony = chrony_layout(files)
    return {
        "units": {provider: _unit_facts(name, found[name]) for provider, name in names.items()},
        "others": [name for name in _OTHERS if name in found and found[name]["active"] == "active"],
        "chrony": chrony,
        "provider": provider,
        "loaded": provider is None or _loaded(files, names[provider], found, _own_folder(provider, chrony)),
        "state": read_state(provider, commands) if provider else None,
    }


def read_state(provider: str, commands: Commands) -> ClockState:
    """The state of the clock as the running time service reports it."""
    return read_chrony(commands) if provider == "chrony" else read_timesyncd(commands)


def _names_by_provider(found: t.Mapping[str, UnitFacts]) -> dict[str, str]:
    """The unit of each provider. Of chrony's two units, one may be an old init script: the running one counts."""
    names = [name for name in found if name in _PROVIDER_OF]
    return {_PROVIDER_OF[name]: name for name in sorted(names, key=lambda name: bool(found[name]["pid"]))}


def _unit_facts(name: str, unit: UnitFacts) -> ClockUnitFacts:
    return {"name": name, "active": unit["active"], "enabled": unit["enabled"]}


def _own_folder(provider: str, chrony: t.Optional[ChronyLayout]) -> str:
    return os.path.dirname(chrony["path"] if provider == "chrony" and chrony else DROP_IN)


def _loaded(files: NodeFiles, name: str, found: t.Mapping[str, UnitFacts], folder: str) -> bool:
    return clock_loaded(files, name, found[name], load_record(files), folder)
