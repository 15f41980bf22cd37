# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.image_pull`."""

from __future__ import annotations

import typing as t
from dataclasses import asdict

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import NodeAction, Result, WindowsSupport
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import is_known_runtime
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.sources import certificate_texts
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.transition import in_transition
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.expectation.baseline import (
    Baseline,
    probe_baseline,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.run import EMPTY, VerifyResult, verify
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.task.preview import preview_on_linux
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.task.pull_task import SHAPE, PullTask
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.preview import preview_on_windows
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.run import verify_on_windows

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode


class ActionModule(NodeAction, WindowsSupport):
    """Pulls images and verifies the result. In check mode, probes whether they could be pulled after the change."""

    NAME = "image_pull"
    SHAPE = SHAPE

    def decide_on_linux(self, arguments: Result, node: LinuxNode) -> Result:
        task, anchors = self._task_and_anchors(arguments, "linux")
        if self._is_preview(arguments, task) and is_known_runtime(arguments["runtime"], node.observation()):
            preview = preview_on_linux(task.own_images, task.registries, arguments, node, anchors)
            return self._shown(*task.previewed(preview))
        answer = VerifyResult(EMPTY)
        if task.has_images:
            answer = verify(task.own_images, task.registries, arguments, node, anchors, self._task.check_mode)
        result = self._shown(*task.verified(answer))
        return {**result, **self._rehearsed(task, arguments, node)} if self._is_rehearsal else result

    def decide_on_windows(self, arguments: Result, node: WindowsNode) -> Result:
        task, anchors = self._task_and_anchors(arguments, "windows")
        if self._is_preview(arguments, task):
            preview = preview_on_windows(task.own_images, task.registries, arguments, node, anchors)
            return self._shown(*task.previewed(preview))
        answer = VerifyResult(EMPTY)
        if task.has_images:
            answer = verify_on_windows(task.own_images, task.registries, arguments, node, anchors, node.check_mode)
        return {**self._shown(*task.verified(answer)), "will_change": self.will_change}

    def _arguments(self) -> Result:
        return in_transition(super()._arguments(), self._task_vars, self._value_of)

    def _rehearsed(self, task: PullTask, arguments: Result, node: LinuxNode) -> Result:
        """Whether the node will be changed, and which images it can pull before."""
        images = task.own_images if self.will_change else []
        baseline = probe_baseline(images, task.registries, arguments, node) if images else Baseline()
        # A change that no proof has confirmed is proven like a new one.
        is_unproven = bool(node.observation()["snapshots"]["pending"])
        return {"will_change": self.will_change or is_unproven, **asdict(baseline)}

    def _is_preview(self, arguments: Result, task: PullTask) -> bool:
        """A rehearsal checks the images only: its node has other variables than the change."""
        return self._task.check_mode and arguments["probe"] and bool(task.own_images) and not self._is_rehearsal

    def _task_and_anchors(self, arguments: Result, system: str) -> tuple[PullTask, list[str]]:
        host = str(self._task_vars.get("inventory_hostname", "the node"))
        task = PullTask.of(arguments, host, system, self._display.verbosity > 0)
        return task, list(certificate_texts(arguments["certificates"], self._path_of))

    def _path_of(self, source: str) -> str:
        return str(self._find_needle("files", source))

    def _shown(self, result: Result, lines: list[str]) -> Result:
        """In one call: hosts run at the same time, and their lines must not mix."""
        if lines:
            self._display.display("\n".join(lines))
        for line in result.get("left_behind", ()):
            self._display.warning(f"{result['host']}: {line}")
        return result
