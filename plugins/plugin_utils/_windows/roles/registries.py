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

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.summary import SettingsSummary
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import RUN_KEY
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.lint import found_in, selected
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.plan import (
    ROLE,
    describe,
    parse_settings,
    plan_registries,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import raise_for_errors
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.queries import version_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import (
    Query,
    combined,
    run_query,
    text_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.rke2_agent import RUNTIME as RKE2
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.applied import Applied
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.apply import (
    apply_on_windows,
    files_of,
    for_windows,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.file_state import WindowsFile
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.firewall import (
    apply_rule,
    registry_ports,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.services import (
    INSTALLED_SERVICES,
    ChosenService,
    Services,
    choose_service_if_needed,
    with_environment_value,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import STATE, WindowsState

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import Plan
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import Runtime
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode
    from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings

Result = dict[str, t.Any]

REGISTRIES_YAML = "C:/etc/rancher/rke2/registries.yaml"
# RKE2's configuration holds its token. Only the line of this key may be printed.
_DATA_DIR = r'findstr.exe /r /c:"^data-dir:" "C:\etc\rancher\rke2\config.yaml"'


@dataclass(frozen=True)
class RegistriesFacts:
    """The managed settings, the services, RKE2's version, `data-dir` of its configuration, and the queried files."""

    state: WindowsState
    services: Services
    version: str
    data_dir: str
    files: t.Mapping[str, WindowsFile]


def facts_of(files: Query[dict[str, WindowsFile]]) -> Query[RegistriesFacts]:
    """The facts of a node, with these files."""
    return combined(
        RegistriesFacts,
        state=STATE,
        services=INSTALLED_SERVICES,
        version=version_of(RKE2.program[0]),
        data_dir=text_of(_DATA_DIR, lambda line: line.partition(":")[2].strip().strip("\"' ")),
        files=files,
    )


def chosen_runtime(chosen: ChosenService) -> ChosenRuntime:
    """The runtime with the paths of its files and variables."""
    return _with_files(with_environment_value(chosen))


def _with_files(runtime: Runtime) -> ChosenRuntime:
    path = REGISTRIES_YAML if runtime.product == "rke2" else ""
    return ChosenRuntime(replace(runtime, registries_file=path), None)


def apply_registries(arguments: t.Mapping[str, t.Any], node: WindowsNode) -> tuple[Result, list[Finding]]:
    """Write the settings to the node. Returns the result, and the findings to warn of. Raises PullproofError."""
    wanted = parse_settings(arguments, "windows")
    plan = _rke2_plan(wanted, arguments)
    facts = run_query(node, facts_of(files_of(plan)))
    files = facts.files
    service = choose_service_if_needed(arguments["runtime"], facts.services, wanted.anything)
    chosen = chosen_runtime(service) if service else None
    findings = _findings(arguments, wanted, chosen, facts)
    raise_for_errors(findings)
    if chosen is not None and chosen.runtime.product != "rke2":
        plan = _plan(wanted, chosen, arguments)
        files = run_query(node, files_of(plan))
    applied = apply_on_windows(plan, files, facts.state, node)
    ports = registry_ports(wanted.registries) if arguments["firewall_rule"] and wanted.anything else ()
    applied = applied.then(apply_rule(ROLE, ports, applied.state, node))
    written = facts.state.summaries.get(ROLE, SettingsSummary()).shown
    return {**_result(applied, plan, bool(service and service.installed)), "written": written}, findings


def _result(applied: Applied, plan: Plan, installed: bool) -> Result:
    return {
        **applied.result(),
        "restart_pending": applied.restart_pending(ROLE) if installed else {"pending": False, "roles": []},
        "msg": describe(plan),
    }


def check_data_dir(data_dir: str) -> t.Iterator[Finding]:
    """An error where RKE2 keeps its data on a named drive."""
    if re.match(r"[A-Za-z]:", data_dir):
        yield Finding(
            "windows-data-dir",
            "error",
            r"data-dir in C:\etc\rancher\rke2\config.yaml",
            f"RKE2 puts C:\\ before the folder. With a drive ({data_dir}), this path is invalid, and the agent does "
            "not start (reported for v1.33.6; rancher/rke2#9320 is open).",
            "Remove data-dir, or write it without a drive.",
        )


def facts_for(arguments: t.Mapping[str, t.Any]) -> Query[RegistriesFacts]:
    """The facts that these arguments require."""
    return facts_of(files_of(_rke2_plan(parse_settings(arguments, "windows"), arguments)))


def _rke2_plan(wanted: RegistrySettings, arguments: t.Mapping[str, t.Any]) -> Plan:
    """Which files RKE2 needs does not depend on the node. One remote call returns them together with the facts."""
    return _plan(wanted, _with_files(RKE2), arguments)


def _plan(wanted: RegistrySettings, chosen: ChosenRuntime, arguments: t.Mapping[str, t.Any]) -> Plan:
    return for_windows(plan_registries(wanted, chosen, arguments["overwrite_unmanaged"], RUN_KEY))


def _findings(
    arguments: t.Mapping[str, t.Any], wanted: RegistrySettings, chosen: ChosenRuntime | None, facts: RegistriesFacts
) -> list[Finding]:
    skip = arguments["lint_skip"]
    subject = LintSubject(
        wanted,
        runtime=chosen.runtime.name if chosen else "",
        version=facts.version or None,
        allow_insecure=arguments["allow_insecure"],
    )
    of_node = list(check_data_dir(facts.data_dir)) if wanted.anything and subject.product == "rke2" else []
    return list(selected([*found_in(subject), *of_node], skip))
