# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lint of registries with what only a node can tell: its own files, and those that the variables name."""

from __future__ import annotations

import typing as t
from collections.abc import Collection
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.key_pairs import SeenFile
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.checks.runtime import wanted_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.checks.tls import tls_files
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.lint import is_skipped, lint
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.sources import with_source
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.plan import check_for
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode


def lint_on_node(
    subject: LintSubject, chosen: ChosenRuntime | None, node: LinuxNode, skip: Collection[str]
) -> list[Finding]:
    """All findings, errors first, those by the node's own configuration last; no runtime: what can be said without."""
    found = list(lint(with_node_files(subject, node), skip))
    known = {(finding.id, finding.where, finding.message) for finding in found}
    of_the_node = check_for(wanted_of(subject), chosen) if chosen else []
    return found + [
        finding
        for finding in map(with_source, of_the_node)
        if (finding.id, finding.where, finding.message) not in known and not is_skipped(finding.id, skip)
    ]


def with_node_files(subject: LintSubject, node: LinuxNode) -> LintSubject:
    """The subject with what the files hold; a remote call only where the variables name some."""
    named = [file for file in tls_files(subject) if file.path.startswith("/")]
    seen = node.tls_files(
        [file.path for file in named if file.kind != "key_file"],
        [file.path for file in named if file.kind == "key_file"],
    )
    return replace(subject, node_files={path: SeenFile.of(facts) for path, facts in seen.items()})
