# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The values of a host's variables, by template. A template that can't be evaluated does not affect the others.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import (
    AnsibleValidationError,
    ArgumentTypeError,
    ElementError,
    NoLogError,
    SubParameterTypeError,
)
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import AUTO, RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.playbook_options import PLAYBOOK_OPTIONS
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.reader import VariableReader
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.role_variables import (
    ROLE_NAMES,
    role_options,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.similar_names import close_name

Template = Callable[[object], object]

_PLACEHOLDER = "unresolved"
_RUNTIME = "pullproof_runtime"
# Types of which Ansible's own message shows the value, which may be a secret.
_SHOWS_VALUE = (ArgumentTypeError, ElementError, NoLogError, SubParameterTypeError)
# Of a variable without a documented default, which the roles have from their own defaults.
_EMPTY: Mapping[str, object] = {"list": (), "str": ""}
# Read strictly by parsers of their own, which name the place.
_PARSED = frozenset({"registries_mirrors", "registries_configs", "proxy_environment", "verify_configs"})


class UnresolvedError(Exception):
    """A template that can't be evaluated; the text is the reason, without a value."""


@dataclass
class Values:
    """The values of all variables of the roles by name, and what was wrong on the way to them."""

    by_name: dict[str, t.Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def of(self, role: str) -> dict[str, t.Any]:
        """The variables of one role, without its name before them."""
        start = f"{role}_"
        return {name.removeprefix(start): value for name, value in self.by_name.items() if name.startswith(start)}


def values_of(raw: Mapping[str, object], template: Template) -> Values:
    """Values for all variables of the roles; one that is absent, or can't be used, has its documented default."""
    values, resolver = Values(), _Resolver(template)
    unusable = {_PLACEHOLDER}
    shared = resolver.value(raw.get(_RUNTIME, AUTO), _RUNTIME)
    if isinstance(shared, str) and shared not in (AUTO, _PLACEHOLDER, *RUNTIMES):
        # All roles use this variable. It is reported once, not per role.
        values.findings.append(_no_runtime(shared))
        unusable.add(shared)
    for role in ROLE_NAMES:
        for name, option in role_options(role).items():
            given = {name: resolver.value(raw[name], name)} if name in raw else {}
            is_unusable = isinstance(given.get(name), str) and given[name] in unusable
            value, messages = _typed(name, option, {} if is_unusable else given)
            fix = f"See: ansible-doc -t role pullproof.registry.{role}."
            values.findings += [Finding("variable-invalid", "error", name, message, fix) for message in messages]
            values.by_name[name] = value
    values.findings = [*resolver.findings.values(), *values.findings]
    return values


def playbook_values_of(raw: Mapping[str, object], template: Template) -> Values:
    """Values for the options of the playbooks that are set. An option that can't be evaluated is left out."""
    values, resolver = Values(), _Resolver(template)
    for name in PLAYBOOK_OPTIONS:
        value = resolver.value(raw[name], name) if name in raw else None
        if value is None or value == _PLACEHOLDER:
            continue
        checked, messages = _checked(name, PLAYBOOK_OPTIONS[name], {name: value})
        is_flag = PLAYBOOK_OPTIONS[name]["type"] == "bool"
        fix = (
            "Write true or false." if is_flag else "Correct it. The page of the playbook in docs/ describes the option."
        )
        values.findings += [Finding("variable-invalid", "error", name, message, fix) for message in messages]
        if not messages:
            values.by_name[name] = checked
    return values


def resolved(raw: object, template: Template) -> object:
    """The value of a variable, with a placeholder for each part that can't be evaluated."""
    return _Resolver(template).value(raw, "")


def _no_runtime(name: str) -> Finding:
    near = close_name(name, RUNTIMES)
    meant = f"Did you mean {near!r}? " if near else ""
    fix = f"{meant}Write one of {', '.join(RUNTIMES)}; on Windows rke2-agent or docker."
    return Finding("variable-invalid", "error", _RUNTIME, f"{name!r} is not a known runtime.", fix)


class _Resolver:
    """Evaluates templates; what can't be is remembered once per reason, at the first place."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self.findings: dict[str, Finding] = {}

    def value(self, raw: object, where: str, depth: int = 0) -> object:
        if isinstance(raw, Mapping):
            return {key: self.value(entry, _within(where, key, depth), depth + 1) for key, entry in raw.items()}
        if isinstance(raw, list | tuple):
            return [self.value(entry, f"{where}[{index}]", depth + 1) for index, entry in enumerate(raw)]
        try:
            return self._template(raw)
        except UnresolvedError as error:
            fix = "Define the variable, or provide the vault password. Without the password, skip variable-unresolved."
            finding = Finding("variable-unresolved", "error", where, f"The value can't be evaluated: {error}.", fix)
            self.findings.setdefault(str(error), finding)
            return _PLACEHOLDER


def _within(where: str, key: object, depth: int) -> str:
    is_plain = depth > 0 and isinstance(key, str) and key.isidentifier()
    return f"{where}.{key}" if is_plain else VariableReader.within(where, str(key))


def _typed(name: str, option: Mapping[str, t.Any], given: Mapping[str, object]) -> tuple[object, list[str]]:
    """The value or its default, and what is wrong with it."""
    if name in _PARSED and name in given:
        return given[name], []
    value, messages = _checked(name, option, given)
    return option.get("default", _EMPTY.get(option["type"])) if value is None else value, messages


def _checked(name: str, option: Mapping[str, t.Any], given: Mapping[str, object]) -> tuple[object, list[str]]:
    try:
        checked = ArgumentSpecValidator({name: dict(option)}).validate(dict(given))
    except TypeError:
        # Ansible joins the names of unknown keys.
        return None, ["A key is not text."]
    # Ansible has two errors for an entry of a wrong type.
    messages = list(dict.fromkeys(_message(error, option, given.get(name)) for error in checked.errors))
    return (None, messages) if messages else (checked.validated_parameters[name], [])


def _message(error: AnsibleValidationError, option: Mapping[str, t.Any], value: object) -> str:
    if not isinstance(error, _SHOWS_VALUE):
        return f"Ansible rejects it: {str(error).rstrip('.')}."
    if isinstance(error, ArgumentTypeError) and not isinstance(value, list):
        return f"It is {VariableReader.kind(value)}, and not of the type {option.get('type', 'str')}."
    entries = value if isinstance(value, list) else [value]
    other = [entry for entry in entries if not isinstance(entry, Mapping)]
    if option.get("elements") == "dict" and other:
        return f"An entry of the list is {VariableReader.kind(other[0])}, and not a mapping."
    return "A value in it does not have the documented type."
