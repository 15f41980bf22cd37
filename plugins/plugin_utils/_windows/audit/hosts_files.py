# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The hosts.toml files and the credentials that RKE2 generated for its containerd on a Windows node.

The queries must run as secret: URLs and headers in the files may have credentials, which are masked here.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import ntpath
import typing as t
from collections.abc import Iterable, Mapping
from functools import partial

from ansible_collections.pullproof.registry.plugins.module_utils._facts.header_values import shown_hosts_toml
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_loaded import (
    hosts_with_credentials,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.containerd_hosts_toml import (
    directory_names,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.queries import (
    check_elevated,
    content_of,
    is_elevated,
    paths_below,
    quoted,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import Query, by_name, combined, text_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.rke2_agent import DATA

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._facts.model import CertsDFacts, HostsTomlFacts

_GENERATED = r"agent\etc\containerd"
CERTS_D = rf"{DATA}\{_GENERATED}\certs.d"
HOSTS_TOML = "hosts.toml"
# The names of tables have no secret, all other lines may have one.
_TABLES = r'findstr.exe /r /c:"^ *\[plugins.*registry\.configs\."'


def hosts_of(registries: Iterable[str], data_dir: str = "") -> Query[CertsDFacts]:
    """The files that count for these registries, in the form of a Linux node. Raises PullproofError.

    `data_dir` is the value of RKE2's option; empty for the usual folder.
    """
    names = dict.fromkeys(name for registry in registries for name in directory_names(registry, "windows"))
    # Without a drive, RKE2 uses the drive of the system.
    generated = ntpath.join(ntpath.normpath(ntpath.join("C:\\", data_dir or DATA)), _GENERATED)
    certs_d, config_toml = rf"{generated}\certs.d", rf"{generated}\config.toml"
    return combined(
        partial(_facts, certs_d),
        paths=paths_below(generated),
        texts=by_name({name: content_of(rf"{certs_d}\{name}\{HOSTS_TOML}") for name in names}),
        tables=text_of(f"{_TABLES} {quoted(config_toml)}", str),
        elevated=is_elevated(),
    )


def _facts(
    certs_d: str, *, paths: tuple[str, ...], texts: Mapping[str, str], tables: str, elevated: bool
) -> CertsDFacts:
    check_elevated(elevated)
    present = {path.lower() for path in paths}
    directories = {
        name: _directory(rf"{certs_d}\{name}", text, paths)
        for name, text in texts.items()
        if rf"{certs_d}\{name}".lower() in present
    }
    found: CertsDFacts = {
        "folder": certs_d.lower() in present,
        "directories": directories,
        "credentials": [],
        "error": "",
    }
    try:
        found["credentials"] = hosts_with_credentials(tables)
    except NodeError as error:
        found["error"] = error.observed
    return found


def _directory(folder: str, text: str, paths: Iterable[str]) -> HostsTomlFacts:
    names = [ntpath.basename(path) for path in paths if ntpath.dirname(path).lower() == folder.lower()]
    exists = HOSTS_TOML in map(str.lower, names)
    shown = shown_hosts_toml(text) if exists else None
    return {
        "text": shown,
        "withheld": exists and shown is None,
        "certificates": [name for name in names if name.endswith((".crt", ".cert", ".key"))],
        "unusable": {},
    }
