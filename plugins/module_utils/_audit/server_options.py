# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options in config.yaml of RKE2 and K3s that decide about registries, for an audit.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.module_utils._audit.item import ItemBuilder, Items
from ansible_collections.pullproof.registry.plugins.module_utils._edit.yaml_values import yaml_values

SERVER_OPTIONS = (
    "disable-default-registry-endpoint",
    "embedded-registry",
    "system-default-registry",
    "private-registry",
    "data-dir",
)


def server_option_items(place: str, text: str, builder: ItemBuilder) -> Items:
    """The options in the text of a config.yaml."""
    for found in yaml_values(text):
        if found.path[:1] and found.path[0] in SERVER_OPTIONS:
            yield builder.plain(place, found.path[0], found.value)
