# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Invalid options of roles and playbooks, which are known before a node is contacted: names, types, choices and ranges.

The settings of the registries, proxies and so on are checked by the lint.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from collections.abc import Collection, Iterable, Iterator, Mapping

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.output_files import check_file, check_folder
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.catalogue import CATALOGUE
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.node_checks import NodeCheck
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.lint import IDS, selected
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.product_version import (
    example_version,
    version_problem,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.host_names import host_name_findings
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.playbook_options import (
    PLAYBOOK_OPTIONS,
    invalid_waves,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.role_variables import (
    ROLE_NAMES,
    misspelt,
    misspelt_options,
    similar,
    too_small,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.similar_names import close_name
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.values import (
    Template,
    Values,
    playbook_values_of,
    values_of,
)

# A proof of many images on a slow node takes minutes.
LEAST_CONFIRM_SECONDS = 60

_INVALID = "variable-invalid"
_RUNTIME_VERSION = "pullproof_runtime_version"
_CODES = (*CATALOGUE, *(check.value for check in NodeCheck))


def option_errors(variables: Mapping[str, object], template: Template) -> tuple[Finding, ...]:
    """The errors in the options of one host. A template that can't be evaluated is left to the lint."""
    values = values_of(variables, template)
    typed = [finding for finding in values.findings if finding.id == _INVALID]
    found = [*typed, *invalid_options(variables, values, template)]
    chosen = selected(found, values.by_name["registries_lint_skip"])
    return tuple(finding for finding in chosen if finding.severity == "error")


def invalid_options(variables: Mapping[str, object], values: Values, template: Template) -> Iterator[Finding]:
    """The findings of the options apart from the types of the roles' variables, which `values` has."""
    for role in ROLE_NAMES:
        yield from misspelt(role, variables)
        yield from too_small(role, values.of(role))
    yield from misspelt_options(variables)
    yield from similar(variables)
    yield from host_name_findings(variables)
    yield from _unknown_codes(values.by_name["verify_skip"])
    of_playbooks = playbook_values_of(variables, template)
    yield from of_playbooks.findings
    yield from _of_rollout(of_playbooks.by_name, variables)
    yield from _of_playbooks({**values.by_name, **of_playbooks.by_name})


def _of_rollout(options: Mapping[str, t.Any], variables: Mapping[str, t.Any]) -> Iterator[Finding]:
    if invalid_waves(options.get("provision_waves", 1)):
        message = f"{options['provision_waves']!r} is not the size of a wave."
        fix = "Write a number such as 10, a percentage such as 25%, or a list of them."
        yield Finding(_INVALID, "error", "provision_waves", message, fix)
    if int(options.get("provision_max_failures", 0)) < 0:
        message = f"{options['provision_max_failures']} is not a number of nodes."
        yield Finding(_INVALID, "error", "provision_max_failures", message, "Write 0 or more.")
    yield from _unknown_groups(options.get("provision_wave_groups", []), variables.get("groups", {}))


def _unknown_groups(names: Iterable[str], groups: Collection[str]) -> Iterator[Finding]:
    for name in names:
        if name not in groups:
            near = close_name(name, groups)
            message = f"{name!r} is not a group of the inventory."
            fix = f"Did you mean {near}?" if near else "Write names of groups, in the order of the roll-out."
            yield Finding(_INVALID, "error", "provision_wave_groups", message, fix)


def _of_playbooks(options: Mapping[str, object]) -> Iterator[Finding]:
    if 0 < int(str(options.get("provision_confirm_timeout", 0))) < LEAST_CONFIRM_SECONDS:
        message = f"{options['provision_confirm_timeout']} is too small: a node would restore itself during its proof."
        fix = f"Write {LEAST_CONFIRM_SECONDS} or more, or 0 for no time limit."
        yield Finding(_INVALID, "error", "provision_confirm_timeout", message, fix)
    yield from _of_drains(options)
    runtime = RUNTIMES.get(str(options.get("pullproof_runtime")))
    # The target of an upgrade can be set for nodes of several products.
    for name, product in ((_RUNTIME_VERSION, runtime.product if runtime else ""), ("verify_target_version", "")):
        yield from _not_a_version(name, str(options.get(name) or ""), product)
    yield from _not_writable(options)


def _of_drains(options: Mapping[str, object]) -> Iterator[Finding]:
    for name in ("provision_drain_timeout", "provision_ready_timeout"):
        if int(str(options.get(name, 1))) < 1:
            yield Finding(_INVALID, "error", name, f"{options[name]} is too small.", "Write 1 or more seconds.")
    if options.get("provision_drain") == "always" and not options.get("provision_kubeconfig"):
        message = "It is always, but without provision_kubeconfig no node is drained."
        fix = "Set provision_kubeconfig to a kubeconfig for the cluster, or remove provision_drain."
        yield Finding(_INVALID, "error", "provision_drain", message, fix)


def _not_a_version(name: str, text: str, product: str) -> Iterator[Finding]:
    problem = version_problem(text, product) if text else ""
    if problem:
        fix = f"Write the version as the product prints it, such as {example_version(product)}."
        yield Finding(_INVALID, "error", name, problem, fix)


def _not_writable(options: Mapping[str, object]) -> Iterator[Finding]:
    """Reports are written at the end of a run. Whether they can be is known at its start."""
    files = [name for name, spec in PLAYBOOK_OPTIONS.items() if spec["type"] == "path"]
    checks = [*((check_file, name) for name in files), (check_folder, "verify_report_dir")]
    for check, name in checks:
        try:
            if options.get(name):
                check(str(options[name]), name)
        except PullproofError as error:
            message, _dot, fix = str(error).partition(". ")
            yield Finding(_INVALID, "error", name, f"{message}.", fix)


def _unknown_codes(skipped: list[str]) -> Iterator[Finding]:
    for code in skipped:
        if code in _CODES:
            continue
        near = close_name(code, _CODES)
        fix = f"Did you mean {near!r}?" if near else "docs/causes.md lists the codes."
        if code in IDS:
            fix = "It is the identifier of a finding: list it in registries_lint_skip."
        yield Finding(_INVALID, "error", "verify_skip", f"{code!r} is not the code of a cause or check.", fix)
