# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Known issues of the runtime's version that affect the variables of a node.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.known_issues import AffectingIssue
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.check import (
    OF_BOOTSTRAP,
    STOPS_PULLS,
    issues_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.version import InvalidVersionError, Version
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.node import with_runtime_facts
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.reference import RequestedImage
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.targets import BOOTSTRAP

Arguments = Mapping[str, Any]


def known_issues_of(
    registries: Registries,
    arguments: Arguments,
    chosen: ChosenRuntime,
    environment: Mapping[str, str],
    images: tuple[RequestedImage, ...],
) -> tuple[AffectingIssue, ...]:
    """The issues at each place in the variables, without notes; empty if the version is unknown."""
    try:
        version = Version.parse(chosen.version or "")
    except InvalidVersionError:
        return ()
    subject = LintSubject(
        RegistrySettings(registries, arguments["default_endpoint"], platform=chosen.runtime.platform),
        chosen.runtime.name,
        chosen.version,
        images=images,
        environment=environment,
        embedded_registry=arguments["embedded_registry"],
    )
    found = issues_of(with_runtime_facts(subject, chosen), version)
    return tuple(_affecting(finding) for finding in found if finding.severity != "info")


def _affecting(finding: Finding) -> AffectingIssue:
    return AffectingIssue(
        finding.where,
        f"{finding.id}: {finding.message}",
        finding.id in STOPS_PULLS,
        BOOTSTRAP if finding.id in OF_BOOTSTRAP else "",
    )
