# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All that the role's variables want, before it is known for which runtime.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Auth, Registries, Tls


@dataclass(frozen=True)
class RegistrySettings:
    """The registries and their settings. `docker_config` are paths of config.json files on the node,
    whose system is `platform` (linux or windows).
    """

    registries: Registries
    default_endpoint: bool = True
    image_pull_progress_timeout: str = ""
    docker_config: tuple[str, ...] = ()
    platform: str = "linux"

    @property
    def anything(self) -> bool:
        """Whether any setting is wanted on the node."""
        return bool(self.registries.mirrors or self.registries.configs or self.image_pull_progress_timeout)

    def auths(self) -> Iterator[tuple[str, Auth]]:
        """The registries with credentials, sorted by name."""
        for name, config in sorted(self.registries.configs.items()):
            if config.auth and config.auth != Auth():
                yield name, config.auth

    def tls(self) -> Iterator[tuple[str, Tls]]:
        """The registries with TLS settings, sorted by name."""
        for name, config in sorted(self.registries.configs.items()):
            if config.tls and config.tls != Tls():
                yield name, config.tls
