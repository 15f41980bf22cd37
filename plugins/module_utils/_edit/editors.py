# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The editors of shared files by kind, behind one interface.

An editor knows entries (id to value, both text) and leaves every byte that is not an entry as it is.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._edit import env, json_text, lines, toml_text


class Editor(t.Protocol):
    """What the editor of one kind of shared file can do; a missing file is the empty text."""

    def read_entries(self, text: str, ids: t.Iterable[str]) -> dict[str, str]:
        """The values that the named entries have now; entries that are not there are left out."""

    def write_entries(self, text: str, entries: t.Mapping[str, str]) -> str:
        """The text with all of `entries` set."""

    def drop_entries(self, text: str, ids: t.Iterable[str]) -> str:
        """The text without the named entries, and without what was added only to hold them."""


EDITORS: t.Mapping[str, Editor] = {"env": env, "json": json_text, "lines": lines, "toml": toml_text}
