# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The registries in the configuration files of a runtime, for an audit.

RKE2 and K3s: registries.yaml, and the registry options in config.yaml. containerd: config.toml and the files that it
imports. Docker: daemon.json and the config.json files of this collection.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._audit.docker_files import daemon_items, login_items
from ansible_collections.pullproof.registry.plugins.module_utils._audit.item import ItemBuilder, Items, masked
from ansible_collections.pullproof.registry.plugins.module_utils._audit.server_options import server_option_items
from ansible_collections.pullproof.registry.plugins.module_utils._edit.toml_layout import Assignment, tables_of
from ansible_collections.pullproof.registry.plugins.module_utils._edit.yaml_values import yaml_values
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import DOCKER_DAEMON_FILE
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import CONFIG_PATH, PLUGINS
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.rancher_config import config_files
from ansible_collections.pullproof.registry.plugins.module_utils._text.printable import printable

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import Record
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import Runtime
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import ConfigTomlFacts

PRESENT = "present"

_CREDENTIALS = ("username", "password", "auth", "identity_token", "identitytoken")
_TLS = ("ca_file", "cert_file", "key_file", "insecure_skip_verify")
# With the values of `containerd config default`, which are not a setting of the node.
_CONTAINERD_OPTIONS: t.Mapping[str, str] = {"config_path": "", "image_pull_progress_timeout": "5m0s"}


def registries_items(
    runtime: Runtime, config: t.Optional[ConfigTomlFacts], record: Record, files: NodeFiles, builder: ItemBuilder
) -> Items:
    """All items of the runtime's own files. `config` is the configuration of containerd."""
    if config is not None:
        for place in (CONFIG_PATH, *(config["loaded"]["files"] if config["loaded"] else ())):
            yield from _config_toml(place, files.read(place), builder)
    elif runtime.product == "docker":
        yield from daemon_items(DOCKER_DAEMON_FILE, files.read(DOCKER_DAEMON_FILE), builder)
    else:
        yield from _registries_yaml(runtime.registries_file, files.read(runtime.registries_file), builder)
        yield from _server_options(runtime, files, builder)
    for path, managed in record.files.items():
        if managed.role == "registries" and managed.kind == "json" and path != DOCKER_DAEMON_FILE:
            yield from login_items(path, files.read(path), builder)


def _registries_yaml(place: str, text: t.Optional[str], builder: ItemBuilder) -> Items:
    if text is None:
        return
    yield builder.plain(place, "", PRESENT)
    for found in yaml_values(text):
        path = found.path
        if not path:
            yield builder.secret(place, f"line {found.line} and all below it", found.value)
        elif path[0] == "mirrors" and path[2:3] == ("endpoint",):
            yield builder.plain(place, f"endpoint {path[-1]} of {masked(path[1])}", found.value)
        elif path[0] == "mirrors" and path[2:3] == ("rewrite",) and len(path) == _REWRITE_DEPTH:
            yield builder.plain(place, f"rewrite {printable(path[3])} of {masked(path[1])}", found.value)
        elif path[0] == "configs" and path[2:3] == ("tls",) and path[3:] in {(name,) for name in _TLS}:
            yield builder.plain(place, f"{path[3]} of {masked(path[1])}", found.value)
        else:
            yield builder.secret(place, _secret_key(path), found.value)


_REWRITE_DEPTH = 4


def _secret_key(path: tuple[str, ...]) -> str:
    """The key of a possible secret: the registry, and below it only words of the schema."""
    registry = masked(path[1]) if len(path) > 1 else "no registry"
    if path[2:3] == ("auth",):
        name = path[3] if path[3:4] and path[3] in _CREDENTIALS else "another key"
        return f"credentials of {registry} ({name})"
    return f"a setting of {registry} that is not shown"


def _server_options(runtime: Runtime, files: NodeFiles, builder: ItemBuilder) -> Items:
    for place in config_files(runtime.product):
        yield from server_option_items(place, files.read(place) or "", builder)


def _config_toml(place: str, text: t.Optional[str], builder: ItemBuilder) -> Items:
    """Without the plugin's name in the keys: where the settings are depends on containerd's version."""
    if text is None:
        return
    yield builder.plain(place, "", PRESENT)
    try:
        tables = tables_of(text)
    except NodeError:
        yield builder.secret(place, "the whole file, which is not valid TOML", text)
        return
    for table in tables:
        for assigned in table.assignments:
            if assigned.path == ("disabled_plugins",) and (value := _literal(text, assigned)) != "[]":
                yield builder.plain(place, "disabled_plugins", value)
            for plugin in PLUGINS.values():
                if assigned.path[: len(plugin)] == plugin:
                    yield from _containerd_setting(
                        place, assigned.path[len(plugin) :], _literal(text, assigned), builder
                    )


def _literal(text: str, assigned: Assignment) -> str:
    return text[assigned.value_start : assigned.value_end]


def _containerd_setting(place: str, path: tuple[str, ...], literal: str, builder: ItemBuilder) -> Items:
    value = literal.strip("\"'")
    if path[-1] in _CONTAINERD_OPTIONS and path[:-1] in ((), ("registry",)):
        if value != _CONTAINERD_OPTIONS[path[-1]]:
            yield builder.plain(place, path[-1], value)
    elif path[:2] == ("registry", "mirrors") and path[3:] == ("endpoint",):
        yield builder.plain(place, f"endpoints of {masked(path[2])}", literal)
    elif path[:2] == ("registry", "configs") and path[3:4] == ("tls",) and path[4:] in {(name,) for name in _TLS}:
        yield builder.plain(place, f"{path[4]} of {masked(path[2])}", value)
    elif path[:1] == ("registry",):
        yield builder.secret(place, _secret_key(path[1:]), value)
