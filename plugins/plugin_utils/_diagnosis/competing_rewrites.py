# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Failures because several rewrites match the name of the repository.

The containerd of RKE2 and K3s selects one of them at random for each request. A pull takes several requests, so that it
can fail even if a repository exists under each of the names.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Sequence

from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.deciding_endpoint import ABSENT
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Attempt, Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.fault import Fault
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.names import split_reference
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.probe import is_healthy
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import RANDOM_ORDER

# Another name can be missing, be another image, or be refused.
_OF_A_NAME = ABSENT | {
    "blob_unreachable",
    "digest_differs",
    "platform_missing",
    "token_scope",
    "forbidden",
    "credentials_missing",
    "credentials_wrong",
    "mirror_ignored",
    "unknown",
}


def competing_rewrites(evidence: Evidence, faults: Sequence[Fault], reported: Fault) -> Fault | None:
    """The fault of the first endpoint with several names for the repository. None if there is another fault at this
    endpoint, or the service has not loaded the rewrites on disk.
    """
    attempt = next((one for one in evidence.attempts if _notes(one)), None)
    if attempt is None or "registries" in evidence.context.pending_roles:
        return None
    own = next((fault for fault in faults if fault.attempt is not None and fault.attempt == attempt), None)
    if own is None and not is_healthy(attempt):
        return None
    at_runtime = reported if reported.attempt == attempt else None
    if any(fault is not None and fault.code not in _OF_A_NAME for fault in (own, at_runtime)):
        return None
    original = split_reference(evidence.reference)[0]
    what = f"several rules match {original}: {attempt.endpoint.repository} was probed; {'; '.join(_notes(attempt))}"
    failure = (own.observed if own else "") or evidence.error
    observed = f"{what}; {failure}" if failure else what
    fix = (
        f"write patterns in registries_mirrors[{evidence.mirror_key!r}].rewrite of which only one matches {original}: "
        "containerd selects one of several at random for each request"
    )
    return Fault("rewrite_wrong", observed, attempt, own.stage if own else None, fix=fix)


def _notes(attempt: Attempt) -> list[str]:
    return [note for note in attempt.endpoint.notes if RANDOM_ORDER in note]
