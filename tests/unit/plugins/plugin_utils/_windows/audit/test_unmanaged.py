# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files on a simulated Windows node that this collection did not write, or not as they are."""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.registries import apply_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import RECORD

from tests.unit.plugins.plugin_utils._windows.audit.auditing import (
    FILE,
    REGISTRIES,
    audited,
)
from tests.unit.plugins.plugin_utils.simulated_windows_node import SimulatedWindowsNode


def test_an_unmanaged_registries_yaml_is_reported_with_its_likely_owner(node: SimulatedWindowsNode) -> None:
    node.put(FILE, "mirrors: {}\n")
    (person,) = audited(node)["unmanaged"]
    assert (person["path"], "registries_overwrite_unmanaged" in person["fix"]) == (FILE, True)
    with node.machine.state.changing() as state:
        state["services"]["rancher-wins"] = {**state["services"]["rke2"], "path": "wins.exe"}
    (rancher,) = audited(node)["unmanaged"]
    assert rancher["owner"] == "Rancher's system-agent"
    node.path(FILE).unlink()
    apply_registries(REGISTRIES, node)
    assert audited(node)["unmanaged"] == []
    node.path(RECORD).unlink()
    assert audited(node)["unmanaged"] == []
