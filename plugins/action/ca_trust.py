# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.ca_trust`."""

from __future__ import annotations

import datetime
import pathlib
import typing as t

from ansible.errors import AnsibleError
from ansible_collections.pullproof.registry.plugins.plugin_utils._ca_trust import (
    expiry_findings,
    parse_anchors,
    plan_anchors,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._concern_action import ConcernAction, Result
from ansible_collections.pullproof.registry.plugins.plugin_utils._errors import refuse
from ansible_collections.pullproof.registry.plugins.plugin_utils._pem import PemError
from ansible_collections.pullproof.registry.plugins.plugin_utils._run_key import RUN_KEY

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._node import Node


class ActionModule(ConcernAction):
    """CA certificates into the node's trust store."""

    NAME = "ca_trust"
    SHAPE: t.ClassVar[Result] = {
        "diff": [],
        "files": [],
        "disruption": "none",
        "trust_refreshed": False,
        "certificates": [],
    }

    def decide(self, arguments: Result, node: Node) -> Result:
        now = datetime.datetime.now(datetime.UTC)
        anchors, findings = parse_anchors(arguments["certificates"], self._read_source, now)
        refuse(findings)
        plan = plan_anchors(anchors, arguments["exclusive"], node.observation(), RUN_KEY)
        result = node.apply(plan)
        certificates = [found for anchor in anchors for found in anchor.certificates]
        return {
            **result,
            "certificates": [{"subject": found.subject, "sha256": found.fingerprint} for found in certificates],
            "warnings": self.warnings_of(expiry_findings(anchors, arguments["expiry_warning_days"], now)),
            "msg": f"{len(certificates)} certificate(s) of ours in the trust store",
        }

    def _read_source(self, source: str) -> str:
        try:
            return pathlib.Path(self._find_needle("files", source)).read_text(encoding="utf-8")
        except (AnsibleError, OSError, UnicodeDecodeError) as error:
            observed = f"{source} can't be read on the controller ({type(error).__name__})"
            raise PemError("no_source", observed, "correct src, or give the PEM text as content") from error
