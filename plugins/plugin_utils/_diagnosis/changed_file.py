# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults of endpoints that somebody else wrote into a managed file.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.owners import advice_on_changed
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.fault import Fault
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB

# RKE2 and K3s can have any other name for registries.yaml.
_FILES_FOR_ALL = (".yaml", ".yml", "/daemon.json")


def attributed(fault: Fault, evidence: Evidence) -> Fault:
    """The fault, with the owner of the change if the endpoint is not from the variables."""
    path = _changed_file(evidence)
    if not path or not _is_of_change(fault, evidence):
        return fault
    owner = evidence.context.changed_files[path]
    return replace(
        fault,
        observed=f"{fault.observed}; {path} was changed by {owner} after this collection wrote it",
        fix=f"{advice_on_changed(owner)}; then run the role registries, which writes {path} again",
    )


def _changed_file(evidence: Evidence) -> str:
    source = (evidence.view.source if evidence.view else "") or f"certs.d/{evidence.registry}"
    ends = (f"/{source}/hosts.toml", *_FILES_FOR_ALL)
    return next((path for path in evidence.context.changed_files if path.endswith(ends)), "")


def _is_of_change(fault: Fault, evidence: Evidence) -> bool:
    if fault.code == "mirror_ignored":
        # Docker Engine ignores the mirrors of other registries, independent of the file.
        return evidence.program != "docker" or evidence.registry == HUB
    if fault.attempt is None or evidence.wanted is None:
        return False
    return evidence.by_variables(fault.attempt.endpoint) is None
