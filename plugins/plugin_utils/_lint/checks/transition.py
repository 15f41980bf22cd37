# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The former registries, which `provision` keeps during a transition: they have to be as valid as the new ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.catalogue import RULES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.transition import (
    FORMER_CONFIGS,
    FORMER_MIRRORS,
    Transition,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.reader import VariableReader

_UNUSED = RULES["former-unused"]
_REWRITE = RULES["former-rewrite"]
_NAMES = {"registries_mirrors": FORMER_MIRRORS, "registries_configs": FORMER_CONFIGS}


def check_transition(
    subject: LintSubject, options: Mapping[str, object], check: Callable[[LintSubject], Iterable[Finding]]
) -> Iterator[Finding]:
    """Findings about the `options` of the playbook, for the subject with the new registries. `check` has the findings
    of another subject.
    """
    mirrors, configs = (options.get(name) or {} for name in (FORMER_MIRRORS, FORMER_CONFIGS))
    if not mirrors and not configs:
        return
    if not options.get("provision_transition"):
        message = "Former registries are kept only during a transition."
        yield _UNUSED.at(FORMER_MIRRORS, message, "Set provision_transition: true, or remove the variable.")
    former = replace(subject, settings=replace(subject.settings, registries=parse_registries(mirrors, configs)))
    errors = [finding for finding in check(former) if finding.severity == "error"]
    yield from _renamed(errors)
    if not errors and not subject.registries.errors:
        yield from _rewrites(Transition(subject.registries, former.registries))


def _renamed(errors: list[Finding]) -> Iterator[Finding]:
    for finding in errors:
        for name, former in _NAMES.items():
            if finding.where.startswith(name):
                yield replace(finding, where=finding.where.replace(name, former, 1))


def _rewrites(transition: Transition) -> Iterator[Finding]:
    for name, kept in transition.endpoints().items():
        if kept and dict(transition.wanted.mirrors[name].rewrites) != dict(transition.former.mirrors[name].rewrites):
            where = f"{VariableReader.within(FORMER_MIRRORS, name)}.rewrite"
            message = "The new rewrites are different. RKE2 and K3s apply them to the former endpoints as well."
            fix = "Use the same rewrites, or write the path into the new endpoint: https://host/v2/path."
            yield _REWRITE.at(where, message, fix)
