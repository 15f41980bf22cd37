# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Registries on a Windows node: RKE2's registries.yaml, Docker Engine's files, and config.json, as on Linux.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass, replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import RUN_KEY
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.lint import is_skipped, lint
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.sources import with_source
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.plan import (
    ROLE,
    parse_wanted,
    plan_registries,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import raise_for_errors
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.queries import run_queries
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.rke2_agent import RUNTIME as RKE2
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.apply import (
    apply_on_windows,
    for_windows,
    questions_for,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.firewall import registry_ports, set_rule
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.services import QUESTIONS as SERVICES
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.services import (
    ChosenService,
    choose_service,
    runtime_with_places,
    services_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import QUESTIONS as STATE
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import state_of

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import Plan
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings
    from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import WindowsState

Result = dict[str, t.Any]

REGISTRIES_YAML = "C:/etc/rancher/rke2/registries.yaml"
_VERSION = re.compile(r"\bv\d+\.\d+\.\d+\S*")
# RKE2's configuration holds its token: of all its lines only these may be printed.
_SYSTEM = (f"{RKE2.program[0]} --version", r'findstr.exe /r /c:"^data-dir:" "C:\etc\rancher\rke2\config.yaml"')


@dataclass(frozen=True)
class NodeFacts:
    """What one remote call tells: what is ours, the service that is meant, RKE2's version, its line of data-dir.

    `files` are the answers about the files of the plan for RKE2.
    """

    state: WindowsState
    chosen: ChosenService | None
    version: str
    data_dir: str
    files: tuple[str, ...] = ()

    @property
    def runtime(self) -> ChosenRuntime | None:
        """The runtime as the lint and the plans know it."""
        return chosen_runtime(self.chosen) if self.chosen else None

    @property
    def required(self) -> ChosenRuntime:
        """The same, where there has to be one."""
        return chosen_runtime(t.cast("ChosenService", self.chosen))


def query_node(node: WindowsNode, requested: str, anything: bool = True, questions: t.Sequence[str] = ()) -> NodeFacts:
    """One remote call, with further `questions` about files."""
    told = run_queries(node, [*STATE, *SERVICES, *_SYSTEM, *questions])
    rke2, docker, rancher, version, data_dir, *files = told[len(STATE) :]
    found = _VERSION.search(version)
    chosen = choose_service(requested, services_of(rke2, docker, rancher), anything)
    state = state_of(*told[: len(STATE)])
    return NodeFacts(state, chosen, found[0] if found else "", data_dir.partition(":")[2].strip(), tuple(files))


def chosen_runtime(chosen: ChosenService) -> ChosenRuntime:
    """With the places of its files and variables, as the plans put them together."""
    is_rke2 = chosen.runtime.product == "rke2"
    place = REGISTRIES_YAML if is_rke2 else ""
    return ChosenRuntime(replace(runtime_with_places(chosen), registries_file=place), None)


def configure_on_windows(arguments: t.Mapping[str, t.Any], node: WindowsNode) -> tuple[Result, list[Finding]]:
    """Make the variables true on the node, and what there is to warn of. Raises PullproofError."""
    wanted = parse_wanted(arguments, "windows")
    ahead = _plan(wanted, chosen_runtime(ChosenService(RKE2, RKE2.unit, True)), arguments)
    facts = query_node(node, arguments["runtime"], wanted.anything, questions_for(ahead))
    findings = _findings(arguments, wanted, facts)
    raise_for_errors(findings)
    plan, told = ahead, facts.files
    if facts.runtime is None or facts.runtime.runtime.product != "rke2":
        plan = _plan(wanted, facts.runtime, arguments)
        told = tuple(run_queries(node, questions_for(plan)))
    applied = apply_on_windows(plan, told, facts.state, node)
    count = len(plan.files)
    ports = registry_ports(wanted.registries) if arguments["firewall_rule"] and wanted.anything else ()
    applied = set_rule(ROLE, ports, applied.pop("memory"), node).joined(applied)
    pending = applied.pop("pending")
    if facts.chosen is None or not facts.chosen.installed:
        pending = []
    result = {
        **applied,
        "restart_pending": {"pending": bool(pending), "roles": pending},
        "msg": f"{count} file(s) with registry settings of ours" if count else "no registry settings of ours",
    }
    return result, findings


def check_data_dir(data_dir: str) -> t.Iterator[Finding]:
    """An error where RKE2 keeps its data on a named drive."""
    path = data_dir.strip("\"' ")
    if re.match(r"[A-Za-z]:", path):
        yield Finding(
            "windows-data-dir",
            "error",
            r"data-dir in C:\etc\rancher\rke2\config.yaml",
            f"With a drive ({path}) the agent makes folders of an invalid name for registries and does not start "
            "(seen with v1.33.6; rancher/rke2#9320 is open).",
            "Remove data-dir, or write it without a drive.",
        )


def _plan(wanted: RegistrySettings, runtime: ChosenRuntime | None, arguments: t.Mapping[str, t.Any]) -> Plan:
    return for_windows(plan_registries(wanted, runtime, arguments["overwrite_unmanaged"], RUN_KEY))


def _findings(arguments: t.Mapping[str, t.Any], wanted: RegistrySettings, facts: NodeFacts) -> list[Finding]:
    chosen, skip = facts.runtime, arguments["lint_skip"]
    subject = LintSubject(
        registries=wanted.registries,
        runtime=chosen.runtime.name if chosen else "",
        version=facts.version or None,
        platform="windows",
        default_endpoint=wanted.default_endpoint,
        allow_insecure=arguments["allow_insecure"],
        docker_config=wanted.docker_config,
        image_pull_progress_timeout=arguments["image_pull_progress_timeout"],
    )
    of_node = list(check_data_dir(facts.data_dir)) if wanted.anything and subject.product == "rke2" else []
    return [*lint(subject, skip), *(with_source(found) for found in of_node if not is_skipped(found.id, skip))]
