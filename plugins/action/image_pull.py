# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pulls images by the node's own runtime; see the documentation module of the same name."""

from __future__ import annotations

import time
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import counts_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import (
    NodeAction,
    Result,
    WindowsSupport,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.sources import certificate_texts
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import Image, read_pulls
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.acceptance import AcceptanceCriteria
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.table import table
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.document import document, host_pulls
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.evidence import ImageResult
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.node_state import moment
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.outcomes import merge_in_order, sentence
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.run import EMPTY, VerifyResult, verify
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.run import verify_on_windows

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode

LINUX, WINDOWS = "linux", "windows"
Verify = t.Callable[[list[Image], Registries, list[str]], VerifyResult]


class ActionModule(NodeAction, WindowsSupport):
    """Pulls, proves, and says why where something is wrong."""

    NAME = "image_pull"
    SHAPE: t.ClassVar[Result] = {
        **document("", None, [], [], started="", seconds=0.0),
        "changed": False,
        "counts": counts_of([]),
        "left_behind": [],
        "memory_mb": 0.0,
        "acceptable": False,
    }

    def decide_on_linux(self, arguments: Result, node: LinuxNode) -> Result:
        def on_linux(images: list[Image], registries: Registries, anchors: list[str]) -> VerifyResult:
            return verify(images, registries, arguments, node, anchors, self._task.check_mode)

        return self._judged(arguments, LINUX, on_linux)

    def decide_on_windows(self, arguments: Result, node: WindowsNode) -> Result:
        def on_windows(images: list[Image], registries: Registries, anchors: list[str]) -> VerifyResult:
            return verify_on_windows(images, registries, arguments, node, anchors, self._task.check_mode)

        return self._judged(arguments, WINDOWS, on_windows)

    def _judged(self, arguments: Result, system: str, verified: Verify) -> Result:
        images, registries = read_pulls("verify", arguments)
        started = moment(time.time())
        answer = self._verify([image for image in images if image.os == system], registries, arguments, verified)
        criteria = AcceptanceCriteria(arguments["fail_on"], arguments["skip"], arguments["required"])
        every = [*images, *answer.system_images]
        outcomes = merge_in_order(every, system, answer.outcomes)
        pulled = [answer.judge(image, outcome) for image, outcome in zip(every, outcomes, strict=True)]
        judged = [criteria.without_skipped(one) for one in (*pulled, *answer.bootstrap_images)]
        host = str(self._task_vars.get("inventory_hostname", "the node"))
        context = [check for check in answer.context if check["check"] not in arguments["skip"]]
        found = document(host, answer.chosen, judged, context, started=started, seconds=answer.raw["seconds"])
        failed = arguments["fail"] and not criteria.accepts(judged)
        self._show(host, found["images"], judged if failed else [], answer.raw["left_behind"])
        return {
            **found,
            "changed": answer.raw["changed"],
            "counts": counts_of([one.outcome for one in judged]),
            "left_behind": answer.raw["left_behind"],
            "memory_mb": answer.raw["memory_mb"],
            "acceptable": criteria.accepts(judged),
            "msg": f"{sentence(outcomes, host)}{_codes(judged)}",
            "warnings": [] if every else ["No image is listed (verify_images), so that nothing is proven."],
            "failed": failed,
        }

    def _verify(self, images: list[Image], registries: Registries, arguments: Result, verified: Verify) -> VerifyResult:
        if not images and not arguments["system_images"]:
            return VerifyResult(EMPTY)
        return verified(images, registries, list(certificate_texts(arguments["certificates"], self._path_of)))

    def _path_of(self, source: str) -> str:
        return str(self._find_needle("files", source))

    def _show(self, host: str, images: list[Result], judged: list[ImageResult], left_behind: list[str]) -> None:
        """In one call: hosts run at the same time, and their lines must not mix."""
        if judged:
            hosts = [host_pulls(host, judged, images)]
            self._display.display("\n".join(table(hosts, self._display.verbosity > 0)))
        for line in left_behind:
            self._display.warning(f"{host}: {line}")


def _codes(images: list[ImageResult]) -> str:
    """The causes in short, for those who see nothing but the last line."""
    causes = [judged.diagnosis.cause for judged in images]
    codes = dict.fromkeys(cause.code for cause in causes if cause is not None)
    return f" ({', '.join(codes)})" if codes else ""
