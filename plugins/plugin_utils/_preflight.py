# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must hold on a node before it is changed, and in which wave of a roll-out it goes.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._errors import PullproofError

_SERVERS = ("rke2-server", "k3s-server")


def check_node(system: t.Mapping[str, t.Any]) -> None:
    """Refuse a node on which the roles can't work; `system` is the part `os` of an observation."""
    if not system["systemd"]:
        raise PullproofError(
            "Checked: the service manager. Observed: systemd does not run. Expected: systemd. "
            "Fix: leave this node out; OpenRC and other service managers are not supported."
        )


def wave_of(runtime: str) -> str:
    """servers (one at a time) or agents (in batches)."""
    return "servers" if runtime in _SERVERS else "agents"
