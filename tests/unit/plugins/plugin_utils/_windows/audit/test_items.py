# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings of a simulated Windows node that count as different."""

from __future__ import annotations

from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.proxy import apply_environment

from tests.lab.windows.simulator.system.registry import Value
from tests.unit.plugins.plugin_utils._windows.audit.auditing import PROXY, SERVICE, audited, found
from tests.unit.plugins.plugin_utils.simulated_windows_node import SimulatedWindowsNode


def test_the_letter_case_of_variables_only_counts_where_rke2_reads_it(node: SimulatedWindowsNode) -> None:
    def audit_with(*entries: str) -> dict[str, Any]:
        node.machine.registry.set_value(rf"{SERVICE}\rke2", "Environment", Value("multistring", list(entries)))
        return audited(node)

    apply_environment(PROXY, node)
    upper = audit_with("NO_PROXY=.lab", "OURS=1", "CONTAINERD_NO_PROXY=.lab")
    assert found(upper, audit_with("no_proxy=.lab", "Ours=1", "CONTAINERD_NO_PROXY=.lab"), "environment") == []
    assert found(upper, audit_with("NO_PROXY=.lab", "OURS=1", "containerd_no_proxy=.lab"), "environment") != []
