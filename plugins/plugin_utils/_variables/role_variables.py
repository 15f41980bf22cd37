# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find misspelt variables of roles and playbooks: Ansible ignores a name that nothing
reads, and the real one stays empty.

Empty variables remove managed files. A misspelt variable would therefore remove the registries of a node, and a
misspelt `preflight_target_version` would check no upgrade. This plugin util is private to the collection and may change
at any time.
"""

from __future__ import annotations

import functools
import typing as t
from pathlib import Path

from ansible.module_utils.common.yaml import yaml_load
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.playbook_options import PLAYBOOK_OPTIONS
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.similar_names import (
    ALIKE,
    SimilarNames,
    close_name,
)

# Options that all playbooks share, with the prefix of one of them. Other names of the target version.
_OTHER_NAMES = {
    f"{playbook}_{option}": name
    for playbook in ("lint", "explain", "preflight")
    for option, name in (
        ("version", "pullproof_runtime_version"),
        ("runtime", "pullproof_runtime"),
        ("runtime_version", "pullproof_runtime_version"),
        ("embedded_registry", "pullproof_embedded_registry"),
    )
} | {
    "preflight_target": "preflight_target_version",
    "pullproof_target": "preflight_target_version, or pullproof_hosts",
    "pullproof_target_version": "preflight_target_version",
}
# In the order in which they act.
ROLE_NAMES = ("time_sync", "ca_trust", "registries", "proxy", "runtime", "verify")
ROLES = Path(__file__).resolve().parents[3] / "roles"


def misspelt(role: str, names: t.Iterable[str]) -> list[Finding]:
    """An error for each unknown name that has the prefix of the role's variables, and is similar to one of them.

    Names that are close to none, or add a part to one (`registries_mirrors_site`), are people's own.
    """
    return _slips(role, role_variables(role), names, "The role has no such variable.")


def misspelt_options(names: t.Iterable[str]) -> list[Finding]:
    """The same for the variables that only the playbooks read."""
    given, message = list(names), "No playbook reads this variable."
    starts = dict.fromkeys(name.partition("_")[0] for name in PLAYBOOK_OPTIONS)
    known = {start: {name for name in PLAYBOOK_OPTIONS if name.startswith(f"{start}_")} for start in starts}
    slips = [finding for start, options in known.items() for finding in _slips(start, options, given, message)]
    others = [
        Finding("variable-unknown", "error", name, message, f"Did you mean {_OTHER_NAMES[name]}?")
        for name in sorted(set(given) & set(_OTHER_NAMES))
    ]
    return [*slips, *others]


def similar(variables: t.Mapping[str, object]) -> list[Finding]:
    """An error for each name without the right prefix that is similar to a variable of a role or playbook.

    Not if that variable is set too: then the similar name belongs to another program.
    """
    findings = []
    for name in sorted(variables):
        near = None if name.startswith("ansible_") else _similar_names().of(name)
        if near is not None and not name.startswith(f"{_prefix(near)}_") and not _is_set(near, variables):
            message = "No role and no playbook reads this variable."
            findings.append(Finding("variable-similar", "error", name, message, f"Did you mean {near}?"))
    return findings


@functools.cache
def _similar_names() -> SimilarNames:
    return SimilarNames({*PLAYBOOK_OPTIONS, *(name for role in ROLE_NAMES for name in role_options(role))})


def _prefix(name: str) -> str:
    return next((role for role in ROLE_NAMES if name.startswith(f"{role}_")), name.partition("_")[0])


def _is_set(name: str, variables: t.Mapping[str, object]) -> bool:
    """Whether the variable has another value than the default of its role, which a play can load."""
    options = role_options(_prefix(name)) if _prefix(name) in ROLE_NAMES else {}
    return name in variables and not (name in options and variables[name] == options[name].get("default"))


def role_variables(role: str) -> frozenset[str]:
    """The variables that the role's argument spec declares."""
    return frozenset(role_options(role))


def _slips(start: str, known: t.Collection[str], names: t.Iterable[str], message: str) -> list[Finding]:
    findings = []
    for name in sorted(names):
        if name in known or not name.startswith(f"{start}_") or name.startswith(tuple(f"{one}_" for one in known)):
            continue
        near = close_name(name, known, ALIKE)
        if near:
            findings.append(Finding("variable-unknown", "error", name, message, f"Did you mean {near}?"))
    return findings


@functools.cache
def role_options(role: str) -> t.Mapping[str, t.Any]:
    """The variables of the role's argument spec, each with its type and the rest of its spec."""
    spec = yaml_load((ROLES / role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
    options: dict[str, t.Any] = spec["argument_specs"]["main"]["options"]
    return options


_LEAST: t.Mapping[str, t.Mapping[str, float]] = {
    "ca_trust": {"expiry_warning_days": 0},
    "drill": {"timeout": 1},
    "probe": {"workers": 1, "timeout": 1, "connect_timeout": 0.1, "retries": 0},
    "runtime": {"timeout": 1},
    "time_sync": {"timeout": 0, "max_offset_ms": 0},
    "verify": {
        "parallel": 1,
        "timeout": 1,
        "connect_timeout": 0.1,
        "retries": 0,
        "expiry_warning_days": 0,
        "throttle": 0,
        "jitter": 0,
        "min_free_mb": 0,
    },
}


def too_small(role: str, arguments: t.Mapping[str, t.Any]) -> list[Finding]:
    """An error for each argument below its least value, under the name of the role's variable.

    The module of a role does not have all arguments of the role.
    """
    low = {name: least for name, least in _LEAST.get(role, {}).items() if arguments.get(name, least) < least}
    return [
        Finding(
            "out-of-range", "error", f"{role}_{name}", f"{arguments[name]} is too small.", f"Write {minimum} or more."
        )
        for name, minimum in low.items()
    ]
