# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The explanation of one node's images, from the arguments of `registries_info`.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._runtimes import Runtime
from ansible_collections.pullproof.registry.plugins.plugin_utils._errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._explain import Subject, explain
from ansible_collections.pullproof.registry.plugins.plugin_utils._explain_found import FoundHosts
from ansible_collections.pullproof.registry.plugins.plugin_utils._explain_model import Explanation
from ansible_collections.pullproof.registry.plugins.plugin_utils._explain_table import explanation_table, wrapped
from ansible_collections.pullproof.registry.plugins.plugin_utils._finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._known_issues_data import KNOWN_ISSUES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint_subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._service_environment import environment_for
from ansible_collections.pullproof.registry.plugins.plugin_utils._version import InvalidVersionError, Version

_PROXY = "proxy_"
_KNOWN = frozenset(issue.id for issue in KNOWN_ISSUES)
_TITLES = {"error": "wrong", "warning": "maybe wrong"}

Arguments = t.Mapping[str, t.Any]


@dataclass(frozen=True)
class NodeExplanation:
    """What the variables mean for one node: per image, what is wrong with them, and known issues they run into."""

    explanations: tuple[Explanation, ...]
    findings: tuple[Finding, ...]
    known_issues: tuple[Finding, ...]

    @property
    def table(self) -> list[str]:
        """For people: the images, then what there is to mind."""
        lines = explanation_table(self.explanations)
        told = [(_TITLES[found.severity], found) for found in self.findings if found.severity in _TITLES]
        for title, found in [*told, *(("known issue", found) for found in self.known_issues)]:
            lines += wrapped(f"{title} ({found.id}): {found.where}: {found.message} Fix: {found.fix}", "")
        return lines


def images_of(arguments: Arguments) -> tuple[str, ...]:
    """The references; what is neither text nor a mapping with one is explained as no reference."""
    return tuple(
        str(entry.get("image", "")) if isinstance(entry, t.Mapping) else str(entry) for entry in arguments["images"]
    )


def subject_of(arguments: Arguments, runtime: Runtime, version: str) -> LintSubject:
    """What the lint looks at; `version` may be empty. Raises PullproofError for one that is none."""
    try:
        Version.parse(version or "0.0")
    except InvalidVersionError as error:
        raise PullproofError(
            f"Checked: version. Observed: {version!r}. Expected: a version such as v1.32.2+rke2r1 ({error}). "
            "Fix: correct it, or leave it out."
        ) from None
    return LintSubject(
        parse_registries(arguments["mirrors"], arguments["configs"]),
        runtime.name,
        version or None,
        images=images_of(arguments),
        environment=environment_of(arguments, runtime),
        default_endpoint=arguments["default_endpoint"],
        allow_insecure=arguments["allow_insecure"],
        embedded_registry=arguments["embedded_registry"],
        docker_config=tuple(arguments["docker_config"]),
    )


def explain_node(subject: LintSubject, linted: t.Sequence[Finding], found: FoundHosts | None = None) -> NodeExplanation:
    """Explain the images of the subject; `linted` is what the lint said of it."""
    explained = Subject(
        subject.registries,
        subject.runtime,
        subject.default_endpoint,
        subject.environment,
        found,
        subject.embedded_registry,
    )
    return NodeExplanation(
        explain(explained, subject.images),
        tuple(finding for finding in linted if finding.id not in _KNOWN),
        tuple(finding for finding in linted if finding.id in _KNOWN),
    )


def environment_of(arguments: Arguments, runtime: Runtime) -> dict[str, str]:
    """What the service of the runtime would get by the options proxy_*. Raises PullproofError."""
    given = arguments[f"{_PROXY}environment"]
    if not isinstance(given or {}, t.Mapping):
        raise PullproofError(
            "Checked: proxy_environment. Observed: it is no mapping. Expected: values by the names of variables. "
            "Fix: write NAME: value pairs."
        )
    options = {name.removeprefix(_PROXY): value for name, value in arguments.items() if name.startswith(_PROXY)}
    entries = environment_for({**options, "environment_file": ""}, runtime).entries
    return {str(name): value for name, value in entries.items()}
