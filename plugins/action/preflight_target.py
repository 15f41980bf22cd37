# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.preflight_target`."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import ControllerAction, Result
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.upgrade import parse_target


class ActionModule(ControllerAction):
    """Refuses a version that is none, before any node is asked."""

    NAME = "preflight_target"
    FIRST_OF_PLAYBOOK = True
    SHAPE: t.ClassVar[Result] = {"product": ""}

    def decide(self, arguments: Result) -> Result:
        if not arguments["version"].strip():
            return {"msg": "no upgrade is asked about"}
        target = parse_target(arguments["version"])
        return {"product": target.product, "msg": f"{target.text} is a version of {target.product}"}
