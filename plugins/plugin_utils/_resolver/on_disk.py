# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What containerd would do with the files on the node, and whether this matches the variables.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Auth, Config, Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.containerd import containerd_view
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import HOSTS_IGNORED, Endpoint, View
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.proxy import Routes
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.containerd_hosts_toml import (
    directory_names,
)

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._facts.model import CertsDFacts

# There are credentials, which is all that is known of them.
_SOME = Config(auth=Auth(username="found"))


@dataclass(frozen=True)
class FoundHosts:
    """What was observed: the texts of hosts.toml by directory (empty for a directory without), and the rest.

    ``ignored`` is why containerd reads none of them. ``others`` are the next folders in its search.
    """

    files: Mapping[str, str]
    withheld: frozenset[str]
    credentials: tuple[str, ...]
    problems: tuple[str, ...]
    ignored: str = ""
    others: tuple[FoundHosts, ...] = ()

    @classmethod
    def of(cls, found: CertsDFacts) -> FoundHosts:
        """From the facts of the node."""
        directories = found["directories"]
        problems = (
            []
            if found["folder"]
            else ["certs.d does not exist in the expected place: it is not generated yet, or it was moved"]
        )
        if found["error"]:
            problems.append(f"config.toml can't be read ({found['error']}): credentials are not known")
        return cls(
            {name: directory["text"] or "" for name, directory in directories.items()},
            frozenset(name for name, directory in directories.items() if directory["withheld"]),
            tuple(found["credentials"]),
            tuple(problems),
        )


def found_view(found: FoundHosts, registry: str, repository: str, routes: Routes, **fork: bool) -> View:
    """The view from the files on the node; empty, with a problem, if the effective file was withheld."""
    directory = next((name for name in directory_names(registry) if name in found.files), "")
    if not directory and found.others:
        following = replace(found.others[0], others=found.others[1:])
        return found_view(following, registry, repository, routes, **fork)
    if directory and found.ignored:
        problem = f"certs.d/{directory} has no effect: {found.ignored}, so that {HOSTS_IGNORED}"
        unread = replace(found, files={}, ignored="", problems=(*found.problems, problem))
        return found_view(unread, registry, repository, routes, **fork)
    if directory in found.withheld:
        problem = f"certs.d/{directory}/hosts.toml was not read: it is very large, or its headers can't be masked"
        return View("containerd", source=f"certs.d/{directory}", problems=(*found.problems, problem))
    registries = Registries(configs=dict.fromkeys(found.credentials, _SOME))
    view = containerd_view(registries, registry, repository, found.files, routes, **fork)
    return replace(view, problems=(*found.problems, *view.problems))


def has_drifted(expected: View, found: View) -> bool:
    """Whether the endpoints on the node differ from the variables."""
    return _essence(expected.endpoints) != _essence(found.endpoints)


def _essence(endpoints: Sequence[Endpoint]) -> list[Endpoint]:
    # Plain containerd has those of docker.io under the host's name; which name it is makes no difference.
    return [
        replace(endpoint, credential_key="some" if endpoint.credential_key else "", notes=()) for endpoint in endpoints
    ]
