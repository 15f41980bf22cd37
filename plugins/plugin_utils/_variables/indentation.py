# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find settings of registries that lost their indentation: the variable is empty, and each host is a variable.

Empty variables remove managed files. This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import mask_userinfo
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

# The settings of one entry, by the variable of the entries.
_SETTINGS = {"registries_mirrors": ("endpoint", "rewrite"), "registries_configs": ("auth", "tls")}


def not_indented(variables: t.Mapping[str, t.Any]) -> list[Finding]:
    """An error for each host, or setting of a host, that stands next to the variable instead of below it."""
    return [*_hosts(variables), *_settings(variables)]


def _hosts(variables: t.Mapping[str, t.Any]) -> t.Iterator[Finding]:
    for name, value in variables.items():
        # Names of variables have none of these characters, names of registries have.
        if not isinstance(value, t.Mapping) or not set(str(name)) & set(".:*"):
            continue
        owner = next((owner for owner, keys in _SETTINGS.items() if {*keys} & {*value}), "")
        if owner:
            shown = mask_userinfo(str(name))
            message = f"{shown!r} is a variable next to {owner}, and not an entry of it. Its settings are not used."
            yield Finding("settings-not-indented", "error", owner, message, f"Indent {shown!r} below {owner}.")


def _settings(variables: t.Mapping[str, t.Any]) -> t.Iterator[Finding]:
    for owner, keys in _SETTINGS.items():
        entries = variables.get(owner)
        empty = (
            [str(name) for name, value in entries.items() if value is None] if isinstance(entries, t.Mapping) else []
        )
        for key in keys:
            if empty and isinstance(variables.get(key), list | t.Mapping):
                message = f"{key!r} is a variable next to {owner}, and the entry {empty[-1]!r} is empty."
                yield Finding("settings-not-indented", "error", owner, message, f"Indent {key!r} below {empty[-1]!r}.")
