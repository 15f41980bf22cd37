# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lint of all variables of a host, of all roles, by what is known without asking a node.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import datetime
import typing as t
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.checks.transition import check_transition
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.lint import found_in, selected
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.options import invalid_options
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.transition import TRANSITION_OPTIONS
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import parse_images
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.reference import RequestedImage
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.ca_trust import (
    check_chains,
    expiry_findings,
    parse_anchors,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.proxy import environment_for
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.proxy_checks import check_reach, check_variables
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.time_sync import parse_servers
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.indentation import not_indented
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.reader import VariableReader
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.values import (
    Template,
    Values,
    playbook_values_of,
    values_of,
)

UNRESOLVED = "variable-unresolved"
# Replaces an unknown runtime: its service gets all variables.
_FULLEST = "rke2-agent"


@dataclass(frozen=True)
class HostProfile:
    """What is known of a host apart from its variables; an empty ``runtime`` or ``version`` is not known."""

    runtime: str = ""
    version: str = ""
    platform: str = "linux"
    embedded_registry: bool = False


@dataclass(frozen=True)
class Controller:
    """What the lint needs of the controller: templates, files by the ``src`` of a certificate, and the time."""

    template: Template
    read_source: Callable[[str], str]
    now: datetime.datetime


def lint_host(variables: Mapping[str, object], known: HostProfile, controller: Controller) -> tuple[Finding, ...]:
    """All findings about one host, by all its variables as they stand in the inventory. Never raises."""
    values = values_of(variables, controller.template)
    unresolved = tuple(finding.where for finding in values.findings if finding.id == UNRESOLVED)
    subject = subject_of(values, known, controller.now)
    found = [
        *invalid_options(variables, values, controller.template),
        *not_indented(variables),
        *_of_roles(values, known, controller),
        *found_in(subject),
        *check_transition(subject, _options_of_transition(variables, controller), found_in),
    ]
    follow_ups = (finding for finding in found if not (unresolved and finding.where.startswith(unresolved)))
    return selected([*values.findings, *follow_ups], values.by_name["registries_lint_skip"])


def _options_of_transition(variables: Mapping[str, object], controller: Controller) -> Mapping[str, object]:
    """The options of the playbook that `check_transition` reads."""
    given = {name: value for name, value in variables.items() if name in TRANSITION_OPTIONS}
    return playbook_values_of(given, controller.template).by_name if given else {}


def subject_of(values: Values, known: HostProfile, now: datetime.datetime) -> LintSubject:
    """The subject of the lint of registries."""
    by_name = values.by_name
    runtime = RUNTIMES.get(known.runtime)
    settings = RegistrySettings(
        parse_registries(
            by_name["registries_mirrors"], by_name["registries_configs"], by_name["registries_dial_timeout"]
        ),
        by_name["registries_default_endpoint"],
        by_name["registries_image_pull_progress_timeout"],
        tuple(dict.fromkeys(by_name["registries_docker_config"])),
        known.platform,
    )
    return LintSubject(
        settings,
        runtime.name if runtime else "",
        known.version or None,
        _images(by_name["verify_images"], known.platform),
        environment_for(_proxy(values)[0], runtime or RUNTIMES[_FULLEST]).entries,
        by_name["registries_allow_insecure"],
        embedded_registry=known.embedded_registry,
        cluster_networks=(*by_name["proxy_cluster_cidrs"], *by_name["proxy_service_cidrs"]),
        now=now,
    )


def _of_roles(values: Values, known: HostProfile, controller: Controller) -> Iterator[Finding]:
    """Errors and warnings that the roles themselves report before they query a node."""
    yield from parse_servers(values.by_name["time_sync_servers"])[1]
    certificates, days = values.by_name["ca_trust_certificates"], values.by_name["ca_trust_expiry_warning_days"]
    anchors, findings = parse_anchors(certificates, controller.read_source, controller.now)
    yield from findings
    yield from expiry_findings(anchors, days, controller.now)
    if known.platform == "windows":
        yield from check_chains(anchors)
    arguments, findings = _proxy(values)
    yield from findings
    yield from check_variables(arguments)
    if known.runtime in RUNTIMES:
        yield from check_reach(arguments, RUNTIMES[known.runtime])
    else:
        yield _runtime_unknown()
    yield from parse_images(values.by_name["verify_images"])[1]
    yield from _verify_configs(values)


def _runtime_unknown() -> Finding:
    message = "Without a runtime, limits of the runtime and known issues are not checked."
    fix = "Set pullproof_runtime for each group of nodes with the same runtime."
    return Finding("runtime-unknown", "info", "pullproof_runtime", message, fix)


def _proxy(values: Values) -> tuple[dict[str, t.Any], list[Finding]]:
    arguments, reader = values.of("proxy"), VariableReader()
    return {**arguments, "environment": reader.mapping(arguments["environment"], "proxy_environment")}, reader.findings


def _verify_configs(values: Values) -> Iterator[Finding]:
    own = values.by_name["verify_configs"]
    if own != values.by_name["registries_configs"]:
        for finding in parse_registries({}, own).errors:
            yield replace(finding, where=finding.where.replace("registries_configs", "verify_configs", 1))


def _images(images: list[t.Any], platform: str) -> tuple[RequestedImage, ...]:
    """The images in their places; empty ones for values that are not text, and for nodes of another system."""
    entries = [entry if isinstance(entry, Mapping) else {"image": entry} for entry in images]
    references = [entry.get("image") if entry.get("os", platform) == platform else "" for entry in entries]
    return tuple(RequestedImage.parse(text if isinstance(text, str) else "") for text in references)
