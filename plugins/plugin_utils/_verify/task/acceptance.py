# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which results of a node count as a failure.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.diagnose import Diagnosis
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.evidence import ImageResult
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.outcomes import is_failure

ERROR, NEVER = "error", "never"


@dataclass(frozen=True)
class AcceptanceCriteria:
    """``fail_on`` is error, warning or never; ``skip`` has codes of causes that don't count; ``required`` makes a
    runtime that is not installed yet a failure.
    """

    fail_on: str = ERROR
    skip: Collection[str] = ()
    required: bool = False

    def without_skipped(self, judged: ImageResult) -> ImageResult:
        """The same without the warnings that don't count."""
        diagnosis = judged.diagnosis
        warnings = tuple(warning for warning in diagnosis.warnings if warning.code not in self.skip)
        return replace(judged, diagnosis=Diagnosis(diagnosis.cause, warnings))

    def accepts(self, images: Sequence[ImageResult]) -> bool:
        """Whether nothing counts as a failure."""
        if self.fail_on == NEVER:
            return True
        if any(self._fails(judged) for judged in images):
            return False
        return self.fail_on == ERROR or not any(judged.diagnosis.warnings for judged in images)

    def _fails(self, judged: ImageResult) -> bool:
        cause = judged.diagnosis.cause
        is_skipped = cause is not None and cause.code in self.skip
        return is_failure(judged.outcome, self.required) and not is_skipped
