# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of known issues. Versions of RKE2 (+rke2r) and K3s (+k3s) have the same numbers unless a row has a note.

Not in it, because no variable of this collection triggers them: registries.yaml's move from config.toml to certs.d as
such, unmanaged folders in certs.d that were cleared at each start, a data directory on another drive of Windows, an
IPv6 address in system-default-registry, the namespace of an unreleased K3s, and the Helm chart of Spegel.
"""

from __future__ import annotations

from collections.abc import Mapping

from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues import conditions as when
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.issue import KnownIssue
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.table_containerd import (
    CONTAINERD_ISSUES,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.table_docker import DOCKER_ISSUES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.table_rke2 import (
    CERTS_D,
    FEBRUARY_2024,
    RKE2_ISSUES,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.version import VersionRange


def _rancher(introduced: tuple[str, ...] = (), fixed: tuple[str, ...] = ()) -> Mapping[str, VersionRange]:
    return dict.fromkeys(("rke2", "k3s"), VersionRange(introduced, fixed))


_MARCH_2024 = ("1.26.15", "1.27.12", "1.28.8", "1.29.3")
_CONTAINERD_2 = ("1.31.6", "1.32.2")

KNOWN_ISSUES: tuple[KnownIssue, ...] = (
    KnownIssue(
        "no-default-endpoint-setting",
        "warning",
        _rancher(fixed=CERTS_D),
        when.default_endpoint_off,
        "disable-default-registry-endpoint does not exist yet: every registry itself is still queried",
        "block the registries in the network",
        "k3s-io/k3s#5568, #9126; K3s pkg/cli/cmds/agent.go",
    ),
    KnownIssue(
        "bare-host-endpoint",
        "warning",
        {"k3s": VersionRange(CERTS_D, tuple(f"{version}+k3s2" for version in CERTS_D))},
        when.bare_host_endpoint,
        "Endpoints without a scheme, and localhost over HTTP, are not supported",
        "write https://host:port",
        "k3s-io/k3s#9322, #9333, #9334, #9335",
        stops_pulls=True,
    ),
    KnownIssue(
        "default-endpoint-last",
        "warning",
        _rancher(FEBRUARY_2024, _MARCH_2024),
        when.default_endpoint_listed_last,
        "A registry that is listed last among its own mirrors may lose TLS settings and credentials",
        "remove that endpoint; it is queried anyway",
        "k3s-io/k3s#9341, #9626, #9638, #9678",
        stops_pulls=True,
    ),
    KnownIssue(
        "duplicate-endpoint-unreadable",
        "error",
        _rancher(FEBRUARY_2024, _MARCH_2024),
        when.duplicate_endpoint,
        "An endpoint that is listed twice becomes two tables with the same name, and containerd rejects the whole file",
        "list it once",
        "k3s-io/k3s#9693",
        stops_pulls=True,
    ),
    KnownIssue(
        "wildcard-without-fallback",
        "warning",
        _rancher(FEBRUARY_2024, _MARCH_2024),
        when.wildcard_mirror_with_fallback,
        "With a mirror for any registry, the registry itself is not queried when the mirror fails",
        "list each registry in registries_mirrors",
        "k3s-io/k3s#9728, #9730, #9731, #9732",
        stops_pulls=True,
    ),
    KnownIssue(
        "tls-without-mirror-ignored",
        "error",
        _rancher(("1.26.15", "1.27.12", "1.28.8", "1.29.3"), ("1.27.13", "1.28.9", "1.29.4", "1.30.0")),
        when.tls_without_mirror,
        "TLS settings of a registry without mirrors are ignored: the log contains invalid `host` tree",
        "give the registry a mirror entry whose endpoint is the registry with its port",
        "k3s-io/k3s#9839, #9983; rancher/rke2#5658, #5721; containerd/containerd#10027",
        stops_pulls=True,
    ),
    KnownIssue(
        "rewrite-token-scope",
        "warning",
        _rancher(fixed=("1.29.11", "1.30.7", "1.31.3", "1.32.0")),
        when.rewrites,
        "The token is requested for the name before the rewrite: registries that verify it (Artifactory, SWR) return "
        "401 or 403",
        "keep the names on the mirror, or allow pulls without credentials there",
        "k3s-io/k3s#11191, #11239, #11401, #11403; rancher/rke2#7207, #7301, #7376",
        stops_pulls=True,
    ),
    KnownIssue(
        "wildcard-fallback",
        "warning",
        _rancher(_CONTAINERD_2, ("1.31.7", "1.32.3")),
        when.wildcard_mirror_with_fallback,
        "With a mirror for any registry, a pull fails with `not found` although the registry itself has the image",
        "list each registry in registries_mirrors",
        "k3s-io/k3s#11857, #11863, #11875, #11876; rancher/rke2#7827, #7828, #7829",
        stops_pulls=True,
    ),
    KnownIssue(
        "hub-credentials-one-key",
        "warning",
        _rancher(CERTS_D, ("1.31.11", "1.32.7", "1.33.3")),
        when.hub_credentials_under_one_key,
        "containerd finds credentials of Docker Hub under registry-1.docker.io only",
        "repeat them as registries_configs['registry-1.docker.io']; both keys together work on all versions",
        "k3s-io/k3s#12561, #12613, #3937, #12438; containerd/containerd#12053",
        stops_pulls=True,
    ),
    KnownIssue(
        "rewrite-order-random",
        "error",
        _rancher(),
        when.competing_rewrites,
        "Each pull uses a random one of several matching rules",
        "make the patterns exclude each other",
        "rancher/rke2#3227; k3s-io/containerd core/remotes/docker/resolver.go",
    ),
    KnownIssue(
        "path-endpoint-auth",
        "info",
        dict.fromkeys(("rke2", "k3s", "containerd"), VersionRange()),
        when.credentials_for_path_endpoint,
        "containerd requests the token for an endpoint with a path under two names: with the path, and without it. "
        "Harbor grants the part that is allowed. A token server that checks all names refuses the request",
        "if verify reports token_scope, write the endpoint without its path, and add the path with a rewrite (RKE2 and "
        "K3s), or allow the account to pull both names",
        "k3s-io/k3s#12736; containerd core/remotes/docker/authorizer.go and scope.go",
    ),
    KnownIssue(
        "wildcard-embedded-registry",
        "warning",
        _rancher(fixed=("1.32.12", "1.33.8", "1.34.4", "1.35.1")),
        when.wildcard_with_embedded_registry,
        "The embedded registry does not serve registries that only match `*`",
        "list each registry in registries_mirrors",
        "k3s-io/k3s#13526, #13539",
    ),
    KnownIssue(
        "containerd-no-proxy-overwritten",
        "warning",
        _rancher(fixed=("1.22.11", "1.23.8", "1.24.2")),
        when.containerd_no_proxy,
        "CONTAINERD_NO_PROXY is overwritten",
        "set NO_PROXY",
        "k3s-io/k3s#5642, #5707, #5708",
        stops_pulls=True,
    ),
    KnownIssue(
        "ipv6-literal",
        "error",
        _rancher(fixed=_CONTAINERD_2),
        when.ipv6_literal,
        "containerd 1.7 cannot parse an IPv6 address in brackets in hosts.toml, and continues without the file",
        "use a DNS name",
        "k3s-io/k3s#9897; containerd/containerd#10055; rancher/rke2#5947",
        stops_pulls=True,
    ),
    KnownIssue(
        "restart-loses-network",
        "warning",
        {
            "rke2": VersionRange(fixed=("1.24.9+rke2r2", "1.25.5+rke2r2", "1.26.0+rke2r2")),
            "containerd": VersionRange(fixed=("1.6.14",)),
        },
        when.anything,
        "After a restart, containerd before 1.6.14 loses the network of running pods",
        "drain each node before it is restarted",
        "release notes of containerd 1.6.14 and RKE2 v1.24.9+rke2r2",
    ),
    *RKE2_ISSUES,
    *CONTAINERD_ISSUES,
    *DOCKER_ISSUES,
)
