# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lint of registries with facts of the node: its own configuration, and the files that the variables refer to."""

from __future__ import annotations

import typing as t
from collections.abc import Collection
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.key_pairs import SeenFile
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.checks.tls import tls_files
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.lint import lint
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode


def lint_on_node(
    subject: LintSubject, chosen: ChosenRuntime | None, node: LinuxNode, skip: Collection[str]
) -> tuple[Finding, ...]:
    """All findings, errors first. Without a runtime, the facts of the runtime are not checked."""
    return lint(with_runtime_facts(with_node_files(subject, node), chosen), skip)


def with_runtime_facts(subject: LintSubject, chosen: ChosenRuntime | None) -> LintSubject:
    """The subject with the facts of the installed runtime."""
    if chosen is None or chosen.facts is None:
        return subject
    if subject.product == "containerd":
        return replace(subject, containerd=chosen.containerd)
    if subject.product == "docker":
        unmanaged = tuple(chosen.facts.get("unmanaged_mirrors", ()))
        return replace(subject, docker_options=tuple(chosen.facts["unit"]["options"]), unmanaged_mirrors=unmanaged)
    return subject


def with_node_files(subject: LintSubject, node: LinuxNode) -> LintSubject:
    """The subject with the content of the files; a remote call is made only if the variables refer to files."""
    named = [file for file in tls_files(subject) if file.path.startswith("/")]
    contents = node.tls_files(
        [file.path for file in named if file.kind != "key_file"],
        [file.path for file in named if file.kind == "key_file"],
    )
    return replace(subject, node_files={path: SeenFile.of(facts) for path, facts in contents.items()})
