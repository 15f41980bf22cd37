# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mirrors of Docker Engine with a path: which versions accept it, and what the engine appends to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.catalogue import RULES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject, ListedEndpoint
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.version import Version, VersionRange
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

_PATH = RULES["mirror-with-path"]
_V2 = RULES["mirror-path-with-v2"]
_NO_PATHS = VersionRange(fixed=("24.0.8", "25.0.0"))


def check_docker_mirrors(subject: LintSubject) -> Iterator[Finding]:
    """The engine appends /v2 after the path. The other runtimes use the path as it is."""
    if subject.product != "docker":
        return
    for endpoint in subject.endpoints_of(HUB):
        if endpoint.url.path:
            yield from _accepted(endpoint, Version.parsed(subject.version))
            yield from _api(endpoint)


def _accepted(endpoint: ListedEndpoint, version: Version | None) -> Iterator[Finding]:
    if version is not None and not _NO_PATHS.affects(version):
        return
    message = f"Docker Engine before 24.0.8 does not start with a mirror that has a path ({endpoint.url.path})."
    fix = "Upgrade to 24.0.8, 25.0.0 or later, or use a host name without a path for the mirror."
    finding = _PATH.at(endpoint.where, message, fix)
    if version is None:
        fix = f"Set pullproof_runtime_version to the version of the nodes. {fix}"
        finding = replace(finding, severity="warning", fix=fix)
    yield finding


def _api(endpoint: ListedEndpoint) -> Iterator[Finding]:
    url = endpoint.url
    parts = [part for part in url.path.split("/") if part]
    if "v2" in parts:
        message = f"Docker Engine appends /v2 to the path: {str(url).rstrip('/')}/v2/<repository>/manifests/<tag>."
        without = "/".join(part for part in parts if part != "v2")
        fix = f"Write {url.scheme}://{url.host}/{without} if the registry has its API below /{without}/v2."
        yield _V2.at(endpoint.where, message, f"{fix} Otherwise use a host name without a path for the mirror.")
