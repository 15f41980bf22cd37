# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action behind `pullproof.registry.registries_info`."""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import AUTO, RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.base import (
    NodeAction,
    Result,
    WindowsSupport,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import (
    ChosenRuntime,
    named_runtime,
    requested_runtime,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.host import HostProfile
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.host_action import controller_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.lint import lint, selected
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.node import lint_on_node
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.explain.findings import all_findings
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.explain.node import explain_node, subject_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.explain.windows import (
    ExplainedRuntime,
    runtime_on_windows,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import as_json
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.node_files import hosts_on_node
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.values import resolved

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
    from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.on_disk import FoundHosts
    from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding


class ActionModule(NodeAction, WindowsSupport):
    """The endpoints that the node's container runtime queries for images."""

    NAME = "registries_info"
    FIRST_OF_PLAYBOOK = True
    SHAPE: t.ClassVar[Result] = {
        "images": [],
        "table": [],
        "runtime_name": "",
        "version": "",
        "findings": [],
        "known_issues": [],
        "drift": False,
    }

    def decide_on_linux(self, arguments: Result, node: LinuxNode) -> Result:
        chosen = _named(arguments["runtime"]) if arguments["offline"] else _found(arguments["runtime"], node)
        version = arguments["version"] or chosen.version or ""
        on_node = None if arguments["offline"] or not arguments["drift"] else hosts_on_node(chosen)
        subject, skip = subject_of(arguments, chosen.runtime, version), arguments["lint_skip"]
        linted = () if arguments["offline"] else lint_on_node(subject, chosen, node, skip)
        return _result_of(subject, self._linted(arguments, subject, linted), on_node, chosen.runtime.data_dir)

    def decide_on_windows(self, arguments: Result, node: WindowsNode) -> Result:
        if arguments["offline"]:
            found = ExplainedRuntime(_named(arguments["runtime"]))
        else:
            found = runtime_on_windows(arguments, node)
        subject = subject_of(arguments, found.chosen.runtime, arguments["version"] or found.version, "windows")
        return _result_of(subject, self._linted(arguments, subject), found.hosts)

    def _value_of(self, raw: t.Any) -> t.Any:
        """Without the password of the vault, the images are explained without the encrypted values."""
        return resolved(raw, controller_of(self).template)

    def _linted(
        self, arguments: Result, subject: LintSubject, on_node: t.Sequence[Finding] = ()
    ) -> t.Sequence[Finding]:
        """The findings about all variables of the host, if the arguments come from them."""
        if not arguments["from_variables"]:
            return on_node or lint(subject, arguments["lint_skip"])
        known = HostProfile(
            subject.runtime, subject.version or "", subject.settings.platform, subject.embedded_registry
        )
        found = all_findings(self._task_vars, arguments["images"], known, controller_of(self), on_node)
        return selected(found, arguments["lint_skip"])


def _result_of(
    subject: LintSubject, linted: t.Sequence[Finding], on_node: FoundHosts | None = None, data_dir: str = ""
) -> Result:
    found = explain_node(subject, linted, on_node, data_dir)
    drifted = sum(explanation.drift for explanation in found.explanations)
    differing = sum(explanation.differ for explanation in found.explanations)
    return {
        "images": [as_json(explanation) for explanation in found.explanations],
        "table": found.table,
        "runtime_name": subject.runtime,
        "version": subject.version or "",
        "findings": [vars(finding) for finding in found.findings],
        "drift": bool(drifted),
        "known_issues": [vars(finding) for finding in found.known_issues],
        "msg": f"{len(found.explanations)} image(s) explained for {subject.runtime}"
        + (f", {differing} of which RKE2's own bootstrap would pull otherwise" if differing else "")
        + (f", DRIFT in {drifted}" if drifted else ""),
    }


def _named(name: str) -> ChosenRuntime:
    if name == AUTO:
        raise PullproofError(
            f"Without contacting the node, the runtime cannot be {AUTO}. Set pullproof_runtime to one of "
            f"{', '.join(RUNTIMES)}, or set offline: false."
        )
    return named_runtime(name)


def _found(requested: str, node: LinuxNode) -> ChosenRuntime:
    return requested_runtime(requested, node.observation())
