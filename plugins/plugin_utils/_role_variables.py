# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find misspelt variables of a role: Ansible ignores a name that nothing reads, and the real one stays empty.

Emptied variables remove what was written, so that a slip of the pen would take a node's registries away.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import difflib
import functools
import typing as t
from pathlib import Path

import yaml
from ansible_collections.pullproof.registry.plugins.plugin_utils._finding import Finding

# In the order in which they act.
ROLE_NAMES = ("time_sync", "ca_trust", "registries", "proxy", "runtime", "verify")
ROLES = Path(__file__).resolve().parents[2] / "roles"
_CLOSE = 0.9


def misspelt(role: str, names: t.Iterable[str]) -> list[Finding]:
    """An error for each name that begins as the role's variables do, is none of them, and is close to one.

    Names that are close to none, or add a part to one (`registries_mirrors_site`), are people's own.
    """
    known = role_variables(role)
    findings = []
    for name in sorted(names):
        if name in known or not name.startswith(f"{role}_") or name.startswith(tuple(f"{one}_" for one in known)):
            continue
        near = difflib.get_close_matches(name, known, n=1, cutoff=_CLOSE)
        if near:
            message = "The role has no such variable."
            findings.append(Finding("variable-unknown", "error", name, message, f"Did you mean {near[0]}?"))
    return findings


def role_variables(role: str) -> frozenset[str]:
    """The variables that the role's argument spec declares."""
    return frozenset(role_options(role))


@functools.cache
def role_options(role: str) -> t.Mapping[str, t.Any]:
    """The variables of the role's argument spec, each with its type and what else the spec says."""
    spec = yaml.safe_load((ROLES / role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
    options: dict[str, t.Any] = spec["argument_specs"]["main"]["options"]
    return options
