# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the configured mirrors are used.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.owners import advice_on_changed
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.containerd_facts import IMPORTED
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Attempt, Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.fault import Fault
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.names import host_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.settings import changed_rules
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import (
    FILE_IGNORED,
    HOSTS_IGNORED,
    NO_HEADER,
)

_ANY = "*"
_DOCKER = "docker"


def ignored_mirror(evidence: Evidence) -> Fault | None:
    """The fault that none of the mirrors is among the endpoints, or that containerd can't read its file."""
    if evidence.view is None or not evidence.view.endpoints:
        return None
    unread = next(filter(_is_unread, evidence.view.problems), "")
    wanted = evidence.mirror_hosts
    requested = {host_of(endpoint.url) for endpoint in evidence.view.endpoints}
    if unread:
        is_by_hand = not wanted or NO_HEADER in unread or IMPORTED in unread
        fix = _fix_of_unread(unread) if is_by_hand else _fix_of_variables(evidence)
        return Fault("mirror_ignored", unread, default_attempt(evidence), fix=fix)
    if not wanted or wanted & requested or _is_to_come(evidence, wanted):
        return None
    fix = _fix(evidence)
    observed = f"the endpoints are {', '.join(sorted(requested))}, without {', '.join(sorted(wanted))}{_why(evidence)}"
    return Fault("mirror_ignored", observed, default_attempt(evidence), fix=fix)


def _is_unread(problem: str) -> bool:
    return any(words in problem for words in (FILE_IGNORED, HOSTS_IGNORED, NO_HEADER))


def _fix_of_variables(evidence: Evidence) -> str:
    """The setting that makes the file unreadable; empty if the role writes a readable file."""
    if evidence.wanted is not None and not any(FILE_IGNORED in problem for problem in evidence.wanted.problems):
        return ""
    changed = changed_rules(evidence)
    if changed:
        return changed
    if evidence.wanted is None:
        return ""
    return f"correct the entry registries_mirrors[{evidence.mirror_key!r}]: with it, containerd can't read the file"


def _fix_of_unread(problem: str) -> str:
    if IMPORTED in problem:
        return "correct this file, then restart containerd; containerd config dump shows the result"
    if NO_HEADER in problem:
        return 'write each host as a table with its own header, such as [host."https://mirror.example"]'
    if HOSTS_IGNORED in problem:
        return "set config_path to one folder in config.toml, then restart containerd"
    return "correct the file or remove it; if it is a managed file, the role registries writes it again"


def hides_wildcard(evidence: Evidence) -> bool:
    """Whether the registry has a directory of its own, which hides the mirrors of ``*``."""
    source = evidence.view.source if evidence.view else ""
    return evidence.mirror_key == _ANY and bool(source) and not source.endswith("/_default")


def _is_to_come(evidence: Evidence, mirrors: frozenset[str]) -> bool:
    """Whether the service only has to load what is on disk."""
    then = {host_of(endpoint.url) for endpoint in evidence.wanted.endpoints} if evidence.wanted else set()
    is_stale = "registries" in evidence.context.pending_roles
    return is_stale and bool(then & mirrors) and not has_unmanaged_source(evidence)


def has_unmanaged_source(evidence: Evidence) -> bool:
    """Whether an unmanaged directory of certs.d has precedence over the managed one. A restart does not change this."""
    source = evidence.view.source if evidence.view else ""
    return bool(source and evidence.wanted and evidence.wanted.source and source != evidence.wanted.source)


def default_attempt(evidence: Evidence) -> Attempt | None:
    """The registry itself among the endpoints."""
    return next((attempt for attempt in evidence.attempts if attempt.is_default), None)


def _why(evidence: Evidence) -> str:
    source = evidence.view.source if evidence.view else ""
    if evidence.program == _DOCKER:
        is_possible = evidence.registry == HUB
        return ": daemon.json lacks them" if is_possible else ": Docker Engine only supports mirrors of docker.io"
    if hides_wildcard(evidence):
        return f": {source} exists and hides the mirrors of '*' for {evidence.registry}"
    if not source:
        return ": the node has no hosts.toml for this registry"
    owner = evidence.view.owner if evidence.view else ""
    return f", according to {source}{f', a file of {owner}' if owner else ''}"


def _fix(evidence: Evidence) -> str:
    source = evidence.view.source if evidence.view else ""
    if evidence.program == _DOCKER and evidence.registry == HUB:
        return ""
    if evidence.program == _DOCKER:
        return "use the name of the mirror in the image references: Docker Engine has no mirrors for this registry"
    if hides_wildcard(evidence):
        place = f"registries_mirrors[{evidence.registry!r}]"
        return f"add the mirror to {place} as well, then run the roles registries and runtime"
    if evidence.view and evidence.view.owner:
        return f"{advice_on_changed(evidence.view.owner)}; then run the role registries"
    if has_unmanaged_source(evidence):
        return f"remove the directory {source}, which this collection does not manage, or add the mirror to it"
    return ""
