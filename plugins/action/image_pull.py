# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pulls images by the node's own runtime; see the documentation module of the same name."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._pull import (
    PullOutcome,
    PullPlan,
    encode_pull_plan,
    result_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._bounds import too_small
from ansible_collections.pullproof.registry.plugins.plugin_utils._concern_action import ConcernAction, Result
from ansible_collections.pullproof.registry.plugins.plugin_utils._errors import refuse
from ansible_collections.pullproof.registry.plugins.plugin_utils._node import Node
from ansible_collections.pullproof.registry.plugins.plugin_utils._pull_images import Image, parse_images
from ansible_collections.pullproof.registry.plugins.plugin_utils._pull_request import (
    access_of,
    down,
    has_client,
    is_failure,
    is_up,
    merge_in_order,
    not_installed,
    planned,
    sentence,
    wanted_pulls,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._pull_table import table
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries import Registries, parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._runtime_choice import (
    choose_runtime,
    runtime_expected_to_run,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._verdict import HostPulls

SYSTEM = "linux"
EMPTY: Result = {**result_of([]), "left_behind": [], "seconds": 0.0}


class ActionModule(ConcernAction):
    """Pulls, proves, and shows the table where something is wrong."""

    NAME = "image_pull"
    SHAPE: t.ClassVar[Result] = {**EMPTY, "acceptable": False}

    def decide(self, arguments: Result, node: Node) -> Result:
        images, findings = parse_images(arguments["images"])
        registries = parse_registries({}, arguments["configs"])
        refuse([*findings, *registries.errors, *too_small("verify", arguments)])
        ours = [image for image in images if image.os == SYSTEM]
        answer = self._pull(ours, registries, arguments, node) if ours else EMPTY
        pulled = [PullOutcome(**entry) for entry in answer["pulls"]]
        outcomes = merge_in_order(images, SYSTEM, pulled)
        acceptable = not any(is_failure(outcome, arguments["required"]) for outcome in outcomes)
        failed = arguments["fail"] and not acceptable
        host = str(self._task_vars.get("inventory_hostname", "the node"))
        if failed:
            # One call, so that the lines of hosts that run at the same time don't mix.
            self._display.display("\n".join(table([HostPulls(host, outcomes)], self._display.verbosity > 0)))
        for line in answer["left_behind"]:
            self._display.warning(f"{host}: {line}")
        return {
            **result_of(outcomes, answer["changed"]),
            "left_behind": answer["left_behind"],
            "seconds": answer["seconds"],
            "acceptable": acceptable,
            "msg": sentence(outcomes, host),
            "warnings": [] if images else ["No image is listed (verify_images), so that nothing is proven."],
            "failed": failed,
        }

    def _pull(self, images: list[Image], registries: Registries, arguments: Result, node: Node) -> Result:
        chosen = runtime_expected_to_run(arguments["runtime"], node.observation())
        if chosen is None:
            return {**EMPTY, **result_of(not_installed(images))}
        if self._task.check_mode:
            return {**EMPTY, **result_of(planned(images))}
        if not has_client(chosen):
            # RKE2 brings its crictl with its first start, maybe after the node was last looked at.
            node.forget()
            chosen = choose_runtime(arguments["runtime"], node.observation())
        if not has_client(chosen) and not is_up(chosen):
            return {**EMPTY, **result_of(down(images, chosen))}
        access = access_of(chosen)
        plan = PullPlan(
            runtime=access,
            images=wanted_pulls(images, registries.configs, access.kind),
            workers=arguments["workers"],
            seconds=arguments["timeout"],
            min_free_mb=arguments["min_free_mb"],
            cleanup=arguments["cleanup"],
        )
        return node.run("node_pull", {"plan": encode_pull_plan(plan)})
