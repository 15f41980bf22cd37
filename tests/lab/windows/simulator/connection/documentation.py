# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks what a module is given against the module's own documentation, as the module would on a real node."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Options = Mapping[str, Mapping[str, Any]]

_TRUE, _FALSE = ("yes", "on", "1", "true", "y", "t"), ("no", "off", "0", "false", "n", "f")


class ArgumentError(ValueError):
    """The module would refuse these arguments."""


class Documentation:
    """Options by the full name of the module, from a JSON file made of the collections' documentation."""

    def __init__(self, path: Path) -> None:
        self._modules: Mapping[str, Options] = json.loads(path.read_text())

    def checked(self, module: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """All options with their values, defaults included. Raises ArgumentError, KeyError for an unknown module."""
        options = self._modules[module]
        aliases = {alias: name for name, option in options.items() for alias in option.get("aliases", ())}
        known = {aliases.get(name, name): value for name, value in given.items()}
        unknown = sorted(set(known) - set(options))
        if unknown:
            supported = ", ".join(sorted(options))
            refused = f"Unsupported parameters for ({module}) module: {', '.join(unknown)}"
            raise ArgumentError(f"{refused}. Supported parameters include: {supported}")
        return {name: _value(name, option, known.get(name)) for name, option in options.items()}


def _value(name: str, option: Mapping[str, Any], given: Any) -> Any:
    if given is None:
        if option.get("required"):
            raise ArgumentError(f"missing required arguments: {name}")
        return option.get("default")
    convert = _CONVERSIONS.get(option.get("type", "str"))
    value = convert(name, given) if convert else given
    choices = option.get("choices")
    values = value if isinstance(value, list) else [value]
    if choices and any(str(one).lower() not in {str(choice).lower() for choice in choices} for one in values):
        raise ArgumentError(f"value of {name} must be one of: {', '.join(map(str, choices))}. Got: {given}")
    return value


def _boolean(name: str, given: Any) -> bool:
    text = str(given).lower()
    if text not in (*_TRUE, *_FALSE):
        raise ArgumentError(f"argument for {name} is of type {type(given).__name__} and can't be made a bool: {given}")
    return text in _TRUE


def _number(name: str, given: Any) -> int:
    try:
        return int(given)
    except (TypeError, ValueError):
        raise ArgumentError(f"argument for {name} can't be made an int: {given}") from None


def _list(_name: str, given: Any) -> list[Any]:
    if isinstance(given, list):
        return given
    return [part.strip() for part in given.split(",")] if isinstance(given, str) else [given]


def _text(name: str, given: Any) -> str:
    if isinstance(given, (dict, list)):
        raise ArgumentError(f"argument for {name} is of type {type(given).__name__} and can't be made a string")
    return str(given)


_CONVERSIONS: Mapping[str, Callable[[str, Any], Any]] = {
    "bool": _boolean,
    "int": _number,
    "list": _list,
    "str": _text,
    "path": _text,
}
