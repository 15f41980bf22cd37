# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that is wrong, or may be, with the registries' variables, before any node is written to."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator

from ansible_collections.pullproof.registry.plugins.plugin_utils._finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint_certificates import check_certificates_now
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint_configs import check_configs
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint_credentials import check_credentials
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint_ids import IDS
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint_mirrors import check_mirrors
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint_names import check_names
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint_proxy import check_proxy
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint_rewrites import check_rewrites
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint_rule import Rule
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint_runtime import check_runtime
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint_sources import with_source
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint_subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint_tls import check_tls_settings
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint_versions import check_versions

_CHECKS: tuple[Callable[[LintSubject], Iterator[Finding]], ...] = (
    check_runtime,
    check_names,
    check_configs,
    check_mirrors,
    check_rewrites,
    check_credentials,
    check_tls_settings,
    check_certificates_now,
    check_proxy,
    check_versions,
)
_ORDER = ("error", "warning", "info")
_SKIP = Rule("lint-skip-unknown", "warning", "docs/lint.md")


def lint(subject: LintSubject, skip: Collection[str] = ()) -> tuple[Finding, ...]:
    """All findings, errors first, without those whose id is in ``skip``. Never raises, whatever the variables hold."""
    found = [with_source(finding) for check in _CHECKS for finding in check(subject)]
    kept = dict.fromkeys(finding for finding in [*_unknown(skip), *found] if finding.id not in skip)
    return tuple(sorted(kept, key=lambda finding: _ORDER.index(finding.severity)))


def _unknown(skip: Collection[str]) -> Iterator[Finding]:
    for identifier in skip:
        if identifier not in IDS:
            near = difflib.get_close_matches(identifier, IDS, n=1)
            fix = f"Did you mean {near[0]!r}?" if near else "Remove it."
            yield _SKIP.at("registries_lint_skip", f"There is no finding {identifier!r} to skip.", fix)
