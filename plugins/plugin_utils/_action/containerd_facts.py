# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The facts of plain containerd that decide which of its files and tables count.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ansible_collections.pullproof.registry.plugins.module_utils._edit.toml_layout import text_value
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import (
    CERTS_D,
    CONFIG_PATH,
    DOCKER_CERTS_D,
    PLUGINS,
)
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_imports import release_of
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_pulls import (
    CONFIGS,
    USE_LOCAL_PULL,
)

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._facts.model import ProgramFacts
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import (
        ConfigTomlFacts,
        LoadedConfigFacts,
    )

NOT_SET = ('""', "''")
_DEFAULT_LITERAL = f'"{CERTS_D}"'
# In the reasons why an imported file hides settings.
IMPORTED = "which config.toml imports"
# The default of containerd 2.2 and later. Earlier versions have none.
_DEFAULT_LIST = f"{CERTS_D}:{DOCKER_CERTS_D}"
# What the role itself sets if there are credentials.
_OWN_LOCAL_PULL = frozenset((CONFIGS, USE_LOCAL_PULL))
# The first version with the plugin `images`, and the first one that migrates the tables of every version of the file.
_MOVED, _MOVES_ALL = (2, 0), (2, 3)
# The first version of the file whose tables have the names of plugins.
_WITH_IDS = 2
# The version of the file that no containerd migrates.
_LATEST = 4


@dataclass(frozen=True)
class LoadedConfig:
    """The configuration with all imported files, as containerd loads it. `internal.observe` describes the fields."""

    version: int
    version_file: str
    replaced_by: str
    config_path: str
    config_path_file: str
    local_pull: tuple[str, ...]

    @classmethod
    def of(cls, facts: LoadedConfigFacts | None) -> LoadedConfig | None:
        """None without imports, or if containerd can't load them."""
        if facts is None or facts["error"]:
            return None
        return cls(
            version=facts["version"],
            version_file=facts["version_file"],
            replaced_by=facts["replaced_by"],
            config_path=facts["config_path"] or NOT_SET[0],
            config_path_file=facts["config_path_file"],
            local_pull=tuple(facts["local_pull"]),
        )


