# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The facts of containerd's configuration on the node, with the files that it imports.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._edit.toml_layout import tables_of
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import (
    CONFIG_PATH,
    PLUGINS,
    conflicts_in,
    describe_config,
    strings_in,
)
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_imports import (
    LoadedConfig,
    Setting,
    effective_table,
    load_config,
    release_of,
)
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_pulls import keys_of_local_pulls

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._edit.toml_layout import Path
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import (
        ConfigTomlFacts,
        LoadedConfigFacts,
    )
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_imports import Release

_NOT_SET = Setting("", "")


def observe_containerd_config(files: NodeFiles, version: t.Optional[str]) -> ConfigTomlFacts:
    """The facts of config.toml. `version` is that of containerd; without it, imports are not evaluated."""
    facts, release = describe_config(files.read(CONFIG_PATH)), release_of(version)
    if facts["present"] and not facts["error"] and release is not None:
        _add_imports(facts, release, files)
    return facts


def hosts_with_auth(plugin: Path, settings: t.Iterable[Path]) -> list[str]:
    """The hosts with credentials in a plugin table, from the paths of tables and settings."""
    start = (*plugin, "registry", "configs")
    below = [path[len(start) :] for path in settings if path[: len(start)] == start]
    return sorted({path[0] for path in below if path[1:2] == ("auth",)})


def hosts_with_credentials(text: str) -> list[str]:
    """The hosts with an auth table in the text of a config.toml. Raises NodeError if it can't be read."""
    named = []
    for table in tables_of(text):
        named += [table.path, *(item.path for item in table.assignments)]
    return sorted({host for plugin in PLUGINS.values() for host in hosts_with_auth(plugin, named)})


def _add_imports(facts: ConfigTomlFacts, release: Release, files: NodeFiles) -> None:
    own_version = facts["version"] or 1
    try:
        found = load_config(CONFIG_PATH, release, files)
    except NodeError as error:
        empty = _described(LoadedConfig(own_version), own_version, release)
        facts["loaded"] = {**empty, "error": error.observed}
        return
    if len(found.files) > 1:
        facts["loaded"] = _described(found, own_version, release)
        facts["disabled_plugins"] = strings_in(found.settings.get(("disabled_plugins",), _NOT_SET).literal)


def _described(found: LoadedConfig, own_version: int, release: Release) -> LoadedConfigFacts:
    plugin = effective_table(found, release)
    literals = {path: one.literal for path, one in found.settings.items()}
    path = found.settings.get((*plugin, "registry", "config_path"), _NOT_SET)
    section = found.sections.get(plugin, CONFIG_PATH)
    return {
        "files": found.files[1:],
        "error": "",
        "version": _version_of_own_tables(found.version, own_version, release),
        "version_file": found.settings.get(("version",), _NOT_SET).file,
        "replaced_by": "" if section == CONFIG_PATH else section,
        "config_path": path.literal,
        "config_path_file": path.file,
        "conflicts": _conflicts(plugin, found),
        "local_pull": keys_of_local_pulls(plugin, literals),
        "credentials": hosts_with_auth(plugin, found.settings),
    }


def _version_of_own_tables(version: int, own_version: int, release: Release) -> int:
    """The version that decides which table of config.toml counts.

    containerd 1.x knows no version after 2. 2.0 to 2.2 migrate the merged settings, or not. Later ones migrate each
    file by its own version.
    """
    if release < (2, 0):
        return min(version, 2)
    return own_version if release >= (2, 3) or own_version == 1 else max(version, own_version)


def _conflicts(plugin: Path, found: LoadedConfig) -> dict[str, list[str]]:
    by_file: dict[str, list[str]] = {}
    for file in found.files:
        names = conflicts_in((*plugin, "registry"), (path for path, one in found.settings.items() if one.file == file))
        if names:
            by_file[file] = names
    return by_file
