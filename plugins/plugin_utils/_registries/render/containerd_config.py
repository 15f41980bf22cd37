# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Our entries in config.toml of plain containerd: which tables they belong to depends on its version and the file's.

Tried with containerd 1.6.20, 1.7.24 and 2.1.9: containerd 2.x moves the settings of a version 2 file in the CRI
plugin's old table over the settings in the new table, but knows `use_local_image_pull` in the new one only; in a file
of version 1 it reads the new one only.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import PlannedFile
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import CONFIG_PATH, PLUGINS
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_pulls import USE_LOCAL_PULL
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import MASK
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.containerd_facts import ContainerdFacts
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB, HUB_HOST
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Auth
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.toml_literals import (
    toml_key,
    toml_text,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings

# The keys from the root of the file down to an entry.
TomlPath = tuple[str, ...]

_DEFAULT_TIMEOUTS = ('"5m0s"', "'5m0s'")


def config_file(wanted: RegistrySettings, facts: ContainerdFacts, has_hosts: bool) -> tuple[PlannedFile, ...]:
    """The planned entries. Empty if no setting belongs there."""
    secret = dict(_auth_entries(wanted.auths(), facts))
    plain = dict(_plain_entries(wanted, facts, has_hosts, bool(secret)))
    if not (plain or secret):
        return ()
    version = _version_entry(facts)
    masked = {**({} if facts.present else version), **plain, **dict.fromkeys(secret, toml_text(MASK))}
    return (
        PlannedFile(
            path=CONFIG_PATH,
            kind="toml",
            mode="0600" if secret else None,
            takes_effect="restart",
            masked=_lines(masked),
            entries={_id(path): literal for path, literal in {**version, **plain, **secret}.items()},
            replaceable_values=_replaceable_values(facts),
        ),
    )


def _version_entry(facts: ContainerdFacts) -> dict[TomlPath, str]:
    """A file without a version has version 1. Any other version is not changed."""
    if facts.present and facts.file_version is None:
        return {}
    return {("", "version"): str(facts.written_version)}


def _plain_entries(
    wanted: RegistrySettings, facts: ContainerdFacts, has_hosts: bool, has_auth: bool
) -> Iterable[tuple[TomlPath, str]]:
    plugin = PLUGINS[facts.plugin]
    pulls_locally = has_auth or bool(wanted.image_pull_progress_timeout)
    if has_hosts:
        yield (*plugin, "registry", "config_path"), facts.config_path_literal(pulls_locally)
    if wanted.image_pull_progress_timeout:
        yield (*plugin, "image_pull_progress_timeout"), toml_text(wanted.image_pull_progress_timeout)
    if pulls_locally and (facts.version is None or facts.version >= (2, 1)):
        yield (*PLUGINS["images"], USE_LOCAL_PULL), "true"


def _auth_entries(auths: Iterable[tuple[str, Auth]], facts: ContainerdFacts) -> Iterable[tuple[TomlPath, str]]:
    """Credentials are looked up by the host of the request; for Docker Hub that is not its name."""
    for name, auth in auths:
        table = (*PLUGINS[facts.plugin], "registry", "configs", HUB_HOST if name == HUB else name, "auth")
        fields = {
            "username": auth.username,
            "password": auth.password,
            "auth": auth.auth,
            "identitytoken": auth.identity_token,
        }
        for key, value in fields.items():
            if value:
                yield (*table, key), toml_text(value)


def _replaceable_values(facts: ContainerdFacts) -> dict[str, tuple[str, ...]]:
    """The output of `containerd config default` is not a setting of a person."""
    plugin = PLUGINS[facts.plugin]
    return {
        _id((*plugin, "registry", "config_path")): facts.replaceable_config_paths,
        _id((*plugin, "image_pull_progress_timeout")): _DEFAULT_TIMEOUTS,
        _id((*PLUGINS["images"], USE_LOCAL_PULL)): ("false",),
    }


def _id(path: TomlPath) -> str:
    """The name of an entry in the plan."""
    return json.dumps(path)


def _lines(masked: Mapping[TomlPath, str]) -> str:
    return "".join(f"{toml_key(filter(None, path))} = {literal}\n" for path, literal in masked.items())
