# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which settings make containerd pull images without its transfer service.

containerd 2.1 and later pull by the transfer service, unless a setting is not supported there. Followed from 2.1.5 and
2.4.2 (CheckLocalImagePullConfigs).
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._edit.toml_layout import Path

USE_LOCAL_PULL = "use_local_image_pull"
# The keys with the literal that has this effect.
_SWITCHES: t.Mapping[str, str] = {
    USE_LOCAL_PULL: "true",
    "disable_snapshot_annotations": "false",
    "discard_unpacked_layers": "true",
    "image_pull_with_sync_fs": "true",
}
_DOWNLOADS, _DEFAULT_DOWNLOADS = "max_concurrent_downloads", "3"
CONFIGS = "registry.configs"
_TABLES = ("mirrors", "configs", "auths")


def keys_of_local_pulls(plugin: Path, literals: t.Mapping[Path, str]) -> list[str]:
    """The keys below the plugin table that switch to local pulls, such as registry.configs."""
    found = {name for name, literal in _SWITCHES.items() if literals.get((*plugin, name)) == literal}
    if literals.get((*plugin, _DOWNLOADS), _DEFAULT_DOWNLOADS) != _DEFAULT_DOWNLOADS:
        found.add(_DOWNLOADS)
    registry = (*plugin, "registry")
    below = [path[len(registry) :] for path in literals if path[: len(registry)] == registry]
    found |= {f"registry.{path[0]}" for path in below if path[:1] and path[0] in _TABLES and len(path) > 1}
    return sorted(found)
