# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The explanation of one node's images, from the arguments of `registries_info`.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import Runtime
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.layout import INDENT, hanging
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.check import has_issue
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.table import KNOWN_ISSUES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.product_version import containerd_version
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.version import InvalidVersionError, Version
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.explain.findings import concerning
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.explain.table import explanation_table
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import images_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Explanation
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.on_disk import FoundHosts
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.resolve import Subject, explain
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.proxy import (
    Arguments,
    environment_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

_KNOWN = frozenset(issue.id for issue in KNOWN_ISSUES)
_TITLES = {"error": "wrong", "warning": "maybe wrong", "info": "note"}
# The only image that RKE2 pulls itself, before containerd runs.
_BOOTSTRAP_IMAGE = "rke2-runtime"


@dataclass(frozen=True)
class NodeExplanation:
    """What the variables mean for one node: per image, what is wrong with them, and known issues they run into."""

    explanations: tuple[Explanation, ...]
    findings: tuple[Finding, ...]
    known_issues: tuple[Finding, ...]

    @property
    def table(self) -> list[str]:
        """For people: the images with the findings that concern them, then all findings in full."""
        everything = (*self.findings, *self.known_issues)
        lines = []
        for index, explanation in enumerate(self.explanations):
            heading, *others = explanation_table([_pulled(explanation)])
            lines += [heading, *_pointers(concerning(index, explanation, everything)), *others]
        entries = [(_TITLES[found.severity], found) for found in self.findings if _is_shown(found)]
        for title, found in [*entries, *(("known issue", found) for found in self.known_issues)]:
            lines += hanging(f"{title} ({found.id}): {found.where}: {found.message} Fix: {found.fix}", "")
        return lines


def _is_shown(finding: Finding) -> bool:
    """Infos about the entries of registries only. The table has the proxies."""
    return finding.severity != "info" or (finding.where.startswith("registries_") and finding.id != "proxy-for-mirror")


def _pulled(explanation: Explanation) -> Explanation:
    """Without the bootstrap for an image that the bootstrap does not pull."""
    is_pulled = explanation.parsed is not None and explanation.parsed.path.endswith(_BOOTSTRAP_IMAGE)
    return explanation if is_pulled else replace(explanation, bootstrap=None, differ=False)


def _pointers(findings: t.Sequence[Finding]) -> t.Iterator[str]:
    for found in findings:
        title = "known issue" if found.id in _KNOWN else _TITLES[found.severity]
        yield from hanging(f"! {title} ({found.id}), see below: {found.where}", INDENT)


def subject_of(arguments: Arguments, runtime: Runtime, version: str, platform: str = "linux") -> LintSubject:
    """The subject of the lint; `version` may be empty. Raises PullproofError for an invalid version."""
    try:
        Version.parse(version or "0.0")
    except InvalidVersionError as error:
        raise PullproofError(f"Invalid version: {error}. Correct it, or omit it.") from None
    settings = RegistrySettings(
        parse_registries(arguments["mirrors"], arguments["configs"], arguments["dial_timeout"]),
        arguments["default_endpoint"],
        docker_config=tuple(arguments["docker_config"]),
        platform=platform,
    )
    return LintSubject(
        settings,
        runtime.name,
        version or None,
        images=images_of(arguments),
        environment=environment_of(arguments, runtime),
        allow_insecure=arguments["allow_insecure"],
        embedded_registry=arguments["embedded_registry"],
    )


def explain_node(
    subject: LintSubject, linted: t.Sequence[Finding], found: FoundHosts | None = None, data_dir: str = ""
) -> NodeExplanation:
    """Explain the images of the subject; `linted` are the findings of the lint. `data_dir` is that of RKE2 and K3s."""
    explained = Subject(
        subject.registries,
        subject.runtime,
        subject.settings.default_endpoint,
        subject.environment,
        found,
        subject.embedded_registry,
        has_hub_aliases=not has_issue("hub-credentials-one-key", subject.product, subject.version),
        version=subject.version or "",
        data_dir=data_dir,
        containerd=containerd_version(subject.product, subject.version),
        platform=subject.settings.platform,
    )
    return NodeExplanation(
        explain(explained, subject.images),
        tuple(finding for finding in linted if finding.id not in _KNOWN),
        tuple(finding for finding in linted if finding.id in _KNOWN),
    )
