# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The argument spec of an action, read from the documentation of the module of the same name and from the fragments
that it extends; and options that have their values from the variables of the roles.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import importlib
import typing as t
from functools import cache

from ansible.module_utils.common.yaml import yaml_load

_PLUGINS = "ansible_collections.pullproof.registry.plugins"
_FRAGMENT = "pullproof.registry."
_NOT_SPEC = {"description", "version_added", "suboptions"}

FROM_VARIABLES = "from_variables"

_PROXY = ("http", "https", "no_proxy", "containerd_http", "containerd_https", "containerd_no_proxy")
_REGISTRIES = (
    "mirrors",
    "configs",
    "default_endpoint",
    "dial_timeout",
    "allow_insecure",
    "docker_config",
    "lint_skip",
)
VARIABLES: t.Mapping[str, str] = {
    **{name: f"registries_{name}" for name in _REGISTRIES},
    **{f"proxy_{name}": f"proxy_{name}" for name in (*_PROXY, "no_proxy_defaults", "environment")},
    "certificates": "ca_trust_certificates",
    "embedded_registry": "pullproof_embedded_registry",
}


def argument_spec(module_name: str) -> dict[str, t.Any]:
    """The spec for `ActionBase.validate_argument_spec`, from `plugins/modules/<module_name>.py`."""
    return _options(_documented_options(module_name))


def _documented_options(module_name: str) -> dict[str, t.Any]:
    module = importlib.import_module(f"{_PLUGINS}.modules.{module_name}")
    return _options_in(module.DOCUMENTATION)


@cache
def _options_in(documentation: str) -> dict[str, t.Any]:
    documented = yaml_load(documentation)
    options: dict[str, t.Any] = documented.get("options", {})
    for fragment in documented.get("extends_documentation_fragment", []):
        options = _merged(_fragment_options(fragment), options)
    return options


def _fragment_options(name: str) -> dict[str, t.Any]:
    """The options of a fragment, `pullproof.registry.<file>` or `pullproof.registry.<file>.<variable>`."""
    file, _dot, variable = name.removeprefix(_FRAGMENT).partition(".")
    fragment = importlib.import_module(f"{_PLUGINS}.doc_fragments.{file}").ModuleDocFragment
    text = getattr(fragment, (variable or "documentation").upper())
    options: dict[str, t.Any] = yaml_load(text).get("options", {})
    return options


def _merged(fragment: t.Mapping[str, t.Any], own: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """As Ansible merges: the module's keys of an option take precedence."""
    return {name: {**fragment.get(name, {}), **own.get(name, {})} for name in {**fragment, **own}}


def _options(documented: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    return {name: _option(entry) for name, entry in documented.items()}


def _option(entry: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    spec = {key: value for key, value in entry.items() if key not in _NOT_SPEC}
    if "suboptions" in entry:
        spec["options"] = _options(entry["suboptions"])
    return spec


def with_role_variables(
    arguments: t.Mapping[str, t.Any],
    spec: t.Mapping[str, t.Any],
    variables: t.Mapping[str, t.Any],
    template: t.Callable[[t.Any], t.Any],
) -> dict[str, t.Any]:
    """The arguments, and for options of the spec that are not among them the defined variables of the roles."""
    given = {
        option: template(variables[name])
        for option, name in VARIABLES.items()
        if option in spec and option not in arguments and name in variables
    }
    return {**given, **arguments}


def role_arguments(
    role: str, module_name: str, variables: t.Mapping[str, t.Any], template: t.Callable[[t.Any], t.Any]
) -> dict[str, t.Any]:
    """The arguments that the role gives its module: each option has its value from the variable ROLE_OPTION."""
    names = {option: f"{role}_{option}" for option in argument_spec(module_name)}
    return {option: template(variables[name]) for option, name in names.items() if name in variables}
