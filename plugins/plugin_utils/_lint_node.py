# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the lint can only know from a node: the certificates and keys that the variables name."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._lint_subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint_tls import tls_files
from ansible_collections.pullproof.registry.plugins.plugin_utils._tls_material import SeenFile

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._node import Node


def with_node_files(subject: LintSubject, node: Node) -> LintSubject:
    """The subject with what the files hold; a remote call only where the variables name some."""
    named = [file for file in tls_files(subject) if file.path.startswith("/")]
    seen = node.tls_files(
        [file.path for file in named if file.kind != "key_file"],
        [file.path for file in named if file.kind == "key_file"],
    )
    return replace(subject, node_files={path: SeenFile.of(facts) for path, facts in seen.items()})
