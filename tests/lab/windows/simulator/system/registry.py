# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Windows registry of a node. In tests without a node, it is a section of the state.

Names of keys begin with a short hive: `HKLM\\SYSTEM\\...`. Letter case does not count in names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from .state import State

CERTIFICATES = r"hklm\software\microsoft\systemcertificates"


@dataclass(frozen=True)
class Value:
    """`kind` is string, expandstring, multistring, dword, qword, binary or none."""

    kind: str
    data: Any


@dataclass(frozen=True)
class Key:
    """The values of a key, and the names of the keys below it."""

    values: Mapping[str, Value] = field(default_factory=dict)
    subkeys: Sequence[str] = ()

    def name(self, wanted: str) -> str:
        """How the name of a value is spelt; as given if there is no such value."""
        return next((known for known in self.values if known.lower() == wanted.lower()), wanted)

    def value(self, name: str) -> Value | None:
        """The value with this name."""
        return self.values.get(self.name(name))


class Keys(Protocol):
    """Keys that can be read."""

    def key(self, path: str) -> Key | None:
        """A key; None if it does not exist."""


class Registry(Keys, Protocol):
    """The keys of a node."""

    def make_key(self, path: str) -> None:
        """Create a key, with all keys above it, unless it exists."""

    def set_value(self, path: str, name: str, value: Value) -> None:
        """Set a value, and create its key if needed."""

    def delete_value(self, path: str, name: str) -> None:
        """Remove a value. Nothing happens if it does not exist."""

    def delete_key(self, path: str) -> None:
        """Remove a key and all keys below it. Nothing happens if it does not exist."""


def keys_below(keys: Keys, path: str) -> Iterator[tuple[str, Key]]:
    """A key and all keys below it."""
    key = keys.key(path)
    if key is not None:
        yield path, key
        for name in sorted(key.subkeys):
            yield from keys_below(keys, f"{path}\\{name}")


class StateRegistry:
    """Values by the names of keys in lower case. The certificate stores are keys too, as on Windows."""

    def __init__(self, state: State) -> None:
        self._state = state

    def key(self, path: str) -> Key | None:
        path, keys = path.lower(), self._keys()
        below = {name[len(path) + 1 :].partition("\\")[0] for name in keys if name.startswith(f"{path}\\")}
        if path not in keys and not below:
            return None
        values = {name: Value(raw["type"], raw["data"]) for name, raw in keys.get(path, {}).items()}
        return Key(values, tuple(sorted(below)))

    def make_key(self, path: str) -> None:
        with self._state.changing() as state:
            state["registry"].setdefault(path.lower(), {})

    def set_value(self, path: str, name: str, value: Value) -> None:
        with self._state.changing() as state:
            state["registry"].setdefault(path.lower(), {})[name] = {"type": value.kind, "data": value.data}

    def delete_value(self, path: str, name: str) -> None:
        with self._state.changing() as state:
            values = state["registry"].get(path.lower(), {})
            for known in [one for one in values if one.lower() == name.lower()]:
                del values[known]

    def delete_key(self, path: str) -> None:
        path = path.lower()
        with self._state.changing() as state:
            for known in [one for one in state["registry"] if one == path or one.startswith(f"{path}\\")]:
                del state["registry"][known]

    def _keys(self) -> Mapping[str, Mapping[str, Any]]:
        stores: Mapping[str, Mapping[str, Any]] = {
            f"{CERTIFICATES}\\{store.lower()}\\certificates\\{thumbprint.lower()}": {}
            for store, held in self._state["stores"].items()
            for thumbprint in held
        }
        return {**stores, **self._state["registry"]}
