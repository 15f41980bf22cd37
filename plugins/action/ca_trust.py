# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.ca_trust`."""

from __future__ import annotations

import datetime
import typing as t
from functools import partial

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import (
    NodeAction,
    Result,
    WindowsSupport,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import RUN_KEY
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.sources import pem_text
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.ca_trust import (
    ROLE,
    Anchor,
    check_chains,
    expiry_findings,
    parse_anchors,
    plan_anchors,
    result_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import raise_for_errors
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.ca_trust import FACTS, apply_anchors

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
    from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import Query


class ActionModule(NodeAction, WindowsSupport):
    """CA certificates into the node's trust store."""

    NAME = "ca_trust"
    ROLE = ROLE
    SHAPE: t.ClassVar[Result] = {
        "diff": [],
        "files": [],
        "disruption": "none",
        "trust_refreshed": False,
        "certificates": [],
    }

    def decide_on_linux(self, arguments: Result, node: LinuxNode) -> Result:
        anchors = self._anchors(arguments)
        result = node.apply(plan_anchors(anchors, arguments["exclusive"], node.observation(), RUN_KEY))
        return {**result, **result_of(anchors), "warnings": self._warnings(anchors, arguments)}

    def decide_on_windows(self, arguments: Result, node: WindowsNode) -> Result:
        anchors = self._anchors(arguments)
        result = apply_anchors(anchors, arguments["exclusive"], node)
        return {**result, **result_of(anchors), "warnings": self._warnings(anchors, arguments, check_chains(anchors))}

    def first_query(self, _arguments: Result) -> Query[t.Any]:
        return FACTS

    def _anchors(self, arguments: Result) -> tuple[Anchor, ...]:
        anchors, findings = parse_anchors(arguments["certificates"], partial(pem_text, self._find_needle), _now())
        raise_for_errors(findings)
        return anchors

    def _warnings(
        self, anchors: t.Sequence[Anchor], arguments: Result, findings: t.Sequence[Finding] = ()
    ) -> list[str]:
        return self.warnings_of([*expiry_findings(anchors, arguments["expiry_warning_days"], _now()), *findings])


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
