# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The facts of plain containerd that decide which of its files and tables count.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import CERTS_D

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._facts.model import ProgramFacts

NOT_SET = ('""', "''")
_DEFAULT_LITERAL = f'"{CERTS_D}"'
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
        )

    @property
    def written_version(self) -> int:
        """The `version` of the file, or of a new file. Every containerd so far reads version 2."""
        if self.present:
            return self.file_version or 1
        return 3 if self.version and self.version >= (2, 0) else 2

    @property
    def plugin(self) -> str:
        """The key in `PLUGINS` of the table that containerd reads."""
        is_new = self.version is not None and self.version >= (2, 0)
        if self.written_version >= 3:
            return "images"
        if self.written_version < 2:
            return "images" if is_new else "short"
        return "images" if is_new and "images" in self.plugins and "legacy" not in self.plugins else "legacy"

    @property
    def config_path_literal(self) -> str:
        """The config_path that is set, else the default folder."""
        literal = self.config_path.get(self.plugin, NOT_SET[0])
        return _DEFAULT_LITERAL if literal in NOT_SET else literal

    @property
    def reads_hosts(self) -> bool:
        """Whether hosts.toml files are read. Without a config_path containerd 2.x has a default, 1.x does not."""
        is_new = self.version is not None and self.version >= (2, 0)
        return is_new or self.config_path.get(self.plugin, NOT_SET[0]) not in NOT_SET

    @property
    def folder(self) -> str:
        """The folder of the registries: config_path, or the first of its paths."""
        return self.config_path_literal.strip("\"'").split(":")[0]
