# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether rewrites are the reason that a repository does not exist on a mirror.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.fault import Fault
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.names import split_reference
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.settings import changed_rules
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Mirror
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.rewrites import rewritten

# Some registries answer "forbidden" for what they do not have. Then its existence is unknown.
_OF_A_NAME = frozenset(("token_scope", "forbidden", "credentials_missing", "tag_unknown"))
_ABSENT = frozenset(("repository_unknown", "tag_unknown"))
_PEER_FIX = (
    "load the image on one node, or add a mirror that has it: a peer-to-peer registry only has images of other nodes"
)
_UNSUPPORTED = "this runtime does not support rewrites"
_USE_NAME = "use the name on the mirror in the image reference: only RKE2 and K3s support rewrites"
_NOT_ON_NODE = "the configuration on the node has no rewrite for this endpoint"
_WRITE = "run the roles registries and runtime, which write the rewrites to the node"
_CHANGED = "RKE2 and K3s write the rule without escapes to hosts.toml, where it is another one"


def refine_names(fault: Fault, evidence: Evidence) -> Fault:
    """The same fault, or a fault of the rewrites. If the repository exists, its name is correct."""
    if fault.attempt is None:
        return fault
    original = split_reference(evidence.reference)[0]
    name = fault.attempt.endpoint.repository
    if fault.code in _OF_A_NAME and name != original:
        return replace(fault, observed=f"{fault.observed} (requested as {name}, rewritten from {original})")
    if fault.attempt.is_peer and fault.code in _ABSENT:
        return replace(fault, fix=_PEER_FIX)
    if fault.code != "repository_unknown":
        return fault
    if name != original:
        return replace(fault, code="rewrite_wrong", observed=f"{fault.observed}: requested as {name}")
    rules = evidence.registries.mirrors.get(evidence.mirror_key, Mirror()).rewrites
    if not rules or fault.attempt.is_default:
        return fault
    if rewritten(original, rules).repository != original:
        why, fix = (_NOT_ON_NODE, _WRITE) if evidence.rewrites_names else (_UNSUPPORTED, _USE_NAME)
        changed = changed_rules(evidence, _matching(original, rules)) if evidence.rewrites_names else ""
        why, fix = (_CHANGED, changed) if changed else (why, fix)
        observed = f"{fault.observed}: requested as {name}, because {why}"
        return replace(fault, code="rewrite_missed", observed=observed, fix=fix)
    patterns = ", ".join(repr(pattern) for pattern, _replacement in rules)
    return replace(fault, code="rewrite_missed", observed=f"{fault.observed}: requested as {name}; none of {patterns}")


def _matching(repository: str, rules: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [rule for rule in rules if rewritten(repository, [rule]).repository != repository]
