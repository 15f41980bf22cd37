# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the node's containerd reads about registries before each pull: the hosts.toml files.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import os
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._edit.toml_layout import text_value
from ansible_collections.pullproof.registry.plugins.module_utils._facts.header_values import is_large, shown_hosts_toml
from ansible_collections.pullproof.registry.plugins.module_utils._facts.registry_files import (
    certificates_in,
    unusable_files,
)
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import (
    CERTS_D,
    CONFIG_PATH,
    DOCKER_CERTS_D,
)
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_loaded import (
    hosts_with_credentials,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._facts.model import CertsDFacts, HostsTomlFacts
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import Runtime
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import ConfigTomlFacts


def observe_hosts(runtime: Runtime, config: t.Optional[ConfigTomlFacts], files: NodeFiles) -> dict[str, CertsDFacts]:
    """The facts of each certs.d that may be in use, by path; empty for Docker.

    `config` are the facts of plain containerd's config.toml, None for the other runtimes.
    """
    if runtime.product == "docker":
        return {}
    if config is None:
        folder = f"{runtime.generated}/certs.d"
        return {folder: _all(files, folder, f"{runtime.generated}/config.toml")}
    return {folder: _of_containerd(files, folder, config) for folder in _folders(config)}


def _of_containerd(files: NodeFiles, folder: str, config: ConfigTomlFacts) -> CertsDFacts:
    found, loaded = _all(files, folder, CONFIG_PATH), config["loaded"]
    if loaded is not None and not loaded["error"]:
        found["credentials"] = loaded["credentials"]
    return found


def _folders(config: ConfigTomlFacts) -> list[str]:
    """The paths of each config_path, and the usual ones, which this collection and containerd use if none is set. Of
    the second and further paths only those that exist.
    """
    literals = [*config["config_path"].values(), config["loaded"]["config_path"] if config["loaded"] else ""]
    lists = [list(filter(None, text_value(literal).split(":"))) for literal in literals]
    first = {path for paths in lists for path in paths[:1]}
    further = {path for paths in lists for path in paths[1:]} | {DOCKER_CERTS_D}
    return sorted({CERTS_D, *first, *filter(os.path.isdir, further)})


def _all(files: NodeFiles, folder: str, config: str) -> CertsDFacts:
    return found_hosts(files, folder, all_names(folder), config)


# More directories or larger files are not written by hand.
MOST_DIRECTORIES = 200


def found_hosts(files: NodeFiles, folder: str, names: t.Iterable[str], config: str) -> CertsDFacts:
    """The facts of `folder` (certs.d) and of its directories `names`; `config` is the path of config.toml."""
    directories = {
        name: _directory(os.path.join(folder, name), files)
        for name in names
        if os.path.isdir(os.path.join(folder, name))
    }
    found: CertsDFacts = {"folder": os.path.isdir(folder), "directories": directories, "credentials": [], "error": ""}
    try:
        found["credentials"] = hosts_with_credentials(files.read(config) or "")
    except NodeError as error:
        found["error"] = error.observed
    return found


def all_names(folder: str) -> list[str]:
    """The directories in `folder`, at most `MOST_DIRECTORIES` of them."""
    try:
        return sorted(os.listdir(folder))[:MOST_DIRECTORIES]
    except (FileNotFoundError, NotADirectoryError):
        return []


def _directory(folder: str, files: NodeFiles) -> HostsTomlFacts:
    text = files.read(os.path.join(folder, "hosts.toml"))
    certificates = certificates_in(folder)
    unusable = unusable_files(folder, "" if text is None or is_large(text) else text, certificates, files)
    shown = None if text is None else shown_hosts_toml(text)
    return {
        "text": shown,
        "withheld": text is not None and shown is None,
        "certificates": certificates,
        "unusable": unusable,
    }
