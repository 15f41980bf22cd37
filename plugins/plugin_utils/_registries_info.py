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
from ansible_collections.pullproof.registry.plugins.plugin_utils._known_issues import issues_for
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._service_environment import environment_for
from ansible_collections.pullproof.registry.plugins.plugin_utils._version import InvalidVersionError

_PROXY = "proxy_"

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
        for title, findings in (("wrong", self.findings), ("known issue", self.known_issues)):
            for found in findings:
                lines += wrapped(f"{title} ({found.id}): {found.where}: {found.message} Fix: {found.fix}", "")
        return lines


def images_of(arguments: Arguments) -> tuple[str, ...]:
    """The references; what is neither text nor a mapping with one is explained as no reference."""
    return tuple(
        str(entry.get("image", "")) if isinstance(entry, t.Mapping) else str(entry) for entry in arguments["images"]
    )


def explain_node(
    arguments: Arguments, runtime: Runtime, version: str, found: FoundHosts | None = None
) -> NodeExplanation:
    """Explain the images of `arguments`; `version` may be empty. Raises PullproofError."""
    registries = parse_registries(arguments["mirrors"], arguments["configs"])
    images = images_of(arguments)
    environment = environment_of(arguments, runtime)
    default_endpoint, embedded = arguments["default_endpoint"], arguments["embedded_registry"]
    subject = Subject(registries, runtime.name, default_endpoint, environment, found, embedded)
    try:
        issues = issues_for(
            registries,
            runtime.name,
            version or None,
            environment=environment,
            default_endpoint=default_endpoint,
            embedded_registry=embedded,
            images=images,
        )
    except InvalidVersionError as error:
        raise PullproofError(
            f"Checked: version. Observed: {version!r}. Expected: a version such as v1.32.2+rke2r1 ({error}). "
            "Fix: correct it, or leave it out."
        ) from None
    return NodeExplanation(explain(subject, images), registries.findings, issues)


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
