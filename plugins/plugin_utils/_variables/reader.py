# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading nested variables strictly: every wrong type and every unknown key becomes a finding, nothing raises.

A variable is declared as a shape (``shapes.py``) and read in one call.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import mask_userinfo
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.unknown_keys import hint_for

# The fix for a number or a boolean in the place of text.
QUOTE = "Put the value in quotes."
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

    def text(self, value: object, where: str, *, required: bool = False, fix_of_scalar: str = QUOTE) -> str:
        """Text; nothing given is empty. ``fix_of_scalar`` is the fix for a number or a boolean."""
        if isinstance(value, str) and (value or not required):
            return self._unicode(str(value), where)
        if value is None and not required:
            return ""
        if value is None or value == "":
            self.error("wrong-type", where, "This must be text, it is empty or missing.", "Add the value.")
            return ""
        fix = "Write text." if isinstance(value, Mapping | list | tuple) else fix_of_scalar
        self.error("wrong-type", where, f"This must be text, it is {self.kind(value)}.", fix)
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
