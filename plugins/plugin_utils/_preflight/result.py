# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The result of the preflight check of one node.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import wave_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.host import (
    Controller,
    HostProfile,
    lint_host,
    subject_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.lint import selected
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.node import lint_on_node, with_runtime_facts
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.migration import migration_findings
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.upgrade import (
    UpgradeTarget,
    broken_by_upgrade,
    fixed_by_upgrade,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.runtime import blocking_findings
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.values import values_of

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
    from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding


def preflight_findings(
    variables: Mapping[str, Any],
    controller: Controller,
    chosen: ChosenRuntime,
    node: LinuxNode | None,
    target: UpgradeTarget | None,
    embedded_registry: bool,
) -> Sequence[Finding]:
    """Without the infos of the lint, which are for people who write the variables. Without a `node`, files on it are
    not checked. The `target` is a version of the node's product.
    """
    runtime = chosen.runtime
    known = HostProfile(runtime.name, chosen.version or "", runtime.platform, embedded_registry=embedded_registry)
    values = values_of(variables, controller.template)
    subject, skip = subject_of(values, known, controller.now), values.by_name["registries_lint_skip"]
    on_node = lint_on_node(subject, chosen, node, skip) if node else ()
    present = [*lint_host(variables, known, controller), *on_node]
    found = [*blocking_findings(chosen), *(finding for finding in present if finding.severity != "info")]
    if target:
        with_facts = with_runtime_facts(subject, chosen)
        found += [*broken_by_upgrade(with_facts, target), *fixed_by_upgrade(with_facts, target)]
        found += migration_findings(chosen.containerd, target)
    return list(selected(found, skip))


def as_result(chosen: ChosenRuntime, unit: str, findings: Sequence[Finding] | None) -> dict[str, Any]:
    """The keys of the task's result that describe the node; `findings` are None if the variables were not checked."""
    name, version = chosen.runtime.name, chosen.version or ""
    state = (version or "its version is not known") if chosen.installed else "not installed yet"
    counted = "" if findings is None else f", {len(findings)} finding(s)"
    return {
        "runtime_name": name,
        "unit": unit,
        "version": version,
        "wave": wave_of(name),
        "findings": [vars(finding) for finding in findings or ()],
        "msg": f"{name}: {state}{counted}",
    }
