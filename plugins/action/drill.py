# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.drill`."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._pull.drill.plan import (
    DrillOutcome,
    DrillPlan,
    encode_drill_plan,
    outcome_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import NodeAction, Result, WindowsSupport
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import choose_runtime
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import Image, parse_images
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import raise_for_errors
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.role_variables import too_small
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.drill.choice import DrillChoice, PlannedDrill
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.drill.registry_files import RegistryFiles
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.drill.verdict import result_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.request import access_of

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode

_PLANNED = "nothing is pulled in check mode"


class ActionModule(NodeAction, WindowsSupport):
    """Pulls under the names of synthetic registries whose first endpoint is unreachable."""

    NAME = "drill"
    SHAPE: t.ClassVar[Result] = {"drills": [], "runtime_name": ""}

    def decide_on_linux(self, arguments: Result, node: LinuxNode) -> Result:
        raise_for_errors(too_small("drill", arguments))
        images = self._images(arguments)
        chosen = choose_runtime(arguments["runtime"], node.observation())
        files = RegistryFiles.on_node(chosen)
        if files is None:
            return _nothing(chosen.runtime.name, f"Drills need containerd, and the runtime is {chosen.runtime.name}")
        planned = DrillChoice(files).drills(images, arguments["never_contact"])
        drills = self._run(planned, chosen, arguments, node)
        return {"drills": drills, "runtime_name": chosen.runtime.name, "msg": f"{len(drills)} drill(s)"}

    def decide_on_windows(self, arguments: Result, node: WindowsNode) -> Result:
        del node
        self._images(arguments)
        return _nothing("", "Drills do not support Windows")

    def _images(self, arguments: Result) -> list[Image]:
        images, findings = parse_images(arguments["images"])
        raise_for_errors(findings)
        return [image for image in images if image.os == "linux"]

    def _run(
        self, planned: list[PlannedDrill], chosen: ChosenRuntime, arguments: Result, node: LinuxNode
    ) -> list[Result]:
        drills = [one.drill for one in planned if one.drill]
        plan = DrillPlan(access_of(chosen), drills, arguments["timeout"], arguments["unreachable"] == "silent")
        if self._task.check_mode:
            outcomes = [DrillOutcome(skipped=_PLANNED) for _drill in drills]
        elif drills:
            answer = node.run("internal.drill", {"plan": encode_drill_plan(plan)})
            outcomes = [outcome_of(raw) for raw in answer["outcomes"]]
        else:
            outcomes = []
        remaining = iter(outcomes)
        return [result_of(one, next(remaining) if one.drill else DrillOutcome()) for one in planned]


def _nothing(runtime: str, reason: str) -> Result:
    return {"drills": [], "runtime_name": runtime, "msg": reason}
