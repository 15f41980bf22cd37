# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading nested variables strictly: every wrong type and every unknown key becomes a finding, nothing raises.

A variable is declared as a shape (``Text``, ``Flag``, ``ListOf``, ``MappingOf``, ``Keys``) and read in one call.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import mask_userinfo
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.unknown_keys import hint_for

_SURROGATE = re.compile("[\ud800-\udfff]")


class VariableReader:
    """Reads values and remembers what was wrong with them."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def error(self, finding_id: str, where: str, message: str, fix: str) -> None:
        """Remember a problem that must stop the run."""
        self.findings.append(Finding(finding_id, "error", where, message, fix))

    def info(self, finding_id: str, where: str, message: str, fix: str) -> None:
        """Remember something harmless that is worth knowing."""
        self.findings.append(Finding(finding_id, "info", where, message, fix))

    def has_findings_in(self, where: str) -> bool:
        """Whether a value of the mapping at this place is wrong."""
        return any(finding.where.startswith(f"{where}.") for finding in self.findings)

    @staticmethod
    def within(where: str, key: str) -> str:
        """Path of an entry whose key is free text."""
        return f"{where}[{mask_userinfo(key)!r}]"

    @staticmethod
    def kind(value: object) -> str:
        """The YAML type of a value, for messages: the value itself may be a secret."""
        if value is None:
            return "empty"
        if isinstance(value, bool):
            return "a boolean"
        if isinstance(value, int | float):
            return "a number"
        if isinstance(value, str):
            return "text"
        if isinstance(value, Mapping):
            return "a mapping"
        return "a list" if isinstance(value, Iterable) else "a value of another type"

    def mapping(
        self, value: object, where: str, known: tuple[str, ...] = (), nested: Mapping[str, str] | None = None
    ) -> dict[str, object]:
        """A mapping with text keys, without those not in ``known`` (if given); nothing given is an empty one.

        ``nested`` are the keys one level below, for hints.
        """
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.error(
                "wrong-type", where, f"This must be a mapping, it is {self.kind(value)}.", "Write key: value pairs."
            )
            return {}
        entries: dict[str, object] = {}
        for key, entry in value.items():
            if not isinstance(key, str):
                self.error(
                    "wrong-type", where, f"The key {key!r} is {self.kind(key)}, not text.", f'Quote the key: "{key}".'
                )
            elif known and key not in known:
                self._unknown_key(where, str(key), known, nested or {})
            else:
                entries[str(key)] = entry
        return entries

    def text(self, value: object, where: str, *, required: bool = False) -> str:
        """Text; nothing given is empty."""
        if isinstance(value, str) and (value or not required):
            return self._unicode(str(value), where)
        if value is None and not required:
            return ""
        if value is None or value == "":
            self.error("wrong-type", where, "This must be text, it is empty or missing.", "Add the value.")
            return ""
        message = f"This must be text, it is {self.kind(value)}."
        self.error("wrong-type", where, message, "Write text, in quotes if it looks like a number.")
        return ""

    def flag(self, value: object, where: str) -> bool:
        """A boolean; nothing given is false."""
        if value is None or isinstance(value, bool):
            return bool(value)
        self.error(
            "wrong-type", where, f"This must be true or false, it is {self.kind(value)}.", "Write true or false."
        )
        return False

    def _unicode(self, text: str, where: str) -> str:
        if _SURROGATE.search(text):
            self.error(
                "wrong-type", where, "The text contains bytes that are not UTF-8.", "Save the inventory as UTF-8."
            )
            return ""
        return text

    def _unknown_key(self, where: str, key: str, known: tuple[str, ...], nested: Mapping[str, str]) -> None:
        hint = hint_for(key, known, nested)
        message = f"The key {mask_userinfo(key)!r} is not read by any runtime, and would be ignored."
        self.error("unknown-key", where, message, f"{hint} Valid keys: {', '.join(known)}.".lstrip())


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

    def read(self, reader: VariableReader, value: object, where: str) -> str:
        """The checked text."""
        text = reader.text(value, where, required=self.required)
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

    def read(self, reader: VariableReader, value: object, where: str) -> dict[str, Any]:
        """The values by key."""
        entries: dict[str, Any] = {}
        settings = self.value.keys if isinstance(self.value, Keys) else frozenset()
        for key, entry in reader.mapping(value, where).items():
            place = reader.within(where, key)
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
