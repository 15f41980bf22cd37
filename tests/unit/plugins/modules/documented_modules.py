# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples and return values in the documentation of the modules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2.nativetypes import NativeEnvironment

COLLECTION = "pullproof.registry"
FOLDER = Path(__file__).resolve().parents[4] / "plugins" / "modules"
MODULES = sorted(".".join(path.relative_to(FOLDER).with_suffix("").parts) for path in FOLDER.rglob("*.py"))
PUBLIC = [module for module in MODULES if "." not in module]

# What Ansible and the base of all actions add to a result. `diff` and `warnings` are Ansible's own keys.
COMMON = {"changed", "failed", "diff", "warnings", "ansible_facts"}


def _documented(module: str, name: str) -> Any:
    text = (FOLDER / f"{module.replace('.', '/')}.py").read_text()
    block = re.search(rf'^{name} = r"""\n(.*?)^"""', text, re.DOTALL | re.MULTILINE)
    assert block, f"{module} has no {name}"
    return yaml.safe_load(block.group(1))


@cache
def examples(module: str) -> list[dict[str, Any]]:
    """The tasks in the examples of a module."""
    tasks: list[dict[str, Any]] = _documented(module, "EXAMPLES")
    return tasks


def own_examples(module: str) -> dict[str, dict[str, Any]]:
    """The tasks in the examples that run the module itself, by their names."""
    return {task["name"]: task for task in examples(module) if f"{COLLECTION}.{module}" in task}


def rendered(value: Any, variables: Mapping[str, Any]) -> Any:
    """A value of an example with its templates evaluated. An undefined variable is an error where it is used."""
    if isinstance(value, dict):
        return {key: rendered(item, variables) for key, item in value.items()}
    if isinstance(value, list):
        return [rendered(item, variables) for item in value]
    if isinstance(value, str) and "{{" in value:
        return NativeEnvironment(autoescape=False).from_string(value).render(variables)
    return value


def undocumented(module: str, result: Mapping[str, Any]) -> set[str]:
    """The return values of a result that are not documented, and those that are documented and not in the result."""
    documented = _documented(module, "RETURN")
    if not result.get("failed"):
        documented = {key: value for key, value in documented.items() if value["returned"] == "always"}
    return set(_differences(documented, {key: result[key] for key in result.keys() - COMMON}, ""))


def _differences(documented: Mapping[str, Any], found: Mapping[str, Any], path: str) -> Iterator[str]:
    yield from (f"not documented: {path}{key}" for key in found.keys() - documented.keys())
    yield from (f"not returned: {path}{key}" for key in documented.keys() - found.keys())
    for key in documented.keys() & found.keys():
        for entry in found[key] if "contains" in documented[key] else ():
            yield from _differences(documented[key]["contains"], entry, f"{path}{key}.")
