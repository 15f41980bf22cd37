# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the variables of `registries` to files on a node, for every runtime.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import Plan, PlannedFile
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.summary import SettingsSummary
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.certificates import check_certificates
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.config_json import (
    check_config_json,
    config_json_files,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.containerd import (
    plan_containerd,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.docker import (
    plan_docker,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.rancher import (
    plan_rancher,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.summary import summarize
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

ROLE = "registries"


def parse_settings(arguments: Mapping[str, Any], platform: str = "linux") -> RegistrySettings:
    """The arguments of the action; what is wrong with them is among the findings of `registries`."""
    return RegistrySettings(
        parse_registries(arguments["mirrors"], arguments["configs"], arguments["dial_timeout"]),
        arguments["default_endpoint"],
        arguments["image_pull_progress_timeout"] or "",
        tuple(dict.fromkeys(arguments["docker_config"] or ())),
        platform,
    )


def check_settings(wanted: RegistrySettings, allow_insecure: bool) -> list[Finding]:
    """All findings that do not need the node."""
    insecure = [] if allow_insecure else list(_insecure(wanted))
    return [*wanted.registries.findings, *insecure, *check_certificates(wanted.registries), *check_config_json(wanted)]


def describe(plan: Plan) -> str:
    """The message of the result."""
    return f"{len(plan.files)} managed registry file(s)" if plan.files else "no managed registry files"


def plan_registries(
    wanted: RegistrySettings, chosen: ChosenRuntime | None, overwrite_unmanaged: bool, key: bytes
) -> Plan:
    """The plan of all files. Without settings it has no file, and the managed files are removed."""
    if chosen is None or not wanted.anything:
        return Plan(ROLE, key, overwrite_unmanaged=overwrite_unmanaged, summary=SettingsSummary())
    files = (*_files(wanted, chosen), *config_json_files(wanted))
    keeps_credentials = chosen.runtime.name != "docker" or bool(wanted.docker_config)
    return Plan(ROLE, key, files, overwrite_unmanaged=overwrite_unmanaged, summary=summarize(wanted, keeps_credentials))


def _files(wanted: RegistrySettings, chosen: ChosenRuntime) -> tuple[PlannedFile, ...]:
    if chosen.runtime.name == "docker":
        return plan_docker(wanted)
    if chosen.runtime.name == "containerd":
        return plan_containerd(wanted, chosen.containerd)
    return plan_rancher(wanted, chosen.runtime)


def _insecure(wanted: RegistrySettings) -> Iterator[Finding]:
    for name, tls in wanted.tls():
        if tls.insecure_skip_verify:
            yield Finding(
                "insecure-not-allowed",
                "error",
                f"registries_configs[{name!r}].tls.insecure_skip_verify",
                "Without verification, images can be replaced and credentials read on the network.",
                "Set ca_content. If this is intended, set registries_allow_insecure: true.",
            )
