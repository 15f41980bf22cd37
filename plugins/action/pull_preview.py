# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tells whether images could be pulled after a change; see the documentation module of the same name."""

from __future__ import annotations

import time
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._probe_plan import encode_probe_plan, probe_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._bounds import too_small
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificate_texts import certificate_texts
from ansible_collections.pullproof.registry.plugins.plugin_utils._concern_action import (
    ConcernAction,
    Result,
    WindowsHalf,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._errors import refuse
from ansible_collections.pullproof.registry.plugins.plugin_utils._probe_request import asked_of, plan_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._pull_images import parse_images
from ansible_collections.pullproof.registry.plugins.plugin_utils._pull_preview import preview, probe_arguments
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._runtime_choice import choose_runtime
from ansible_collections.pullproof.registry.plugins.plugin_utils._verification_context import moment
from ansible_collections.pullproof.registry.plugins.plugin_utils._verification_document import document
from ansible_collections.pullproof.registry.plugins.plugin_utils._verification_verdict import Measure

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._node import Node
    from ansible_collections.pullproof.registry.plugins.plugin_utils._windows_hands import Hands

SYSTEM = "linux"


class ActionModule(ConcernAction, WindowsHalf):
    """Probes the endpoints of the variables from the node."""

    NAME = "pull_preview"
    SHAPE: t.ClassVar[Result] = {**document("", None, [], [], started="", seconds=0.0), "acceptable": False}

    def decide(self, arguments: Result, node: Node) -> Result:
        images, findings = parse_images(arguments["images"])
        registries = parse_registries(arguments["mirrors"], arguments["configs"])
        refuse([*findings, *registries.errors, *too_small("preview", arguments)])
        started = time.time()
        chosen = choose_runtime(arguments["runtime"], node.observation())
        anchors = list(certificate_texts(arguments["certificates"], self._path_of))
        wanted = [{"image": image.image, "digest": image.digest} for image in images if image.os == SYSTEM]
        options = probe_arguments({**arguments, "images": wanted}, anchors)
        explanations, asked = asked_of(options, chosen, None)
        answer = node.run("node_probe", {"plan": encode_probe_plan(plan_of(asked, options))})
        probes = [probe_of(raw) for raw in answer["probes"]]
        measure = Measure(arguments["fail_on"], arguments["skip"])
        judged = [
            measure.without_skipped(one)
            for one in preview(explanations, asked, probes, registries, anchors, time.time())
        ]
        host = str(self._task_vars.get("inventory_hostname", "the node"))
        passed = sum(one.outcome.state == "passed" for one in judged)
        return {
            **document(host, chosen, judged, [], started=moment(started), seconds=answer["seconds"]),
            "acceptable": measure.accepts(judged),
            "msg": f"{passed} of {len(judged)} images could be pulled on {host}, by probes",
        }

    def decide_on_windows(self, arguments: Result, hands: Hands) -> Result:
        """curl.exe trusts the node's stores alone: it can't be given CA certificates that are still to come."""
        del arguments, hands
        host = str(self._task_vars.get("inventory_hostname", "the node"))
        return {
            **document(host, None, [], [], started=moment(time.time()), seconds=0.0),
            "os": "windows",
            "acceptable": True,
            "msg": f"{host} is not probed before a change: Windows takes CA certificates from its own stores only",
        }

    def _path_of(self, source: str) -> str:
        return str(self._find_needle("files", source))
