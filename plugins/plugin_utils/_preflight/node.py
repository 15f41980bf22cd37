# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must hold on a node before it is changed.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.queries import check_elevated

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._facts.model import SystemFacts
    from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.rke2_agent import Agent

_AUTO = "auto"
_FIRST_BUILD = 17763


def check_node(system: SystemFacts) -> None:
    """Refuse a node on which the roles can't work; `system` is the part `os` of an observation."""
    if not system["systemd"]:
        raise PullproofError(
            "Checked: the service manager. Observed: systemd does not run. Expected: systemd. "
            "Fix: exclude this node. OpenRC and other service managers are not supported."
        )


def check_windows_node(agent: Agent, requested: str) -> None:
    """Refuse a Windows node on which the roles can't work; `requested` is the runtime's name or auto."""
    if agent.build < _FIRST_BUILD:
        raise PullproofError(
            f"Checked: the build of Windows. Observed: {agent.build or 'none'}. Expected: {_FIRST_BUILD} (Server 2019) "
            "or later, which RKE2 requires. Fix: exclude this node."
        )
    check_elevated(agent.elevated)
    if not agent.service and requested == _AUTO:
        raise PullproofError(
            "Checked: which container runtime the node has. Observed: no service starts rke2.exe. Expected: RKE2's. "
            "Fix: install RKE2 (rke2.exe agent service --add), or set pullproof_runtime: rke2-agent "
            "if it will be installed later."
        )
