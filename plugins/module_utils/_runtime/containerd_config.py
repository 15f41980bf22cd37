# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The registry settings in containerd's configuration, without values that can be secrets.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._edit.toml_layout import Path, tables_of
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_pulls import keys_of_local_pulls

CONFIG_PATH = "/etc/containerd/config.toml"
# The folder of hosts.toml files that this collection sets.
CERTS_D = "/etc/containerd/certs.d"
# The second folder in the default of containerd 2.2 and later.
DOCKER_CERTS_D = "/etc/docker/certs.d"

# Where the settings of image pulls are: in files of version 1 (read by containerd 1.x), of version 2 (containerd 2.x
# moves them to where they are now, over what is there), of version 3. Tried with 1.6.20, 1.7.24 and 2.1.9.
PLUGINS: t.Mapping[str, Path] = {
    "short": ("plugins", "cri"),
    "legacy": ("plugins", "io.containerd.grpc.v1.cri"),
    "images": ("plugins", "io.containerd.cri.v1.images"),
}


# Any of them in disabled_plugins, and containerd serves no CRI or pulls no image over it. By the versions above.
CRI_PLUGINS = (
    "cri",
    "io.containerd.grpc.v1.cri",
    "io.containerd.cri.v1.images",
    "io.containerd.cri.v1.runtime",
)
_STRING = re.compile(r"""["']([^"']*)["']""")


class LoadedConfigFacts(t.TypedDict):
    """What containerd loads from config.toml and the files that it imports.

    `files` are the imported files, `error` is why containerd can't load them. `version` decides which table of
    config.toml containerd reads, and `version_file` sets it. `replaced_by` is the file whose plugin table replaces that
    of config.toml. `config_path` is the literal (empty if there is none) from `config_path_file`. `conflicts` are by
    file. `credentials` are the hosts with credentials.
    """

    files: list[str]
    error: str
    version: int
    version_file: str
    replaced_by: str
    config_path: str
    config_path_file: str
    conflicts: dict[str, list[str]]
    local_pull: list[str]
    credentials: list[str]


class ConfigTomlFacts(t.TypedDict):
    """The registry settings in containerd's config.toml. `error` is why the file can't be read.

    `config_path` has the literals, with the names of the plugin tables that set it as keys. `plugins` are the plugin
    tables with a registry table. `conflicts` are mirrors and configs.tls if set: containerd rejects them with a
    config_path. `local_pull` has the keys for which containerd 2.1 and later pulls without its transfer service, by
    plugin table. `disabled_plugins` has the names in this list, with those of imported
    files. `loaded` is None if the file imports no other.
    """

    present: bool
    error: str
    version: t.Optional[int]
    config_path: dict[str, str]
    plugins: list[str]
    conflicts: list[str]
    local_pull: dict[str, list[str]]
    disabled_plugins: list[str]
    loaded: t.Optional[LoadedConfigFacts]


def describe_config(text: t.Optional[str]) -> ConfigTomlFacts:
    """The facts of a config.toml with this text, None if there is no file."""
    facts: ConfigTomlFacts = {
        "present": text is not None,
        "error": "",
        "version": None,
        "config_path": {},
        "plugins": [],
        "conflicts": [],
        "local_pull": {},
        "disabled_plugins": [],
        "loaded": None,
    }
    try:
        tables = tables_of(text or "")
    except NodeError as error:
        return {**facts, "error": error.observed}
    assigned = [item for table in tables for item in table.assignments]
    literals = {item.path: (text or "")[item.value_start : item.value_end] for item in assigned}
    facts["version"] = _number(literals.get(("version",)))
    facts["disabled_plugins"] = strings_in(literals.get(("disabled_plugins",), ""))
    _add_plugins(facts, [table.path for table in tables], literals)
    return facts


def _add_plugins(facts: ConfigTomlFacts, tables: t.Iterable[Path], literals: t.Mapping[Path, str]) -> None:
    named = [*tables, *literals]
    for name, plugin in PLUGINS.items():
        registry = (*plugin, "registry")
        if any(path[: len(registry)] == registry for path in named):
            facts["plugins"].append(name)
        if (*registry, "config_path") in literals:
            facts["config_path"][name] = literals[(*registry, "config_path")]
        facts["conflicts"] += conflicts_in(registry, literals)
        local_pull = keys_of_local_pulls(plugin, literals)
        if local_pull:
            facts["local_pull"][name] = local_pull


def strings_in(literal: str) -> list[str]:
    """The strings of a list, without those in comments between them."""
    return [text for line in literal.splitlines() for text in _STRING.findall(line.partition("#")[0])]


def _number(literal: t.Optional[str]) -> t.Optional[int]:
    return int(literal) if literal and literal.isdigit() else None


def conflicts_in(registry: Path, assigned: t.Iterable[Path]) -> list[str]:
    """The settings below a registry table that containerd rejects with a config_path."""
    inside = [path[len(registry) :] for path in assigned if path[: len(registry)] == registry]
    found = {"mirrors" for path in inside if path[:1] == ("mirrors",)}
    found |= {"configs.tls" for path in inside if path[:1] == ("configs",) and "tls" in path[2:]}
    return sorted(".".join((*registry[1:], name)) for name in found)
