# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The console lines of a preview: which pulls would succeed, according to probes.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Sequence

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.layout import counted
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.cause_groups import group_causes
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.causes import cause_lines
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.results import HostPulls


def preview_lines(hosts: Sequence[HostPulls]) -> list[str]:
    """The causes, each once, and the sum without the images that were not probed."""
    pulls = [pull for host in hosts for pull in host.pulls if pull.state != "skipped"]
    passed = sum(pull.state == "passed" for pull in pulls)
    passed_of_all = f"{passed} of {len(pulls)} pulls"
    nodes = counted(len(hosts), "node")
    closing = f"{passed_of_all} would succeed on {nodes}, according to probes; nothing was pulled"
    return [*cause_lines(group_causes(hosts)), closing]
