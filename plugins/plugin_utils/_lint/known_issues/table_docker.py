# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Known issues of Docker Engine: of its containerd image store, which new installations of Docker 29 use."""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues import conditions as when
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.issue import KnownIssue
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.version import VersionRange

_CLASSIC_STORE = (
    "set features.containerd-snapshotter to false in daemon.json, which hides the images of the other store"
)

DOCKER_ISSUES: tuple[KnownIssue, ...] = (
    KnownIssue(
        "docker-mirror-without-credentials",
        "warning",
        {"docker": VersionRange(("29.0.0",))},
        when.docker_mirror_with_hub_credentials,
        "With the containerd image store, the default of new installations, mirrors do not get the credentials of "
        "docker.io",
        f"use a mirror that needs no credentials, or {_CLASSIC_STORE}",
        "moby daemon/containerd/resolver.go: authorizerFromAuthConfig; moby/moby#51080",
        stops_pulls=True,
    ),
    KnownIssue(
        "docker-token-tls",
        "warning",
        {"docker": VersionRange(("29.0.0",), ("29.5.0",))},
        when.tls,
        "With the containerd image store, the default of new installations, requests for tokens use neither "
        "insecure-registries nor certs.d",
        f"add the CA to ca_trust_certificates and restart Docker, or {_CLASSIC_STORE}",
        "moby/moby#51662; docker/cli#6748",
        stops_pulls=True,
    ),
)
