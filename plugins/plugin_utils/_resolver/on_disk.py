# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What containerd would do with the files on the node, and whether this matches the variables.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Auth, Config, Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.containerd import (
    HostsFiles,
    containerd_view,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import HOSTS_IGNORED, Endpoint, View
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.proxy import Routes
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.containerd_toml import Reader

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._facts.model import CertsDFacts

# There are credentials, which is all that is known of them.
_SOME = Config(auth=Auth(username="found"))


@dataclass(frozen=True)
class FoundHosts:
    """What was observed in a folder: its files, and the rest.

    ``ignored`` is why containerd reads none of them. ``others`` are the next folders in its search.
    """

    files: HostsFiles
    withheld: frozenset[str]
    credentials: tuple[str, ...]
    problems: tuple[str, ...]
    ignored: str = ""
    others: tuple[FoundHosts, ...] = ()

    @classmethod
    def of(cls, found: CertsDFacts, folder: str = "") -> FoundHosts:
        """From the facts of the node about the folder with this path."""
        directories = found["directories"]
        problems = (
            []
            if found["folder"]
            else ["certs.d does not exist in the expected place: it is not generated yet, or it was moved"]
        )
        if found["error"]:
            problems.append(f"config.toml can't be read ({found['error']}): credentials are not known")
        return cls(
            _files(found, folder),
            frozenset(name for name, directory in directories.items() if directory["withheld"]),
            tuple(found["credentials"]),
            tuple(problems),
        )


def _files(found: CertsDFacts, folder: str) -> HostsFiles:
    directories = found["directories"]
    paths = {
        name: tuple(posixpath.join(folder, name, file) for file in directory["certificates"])
        for name, directory in directories.items()
    }
    unusable = [directory["unusable"] for directory in directories.values()]
    texts = {name: directory["text"] or "" for name, directory in directories.items()}
    return HostsFiles(texts, folder, paths, {path: reason for files in unusable for path, reason in files.items()})


def found_view(
    found: FoundHosts, registry: str, repository: str, routes: Routes, reader: Reader, *, has_hub_aliases: bool = True
) -> View:
    """The view from the files on the node; empty, with a problem, if the effective file was withheld."""
    directory = found.files.directory_of(registry)
    if not directory and found.others:
        following = replace(found.others[0], others=found.others[1:])
        return found_view(following, registry, repository, routes, reader, has_hub_aliases=has_hub_aliases)
    if directory and found.ignored:
        problem = f"certs.d/{directory} has no effect, because {HOSTS_IGNORED}: {found.ignored}"
        unread = replace(found, files=HostsFiles({}), ignored="", problems=(*found.problems, problem))
        return found_view(unread, registry, repository, routes, reader, has_hub_aliases=has_hub_aliases)
    if directory in found.withheld:
        problem = f"certs.d/{directory}/hosts.toml was not read: it is very large, or its headers can't be masked"
        return View("containerd", source=f"certs.d/{directory}", problems=(*found.problems, problem))
    registries = Registries(configs=dict.fromkeys(found.credentials, _SOME))
    files = found.files
    view = containerd_view(registries, registry, repository, files, routes, reader, has_hub_aliases=has_hub_aliases)
    return replace(view, problems=(*found.problems, *view.problems))


def has_drifted(expected: View, found: View) -> bool:
    """Whether the endpoints on the node differ from the variables."""
    return _essence(expected.endpoints) != _essence(found.endpoints)


def _essence(endpoints: Sequence[Endpoint]) -> list[Endpoint]:
    # Plain containerd has those of docker.io under the host's name; which name it is makes no difference.
    return [
        replace(endpoint, credential_key="some" if endpoint.credential_key else "", notes=()) for endpoint in endpoints
    ]
