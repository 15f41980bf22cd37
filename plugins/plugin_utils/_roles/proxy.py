# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the variables of `proxy` to files on a node.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ansible_collections.pullproof.registry.plugins.module_utils._edit.env import assignment_line
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.owners import MARKER
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import Plan, PlannedFile
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import Runtime
from ansible_collections.pullproof.registry.plugins.module_utils._text.containerd_variables import CONTAINERD_PREFIX
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.environment import masked_entries
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.run_key import RUN_KEY
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import (
    ChosenRuntime,
    choose_runtime_if_needed,
    pending_restart,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.proxy_checks import check_reach
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.proxy_unit import (
    DROP_IN_NAME,
    check_docker_daemon,
    check_file,
    check_overridden_lines,
    check_overriding,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import (
    PullproofError,
    raise_for_errors,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode

ROLE = "proxy"
OWN_FOLDER = "/etc/pullproof"
FIRST_LINE = f"# {MARKER}. Changes made here are overwritten.\n"

_PREFIX = "proxy_"

Arguments = t.Mapping[str, t.Any]
Result = dict[str, t.Any]


@dataclass(frozen=True)
class ServiceEnvironment:
    """The variables for one service, and the file they go to; a `shared` file has other people's lines too."""

    entries: t.Mapping[str, str] = field(repr=False)
    path: str
    shared: bool

    @property
    def has_secret(self) -> bool:
        """Whether a value is masked in messages and diffs."""
        return masked_entries(self.entries) != dict(self.entries)


def is_wanted(arguments: Arguments) -> bool:
    """Whether any variable needs to be written."""
    options = ("http", "https", "no_proxy", "containerd_http", "containerd_https", "containerd_no_proxy", "environment")
    return any(arguments[option] for option in options)


def environment_for(arguments: Arguments, runtime: Runtime) -> ServiceEnvironment:
    """The environment that the service of `runtime` will get. RKE2 and K3s pass CONTAINERD_* on to their containerd."""
    defaults, listed = arguments["no_proxy_defaults"], arguments["no_proxy"]
    entries = _proxy_entries("", arguments["http"], arguments["https"], listed, defaults)
    if runtime.environment_file:
        for_containerd = arguments["containerd_http"], arguments["containerd_https"], arguments["containerd_no_proxy"]
        if any(for_containerd):
            http, https, own_list = for_containerd
            entries.update(_proxy_entries(CONTAINERD_PREFIX, http, https, own_list or listed, defaults))
    entries.update({name: str(value) for name, value in (arguments["environment"] or {}).items()})
    path = arguments["environment_file"] or runtime.environment_file
    own_path = f"{OWN_FOLDER}/{runtime.unit.removesuffix('.service')}.env"
    return ServiceEnvironment(entries, path or own_path, shared=bool(path))


def check_environment(environment: ServiceEnvironment, chosen: ChosenRuntime, arguments: Arguments) -> list[Finding]:
    """What the node, as observed, makes of the plan: errors, and warnings of what would have no effect."""
    findings = check_reach(arguments, chosen.runtime)
    if chosen.facts is None:
        return findings
    unit, name = chosen.facts["unit"], chosen.runtime.unit
    if environment.shared:
        findings += check_file(environment.path, name, unit)
    findings += check_overriding(environment.path, environment.entries, name, unit)
    findings += check_overridden_lines(environment.path, environment.entries, unit)
    return findings + check_docker_daemon(environment.entries, chosen.facts["daemon_proxies"])


def plan_environment(
    environment: ServiceEnvironment | None, runtime: Runtime | None, overwrite_unmanaged: bool, key: bytes
) -> Plan:
    """The plan for the environment. Without one, the managed files are removed."""
    if environment is None or runtime is None or not environment.entries:
        return Plan(ROLE, key, overwrite_unmanaged=overwrite_unmanaged)
    files = (_shared_file(environment),) if environment.shared else _own_files(environment, runtime)
    return Plan(ROLE, key, files, overwrite_unmanaged=overwrite_unmanaged)


def describe(entries: t.Mapping[str, str], path: str) -> str:
    """The message of the result. `path` is where the variables are written."""
    return f"{len(entries)} managed variable(s) in {path}" if entries else "no managed environment variables"


def apply_environment(arguments: Arguments, node: LinuxNode) -> tuple[Result, list[Finding]]:
    """Apply the variables to the service, and return the result and findings."""
    wanted = is_wanted(arguments)
    chosen = choose_runtime_if_needed(arguments["runtime"], node.observation(), needed=wanted)
    environment = environment_for(arguments, chosen.runtime) if chosen and wanted else None
    findings = check_environment(environment, chosen, arguments) if environment and chosen else []
    raise_for_errors(findings)
    runtime = chosen.runtime if chosen else None
    applied = node.apply(plan_environment(environment, runtime, arguments["overwrite_unmanaged"], RUN_KEY))
    entries, path = (environment.entries, environment.path) if environment else ({}, "")
    result = {
        "changed": applied["changed"],
        "diff": applied["diff"],
        "files": applied["files"],
        "variables": sorted(entries),
        "msg": describe(entries, path),
    }
    return {**result, **({"restart_pending": pending_restart(chosen, node.observation())} if chosen else {})}, findings


def _proxy_entries(
    prefix: str, http: str, https: str, listed: t.Sequence[str], defaults: t.Sequence[str]
) -> dict[str, str]:
    if not (http or https or listed):
        return {}
    wanted = {"HTTP_PROXY": http, "HTTPS_PROXY": https, "NO_PROXY": ",".join(dict.fromkeys([*defaults, *listed]))}
    return {f"{prefix}{name}": value for name, value in wanted.items() if value}


def _shared_file(environment: ServiceEnvironment) -> PlannedFile:
    return PlannedFile(
        environment.path,
        "env",
        "0600" if environment.has_secret else None,
        "restart",
        masked=_lines(masked_entries(environment.entries)),
        entries=environment.entries,
    )


def _own_files(environment: ServiceEnvironment, runtime: Runtime) -> tuple[PlannedFile, PlannedFile]:
    content = FIRST_LINE + "".join(assignment_line(*item) for item in sorted(environment.entries.items()))
    masked = FIRST_LINE + _lines(masked_entries(environment.entries))
    # The unit must start without the file too: the files may be removed in any order.
    drop_in = f"{FIRST_LINE}[Service]\nEnvironmentFile=-{environment.path}\n"
    drop_in_path = f"/etc/systemd/system/{runtime.unit}.d/{DROP_IN_NAME}"
    return (
        PlannedFile(environment.path, "whole", "0600", "restart", content, masked),
        PlannedFile(drop_in_path, "whole", "0644", "restart", drop_in, drop_in),
    )


def _lines(entries: t.Mapping[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in sorted(entries.items()))


def environment_of(arguments: Arguments, runtime: Runtime) -> dict[str, str]:
    """What the service of the runtime would get by the options proxy_*. Raises PullproofError."""
    given = arguments[f"{_PREFIX}environment"]
    if not isinstance(given or {}, t.Mapping):
        raise PullproofError("proxy_environment must be a mapping. Write NAME: value pairs.")
    options = {name.removeprefix(_PREFIX): value for name, value in arguments.items() if name.startswith(_PREFIX)}
    entries = environment_for({**options, "environment_file": ""}, runtime).entries
    return {str(name): value for name, value in entries.items()}
