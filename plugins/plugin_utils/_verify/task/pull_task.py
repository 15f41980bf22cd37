# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task of `image_pull`: its images, and the result that a pull or a preview of them becomes.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import counts_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import Image, read_pulls
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.preview import preview_lines
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.table import table
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.document import document, host_pulls
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.evidence import ImageResult
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.node_state import moment
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.outcomes import merge_in_order, sentence
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.run import VerifyResult
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.task.acceptance import AcceptanceCriteria
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.task.preview import Preview

Result = dict[str, Any]

SHAPE: Result = {
    **document("", None, [], [], started="", seconds=0.0),
    "changed": False,
    "preview": False,
    "counts": counts_of([]),
    "left_behind": [],
    "memory_mb": 0.0,
    "acceptable": False,
    "pullable": [],
    "probed": [],
    "will_change": False,
}


@dataclass(frozen=True)
class PullTask:
    """The options, the node's name and system (linux or windows), and what is read from the options."""

    arguments: Mapping[str, Any]
    host: str
    system: str
    images: Sequence[Image]
    registries: Registries
    is_verbose: bool = False
    started: float = field(default_factory=time.time)

    @classmethod
    def of(cls, arguments: Mapping[str, Any], host: str, system: str, is_verbose: bool) -> PullTask:
        """Raises PullproofError for invalid options."""
        images, registries = read_pulls("verify", arguments)
        return cls(arguments, host, system, images, registries, is_verbose)

    @property
    def own_images(self) -> list[Image]:
        """The images for the node's system."""
        return [image for image in self.images if image.os == self.system]

    @property
    def has_images(self) -> bool:
        """Whether there is anything to pull on this node."""
        return bool(self.own_images) or self.arguments["system_images"]

    @property
    def criteria(self) -> AcceptanceCriteria:
        """What counts as a failure."""
        return AcceptanceCriteria(self.arguments["fail_on"], self.arguments["skip"], self.arguments["required"])

    def verified(self, answer: VerifyResult) -> tuple[Result, list[str]]:
        """The task's result, and the lines to display."""
        every = [*self.images, *answer.system_images]
        outcomes = merge_in_order(every, self.system, answer.outcomes)
        pulled = [answer.judge(image, outcome) for image, outcome in zip(every, outcomes, strict=True)]
        judged = [self.criteria.without_skipped(one) for one in (*pulled, *answer.bootstrap_images)]
        context = [check for check in answer.context if check["check"] not in self.arguments["skip"]]
        found = document(
            self.host, answer.chosen, judged, context, started=moment(self.started), seconds=answer.raw["seconds"]
        )
        result = {
            **self._judged(found, judged),
            "changed": answer.raw["changed"],
            "left_behind": answer.raw["left_behind"],
            "memory_mb": answer.raw["memory_mb"],
            "msg": f"{sentence(outcomes, self.host)}{_codes(judged)}",
            "warnings": [] if every else ["No image is listed (verify_images). Nothing is verified."],
        }
        hosts = [host_pulls(self.host, judged, found["images"])] if result["failed"] else []
        return result, table(hosts, self.is_verbose) if hosts else []

    def previewed(self, preview: Preview) -> tuple[Result, list[str]]:
        """The same from probes alone. Images that RKE2's bootstrap pulls are not probed."""
        judged = [self.criteria.without_skipped(one) for one in preview.judged]
        found = document(self.host, preview.chosen, judged, [], started=moment(self.started), seconds=preview.seconds)
        probed = [one.outcome.state for one in judged if one.outcome.state != "skipped"]
        passed = f"{probed.count('passed')} of {len(probed)} images"
        result = {
            **self._judged({**found, "os": self.system}, judged),
            "preview": True,
            "msg": f"{passed} could be pulled on {self.host}, according to probes",
            "warnings": list(preview.warnings),
        }
        return result, preview_lines([host_pulls(self.host, judged, found["images"])]) if result["failed"] else []

    def _judged(self, found: Result, judged: Sequence[ImageResult]) -> Result:
        acceptable = self.criteria.accepts(judged)
        return {
            **found,
            "counts": counts_of([one.outcome for one in judged]),
            "acceptable": acceptable,
            "failed": self.arguments["fail"] and not acceptable,
        }


def _codes(images: Sequence[ImageResult]) -> str:
    """The causes in short, for people who see only the last line."""
    causes = [judged.diagnosis.cause for judged in images]
    codes = dict.fromkeys(cause.code for cause in causes if cause is not None)
    return f" ({', '.join(codes)})" if codes else ""
