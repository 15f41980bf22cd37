# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shapes of nested variables: their required form, which `VariableReader` checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.reader import QUOTE, VariableReader

# Checks a value of the right type, which was found at a place, and adds its findings to the reader.
Check = Callable[[VariableReader, str, Any], None]


def no_check(_reader: VariableReader, _where: str, _value: object) -> None:
    """Accept every value of the right type."""


class Shape(Protocol):
    """The required form of a value."""

    def read(self, reader: VariableReader, value: object, where: str) -> Any:
        """The value, or what stands for a wrong or missing one."""


@dataclass(frozen=True)
class Text:
    """Text; empty if missing."""

    required: bool = False
    check: Check = no_check
    fix_of_scalar: str = QUOTE

    def read(self, reader: VariableReader, value: object, where: str) -> str:
        """The checked text."""
        text = reader.text(value, where, required=self.required, fix_of_scalar=self.fix_of_scalar)
        self.check(reader, where, text)
        return text


@dataclass(frozen=True)
class Flag:
    """A boolean; false if missing."""

    def read(self, reader: VariableReader, value: object, where: str) -> bool:
        """The boolean."""
        return reader.flag(value, where)


@dataclass(frozen=True)
class WrongType:
    """The finding for a value of another type; ``{kind}`` in the message stands for that type."""

    id: str
    message: str
    fix: str


@dataclass(frozen=True)
class ListOf:
    """A list; empty if missing."""

    entry: Shape
    wrong_type: WrongType

    def read(self, reader: VariableReader, value: object, where: str) -> list[Any]:
        """The entries in their order."""
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            message = self.wrong_type.message.format(kind=reader.kind(value))
            reader.error(self.wrong_type.id, where, message, self.wrong_type.fix)
            return []
        return [self.entry.read(reader, entry, f"{where}[{index}]") for index, entry in enumerate(value)]


@dataclass(frozen=True)
class MappingOf:
    """A mapping with free keys and values of one shape; empty if missing."""

    value: Shape
    check_key: Check = no_check
    shown_key: Callable[[str], str] = str

    def read(self, reader: VariableReader, value: object, where: str) -> dict[str, Any]:
        """The values by key. Places in findings have the result of ``shown_key``."""
        entries: dict[str, Any] = {}
        settings = self.value.keys if isinstance(self.value, Keys) else frozenset()
        for key, entry in reader.mapping(value, where).items():
            place = reader.within(where, self.shown_key(key))
            if key in settings:
                message = f"{key!r} is a setting of an entry, and not an entry."
                reader.error("settings-not-indented", place, message, "Indent it below the entry that it belongs to.")
                continue
            self.check_key(reader, place, key)
            entries[key] = self.value.read(reader, entry, place)
        return entries


@dataclass(frozen=True)
class Keys:
    """A mapping with known keys; None if missing."""

    shapes: Mapping[str, Shape]
    check: Check = no_check

    @property
    def nested(self) -> Mapping[str, str]:
        """The keys one level below, with the key that they belong to."""
        return {key: parent for parent, shape in self.shapes.items() if isinstance(shape, Keys) for key in shape.shapes}

    @property
    def keys(self) -> frozenset[str]:
        """The keys of both levels."""
        return frozenset((*self.shapes, *self.nested))

    def read(self, reader: VariableReader, value: object, where: str) -> dict[str, Any] | None:
        """The values of all known keys, checked together."""
        if value is None:
            return None
        given = reader.mapping(value, where, tuple(self.shapes), self.nested)
        values = {key: shape.read(reader, given.get(key), f"{where}.{key}") for key, shape in self.shapes.items()}
        self.check(reader, where, values)
        return values


@dataclass(frozen=True)
class TextOrKeys:
    """A mapping with known keys, or the text of one of them, which stands for a mapping with this key only."""

    key: str
    mapping: Keys

    def read(self, reader: VariableReader, value: object, where: str) -> dict[str, Any] | None:
        """The values of all known keys."""
        if isinstance(value, Mapping):
            return self.mapping.read(reader, value, where)
        absent = {key: shape.read(reader, None, where) for key, shape in self.mapping.shapes.items() if key != self.key}
        return {**absent, self.key: self.mapping.shapes[self.key].read(reader, value, where)}


@dataclass(frozen=True)
class TextOrTexts:
    """A text or a list of texts; both are read as a list."""

    check: Check = no_check

    def read(self, reader: VariableReader, value: object, where: str) -> list[str]:
        """The checked texts in their order."""
        text = Text(required=True, check=self.check)
        if isinstance(value, list | tuple):
            return [text.read(reader, entry, f"{where}[{index}]") for index, entry in enumerate(value)]
        return [text.read(reader, value, where)]