@dataclass(frozen=True)
class ContainerdFacts:
    """The version of containerd (None: not installed yet), its config.toml, and what it loads if that has imports.

    `conflicts` have the names of the settings, with the file that has them as key.
    """

    version: tuple[int, int] | None = None
    present: bool = False
    error: str = ""
    file_version: int | None = None
    config_path: Mapping[str, str] = field(default_factory=dict)
    plugins: tuple[str, ...] = ()
    conflicts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    local_pull: Mapping[str, Sequence[str]] = field(default_factory=dict)
    loaded: LoadedConfig | None = None

    @classmethod
    def of(cls, facts: ProgramFacts | None) -> ContainerdFacts:
        """From the facts of the runtime; None if it is not installed yet."""
        if facts is None or facts["config"] is None:
            return cls()
        release = release_of(facts["version"])
        config, imported = facts["config"], facts["config"]["loaded"]
        return cls(
            version=(release[0], release[1]) if release else None,
            present=config["present"],
            error=config["error"] or (imported["error"] if imported else ""),
            file_version=config["version"],
            config_path=config["config_path"],
            plugins=tuple(config["plugins"]),
            conflicts=_conflicts(config),
            local_pull=config["local_pull"],
            loaded=LoadedConfig.of(imported),
        )

    @property
    def written_version(self) -> int:
        """The `version` of the file, or of a new file. Every containerd so far reads version 2."""
        if self.present:
            return self.file_version or 1
        return 3 if self.version and self.version >= (2, 0) else 2

    @property
    def plugin(self) -> str:
        """The key in `PLUGINS` of the table that containerd reads, or reads after it has migrated the file."""
        if self._read_version < _WITH_IDS and not self._has_moved:
            return "short"
        if not self._has_moved:
            return "legacy" if self._read_version == _WITH_IDS or self.version else "images"
        is_without = self._read_version == _WITH_IDS and "images" not in self.plugins
        return next((name for name in self._migrated if name in self.plugins), "legacy" if is_without else "images")

    @property
    def _read_version(self) -> int:
        """The version that decides which table of config.toml is read."""
        return self.loaded.version if self.loaded else self.written_version

    @property
    def _has_moved(self) -> bool:
        return self.version is not None and self.version >= _MOVED

    @property
    def _migrated(self) -> tuple[str, ...]:
        """The tables that containerd 2.x moves to the new table, and that replace its settings. In a file of version 1,
        only 2.3 and later do so; these move the table of a file of version 3, too.
        """
        moves_all = self.version is not None and self.version >= _MOVES_ALL
        if self._read_version < _WITH_IDS:
            return ("short", "legacy") if moves_all else ()
        return ("legacy",) if self._read_version < (_LATEST if moves_all else _LATEST - 1) else ()

    def settings_of(self, plugin: str) -> tuple[str, ...]:
        """What the registry table of a plugin sets, for people: config_path with its value, and names of tables."""
        literal = self.config_path.get(plugin, NOT_SET[0])
        path = () if literal in NOT_SET else (f"config_path = {literal}",)
        tables = [key for key in self.local_pull.get(plugin, ()) if key.startswith("registry.")]
        return (*path, *tables)

    def config_path_literal(self, pulls_locally: bool) -> str:
        """The config_path to write: the one that is set, else the default folder. Of a list the first folder, unless
        all pulls are local: the transfer service takes a list as the name of one folder.
        """
        if self._configured in NOT_SET:
            return _DEFAULT_LITERAL
        others = set(self._local_pull) - _OWN_LOCAL_PULL
        if len(self.folders) < 2 or pulls_locally or others or self._has_local_pulls_only:
            return self._configured
        return f'"{self.folder}"'

    @property
    def replaceable_config_paths(self) -> tuple[str, ...]:
        """The literals that the role replaces though somebody else wrote them: they have no effect."""
        return (*NOT_SET, self._configured) if len(self.folders) > 1 else NOT_SET

    @property
    def import_with_config_path(self) -> str:
        """The imported file whose config_path counts; empty if it is that of config.toml."""
        file = self.loaded.config_path_file if self.loaded else ""
        return "" if file == CONFIG_PATH else file

    @property
    def hosts_ignored(self) -> str:
        """Why containerd reads no hosts.toml; empty if it does."""
        if not self.sets_config_path and (self.version is None or self.version < (2, 2)):
            return f"{self._without_config_path}, and this containerd has no default"
        if len(self.folders) < 2 or self._has_local_pulls_only or self._local_pull:
            return ""
        of = f" of {self.import_with_config_path}, {IMPORTED}," if self.import_with_config_path else ""
        origin = f"config_path{of} is" if self.sets_config_path else f"{self._without_config_path}, and its default is"
        return f"{origin} a list ({':'.join(self.folders)}), which the transfer service takes as one folder"

    @property
    def sets_config_path(self) -> bool:
        """Whether config.toml sets a folder."""
        return self._configured not in NOT_SET

    @property
    def reads_hosts(self) -> bool:
        """Whether hosts.toml files are read."""
        return not self.hosts_ignored

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders of the registries, in the order of the search."""
        value = text_value(self._configured)
        if not value:
            is_listed = self.version is not None and self.version >= (2, 2)
            value = _DEFAULT_LIST if is_listed else CERTS_D
        return tuple(filter(None, value.split(":"))) or (CERTS_D,)

    @property
    def folder(self) -> str:
        """The folder for managed files: the first one."""
        return self.folders[0]

    @property
    def _without_config_path(self) -> str:
        loaded = self.loaded
        if loaded and loaded.replaced_by:
            table = ".".join(PLUGINS[self.plugin][1:])
            return f"{loaded.replaced_by}, {IMPORTED}, replaces its table {table} and sets no config_path"
        if loaded and self.import_with_config_path:
            return f"{loaded.config_path_file}, {IMPORTED}, sets an empty config_path"
        is_lost = any(literal not in NOT_SET for literal in self.config_path.values())
        if loaded and is_lost and loaded.version_file != CONFIG_PATH:
            return f"{loaded.version_file}, {IMPORTED}, has another version, and the config_path of config.toml is lost"
        return "config.toml sets no config_path"

    @property
    def _configured(self) -> str:
        return self.loaded.config_path if self.loaded else self.config_path.get(self.plugin, NOT_SET[0])

    @property
    def _has_local_pulls_only(self) -> bool:
        """Whether this containerd has no transfer service for CRI."""
        return self.version is not None and self.version < (2, 1)

    @property
    def _local_pull(self) -> tuple[str, ...]:
        if self.loaded:
            return self.loaded.local_pull
        tables = ("images",) if self.plugin == "images" else ("images", self.plugin)
        return tuple(key for table in tables for key in self.local_pull.get(table, ()))


def _conflicts(config: ConfigTomlFacts) -> dict[str, Sequence[str]]:
    loaded = config["loaded"]
    if loaded and not loaded["error"]:
        return dict(loaded["conflicts"])
    return {CONFIG_PATH: config["conflicts"]} if config["conflicts"] else {}
