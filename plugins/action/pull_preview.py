# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tells whether images could be pulled after a change; see the documentation module of the same name."""

from __future__ import annotations

import time
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import encode_probe_plan, probe_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import (
    NodeAction,
    Result,
    WindowsSupport,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import (
    ChosenRuntime,
    choose_runtime,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.sources import certificate_texts
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import read_pulls
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.acceptance import AcceptanceCriteria
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.document import document
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.evidence import ImageResult
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.node_state import moment
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.preview import preview, probe_arguments
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.request import asked_of, plan_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.preview import preview_on_windows

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode

LINUX, WINDOWS = "linux", "windows"


class ActionModule(NodeAction, WindowsSupport):
    """Probes the endpoints of the variables from the node."""

    NAME = "pull_preview"
    SHAPE: t.ClassVar[Result] = {**document("", None, [], [], started="", seconds=0.0), "acceptable": False}

    def decide_on_linux(self, arguments: Result, node: LinuxNode) -> Result:
        options, registries, anchors = self._asked(arguments, LINUX)
        started = time.time()
        chosen = choose_runtime(arguments["runtime"], node.observation())
        explanations, asked = asked_of(options, chosen, None)
        answer = node.run("internal.probe", {"plan": encode_probe_plan(plan_of(asked, options))})
        probes = [probe_of(raw) for raw in answer["probes"]]
        judged = list(preview(explanations, asked, probes, registries, anchors, time.time()))
        return self._told(arguments, chosen, judged, started, answer["seconds"])

    def decide_on_windows(self, arguments: Result, node: WindowsNode) -> Result:
        options, registries, anchors = self._asked(arguments, WINDOWS)
        started = time.time()
        foreseen = preview_on_windows(options, registries, anchors, node)
        seconds = round(time.time() - started, 1)
        result = self._told(arguments, foreseen.chosen, list(foreseen.judged), started, seconds)
        return {**result, "os": WINDOWS, "warnings": list(foreseen.warnings)}

    def _asked(self, arguments: Result, system: str) -> tuple[Result, Registries, list[str]]:
        """The options for the probes of the images for a system, the registries, and the CA certificates to come."""
        images, registries = read_pulls("preview", arguments)
        anchors = list(certificate_texts(arguments["certificates"], self._path_of))
        wanted = [{"image": image.image, "digest": image.digest} for image in images if image.os == system]
        return probe_arguments({**arguments, "images": wanted}, anchors), registries, anchors

    def _told(
        self, arguments: Result, chosen: ChosenRuntime, found: list[ImageResult], started: float, seconds: float
    ) -> Result:
        criteria = AcceptanceCriteria(arguments["fail_on"], arguments["skip"])
        judged = [criteria.without_skipped(one) for one in found]
        host = str(self._task_vars.get("inventory_hostname", "the node"))
        passed = sum(one.outcome.state == "passed" for one in judged)
        return {
            **document(host, chosen, judged, [], started=moment(started), seconds=seconds),
            "acceptable": criteria.accepts(judged),
            "msg": f"{passed} of {len(judged)} images could be pulled on {host}, by probes",
        }

    def _path_of(self, source: str) -> str:
        return str(self._find_needle("files", source))
