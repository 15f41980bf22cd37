# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The node's clock, as its own time service sees it.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._node_files import NodeFiles


def observe_clock(files: NodeFiles, commands: Commands) -> dict[str, t.Any]:
    """`{provider}`: chrony or timesyncd, whichever is installed, or None."""
    if commands.find("chronyc"):
        return {"provider": "chrony"}
    return {"provider": "timesyncd" if files.read("/lib/systemd/system/systemd-timesyncd.service") else None}
