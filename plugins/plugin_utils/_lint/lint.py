# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that is wrong, or may be, with the registries' variables, before any node is written to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.checks.certificates import check_certificates_now
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.checks.configs import check_configs
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.checks.credentials import check_credentials
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.checks.mirrors import check_mirrors
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.checks.names import check_names
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.checks.proxy import check_proxy
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.checks.rewrites import check_rewrites
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.checks.runtime import check_runtime
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.checks.tls import check_tls_settings
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.checks.values import check_values
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.check import check_versions
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.merge import merged
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.table import KNOWN_ISSUES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.catalogue import RULES, with_source
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.similar_names import close_name

_CHECKS: tuple[Callable[[LintSubject], Iterator[Finding]], ...] = (
    check_runtime,
    check_names,
    check_configs,
    check_mirrors,
    check_rewrites,
    check_credentials,
    check_values,
    check_tls_settings,
    check_certificates_now,
    check_proxy,
    check_versions,
)
IDS = frozenset((*RULES, *(issue.id for issue in KNOWN_ISSUES)))
_ORDER = ("error", "warning", "info")
_SKIP = RULES["lint-skip-unknown"]
_REFUSED = RULES["lint-skip-refused"]


def lint(subject: LintSubject, skip: Collection[str] = ()) -> tuple[Finding, ...]:
    """All findings, errors first, without skipped findings. Never raises, even for invalid variables."""
    return selected(found_in(subject), skip)


def found_in(subject: LintSubject) -> Iterator[Finding]:
    """All findings, some maybe twice, in the order of the checks."""
    for check in _CHECKS:
        yield from check(subject)


def selected(found: Iterable[Finding], skip: Collection[str]) -> tuple[Finding, ...]:
    """Each finding and each known issue once, with its source, errors first; without skippable ones in ``skip``."""
    every = [with_source(finding) for finding in [*_about_skipping(skip), *found]]
    remaining = merged(finding for finding in every if finding.id not in skip or not _is_skippable(finding.id))
    return tuple(sorted(remaining, key=lambda finding: _ORDER.index(finding.severity)))


def _is_skippable(identifier: str) -> bool:
    return identifier not in RULES or RULES[identifier].skippable


def _about_skipping(skip: Collection[str]) -> Iterator[Finding]:
    where = "registries_lint_skip"
    for identifier in skip:
        if not _is_skippable(identifier):
            message = f"{identifier!r} can't be skipped, because the settings would not be written as they are."
            yield _REFUSED.at(where, message, "Remove it from the list, and correct the settings.")
        elif identifier not in IDS:
            near = close_name(identifier, IDS)
            fix = f"Did you mean {near!r}?" if near else "Remove it."
            yield _SKIP.at(where, f"{identifier!r} is not the identifier of a finding.", fix)
