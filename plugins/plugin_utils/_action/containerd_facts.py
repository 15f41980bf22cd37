# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The facts of plain containerd that decide which of its files and tables count.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ansible_collections.pullproof.registry.plugins.module_utils._edit.toml_layout import text_value
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import (
    CERTS_D,
    DOCKER_CERTS_D,
)
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_pulls import (
    CONFIGS,
    USE_LOCAL_PULL,
)

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._facts.model import ProgramFacts

NOT_SET = ('""', "''")
_DEFAULT_LITERAL = f'"{CERTS_D}"'
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
_VERSION = re.compile(r"v?(\d+)\.(\d+)")


@dataclass(frozen=True)
class ContainerdFacts:
    """The version of containerd (None: not installed yet) and its config.toml."""

    version: tuple[int, int] | None = None
    present: bool = False
    error: str = ""
    file_version: int | None = None
    config_path: Mapping[str, str] = field(default_factory=dict)
    plugins: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    local_pull: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, facts: ProgramFacts | None) -> ContainerdFacts:
        """From the facts of the runtime; None if it is not installed yet."""
        if facts is None or facts["config"] is None:
            return cls()
        match = _VERSION.match(facts["version"] or "")
        config = facts["config"]
        return cls(
            version=(int(match[1]), int(match[2])) if match else None,
            present=config["present"],
            error=config["error"],
            file_version=config["version"],
            config_path=config["config_path"],
            plugins=tuple(config["plugins"]),
            conflicts=tuple(config["conflicts"]),
            local_pull=config["local_pull"],
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
        if self.written_version < _WITH_IDS and not self._has_moved:
            return "short"
        if not self._has_moved:
            return "legacy" if self.written_version == _WITH_IDS or self.version else "images"
        is_without = self.written_version == _WITH_IDS and "images" not in self.plugins
        return next((name for name in self._migrated if name in self.plugins), "legacy" if is_without else "images")

    @property
    def _has_moved(self) -> bool:
        return self.version is not None and self.version >= _MOVED

    @property
    def _migrated(self) -> tuple[str, ...]:
        """The tables that containerd 2.x moves to the new table, and that replace its settings. In a file of version 1,
        only 2.3 and later do so; these move the table of a file of version 3, too.
        """
        moves_all = self.version is not None and self.version >= _MOVES_ALL
        if self.written_version < _WITH_IDS:
            return ("short", "legacy") if moves_all else ()
        return ("legacy",) if self.written_version < (_LATEST if moves_all else _LATEST - 1) else ()

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
    def hosts_ignored(self) -> str:
        """Why containerd reads no hosts.toml; empty if it does."""
        is_set = self._configured not in NOT_SET
        if not is_set and (self.version is None or self.version < (2, 2)):
            return "config.toml sets no config_path, and this containerd has no default"
        if len(self.folders) < 2 or self._has_local_pulls_only or self._local_pull:
            return ""
        origin = "config_path is" if is_set else "config.toml sets no config_path, and its default is"
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
    def _configured(self) -> str:
        return self.config_path.get(self.plugin, NOT_SET[0])

    @property
    def _has_local_pulls_only(self) -> bool:
        """Whether this containerd has no transfer service for CRI."""
        return self.version is not None and self.version < (2, 1)

    @property
    def _local_pull(self) -> tuple[str, ...]:
        tables = ("images",) if self.plugin == "images" else ("images", self.plugin)
        return tuple(key for table in tables for key in self.local_pull.get(table, ()))
