# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Known issues of RKE2 alone: of its own pull of rke2-runtime (wharfie), and of its agents on Windows."""

from __future__ import annotations

from collections.abc import Mapping

from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues import conditions as when
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.issue import KnownIssue
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.version import VersionRange

# Since these, mirrors and TLS settings are in certs.d, and not in config.toml.
CERTS_D = ("1.26.13", "1.27.10", "1.28.6", "1.29.1")
FEBRUARY_2024 = ("1.26.14", "1.27.11", "1.28.7", "1.29.2")


def _rke2(introduced: tuple[str, ...] = (), fixed: tuple[str, ...] = ()) -> Mapping[str, VersionRange]:
    return {"rke2": VersionRange(introduced, fixed)}


RKE2_ISSUES: tuple[KnownIssue, ...] = (
    KnownIssue(
        "bootstrap-rewrites-registry",
        "warning",
        _rke2(fixed=("1.28.15", "1.29.10", "1.30.6", "1.31.2")),
        when.rewrites_of_bootstrap,
        "The bootstrap pull of rke2-runtime rewrites the name for the registry itself, not only for mirrors",
        "make sure that the mirror has rke2-runtime, or copy its archive to the node",
        "rancher/wharfie#25, #29",
        stops_pulls=True,
        is_of_bootstrap=True,
    ),
    KnownIssue(
        "windows-auth",
        "error",
        _rke2(fixed=("1.29.14", "1.30.10", "1.31.6", "1.32.2")),
        when.credentials,
        "On Windows, credentials are written to a wrong table of config.toml; with credentials of two hosts, "
        "containerd does not start",
        "use registries without authentication on these nodes",
        "rancher/rke2#3024, #3239, #7103, #7750; rancher/rancher#41659; k3s-io/k3s#11693, #11707",
        "windows",
        stops_pulls=True,
    ),
    KnownIssue(
        "windows-port-folder",
        "error",
        _rke2(CERTS_D, ("1.29.14", "1.30.10", "1.31.6", "1.32.2")),
        when.folder_with_port,
        "On Windows, a registry with a port becomes a folder with an invalid name, and the agent does not start",
        "use registries without a port",
        "rancher/rke2#8138; K3s commit bf97b8fac",
        "windows",
        stops_pulls=True,
    ),
    KnownIssue(
        "windows-port-folder-unverified",
        "warning",
        _rke2(("1.29.14", "1.30.10"), ("1.31.0",)),
        when.folder_with_port,
        "On Windows, a registry with a port may become a folder with an invalid name, and the agent does not start: "
        "whether these branches have the fix of v1.31.6 and v1.32.2 is not known",
        "test it on one node first",
        "rancher/rke2#8138",
        "windows",
        # From v1.31.0 on, the issue is certain: windows-port-folder.
        reported=VersionRange(("1.29.14", "1.30.10"), ("1.31.6", "1.32.2")),
    ),
    KnownIssue(
        "windows-rewrites",
        "error",
        _rke2(fixed=("1.24.9+rke2r2", "1.25.5+rke2r2", "1.26.0+rke2r2")),
        when.rewrites,
        "On Windows, containerd of these versions does not support rewrites",
        "keep the names on the mirror",
        "rancher/rke2: Dockerfile.windows of these tags",
        "windows",
        stops_pulls=True,
    ),
    KnownIssue(
        "embedded-registry-wait",
        "warning",
        _rke2(fixed=("1.32.13", "1.33.9", "1.34.5", "1.35.2", "1.36.0")),
        when.embedded_registry_without_mirrors,
        "Without mirrors, the bootstrap pull of RKE2 waits for the embedded registry without success",
        "list a registry in registries_mirrors, or disable the embedded registry",
        "rancher/rke2#9755",
        is_of_bootstrap=True,
    ),
    KnownIssue(
        "bootstrap-trailing-slash",
        "warning",
        _rke2(fixed=("1.21.12", "1.22.9", "1.23.6", "1.24.1")),
        when.endpoint_with_trailing_slash,
        "The bootstrap pull of rke2-runtime fails with an endpoint that ends in /v2/",
        "remove the last slash",
        "rancher/rke2#2717; wharfie 0.5.3 in go.mod of these tags",
        stops_pulls=True,
        is_of_bootstrap=True,
    ),
    KnownIssue(
        "bootstrap-auth-over-http",
        "warning",
        _rke2(fixed=("1.27.3",)),
        when.credentials_over_http,
        "The bootstrap pull of rke2-runtime does not send credentials to a registry over plain HTTP",
        "use https",
        "rancher/rke2#1246, #4308",
        stops_pulls=True,
        is_of_bootstrap=True,
    ),
    KnownIssue(
        "bootstrap-bare-host",
        "warning",
        _rke2(fixed=FEBRUARY_2024),
        when.endpoint_without_scheme,
        "The bootstrap pull of rke2-runtime does not support an endpoint without a scheme",
        "write https://host:port",
        "rancher/wharfie before 0.6.6",
        stops_pulls=True,
        is_of_bootstrap=True,
    ),
    KnownIssue(
        "bootstrap-namespace",
        "warning",
        _rke2(fixed=CERTS_D),
        when.wildcard_mirror,
        "The bootstrap pull of rke2-runtime does not send the name of the registry (ns) to the mirror: a mirror for "
        "any registry cannot determine it",
        "list docker.io in registries_mirrors, or copy the archive of the image to the node",
        "rancher/wharfie before 0.6.4",
        is_of_bootstrap=True,
    ),
    KnownIssue(
        "windows-ca-file",
        "warning",
        _rke2(fixed=("1.36.2",)),
        when.ca_file,
        "On Windows, a CA for a host replaces the CA certificates of the system: no other CA is trusted for this host "
        "and its token server",
        "import the CA into Cert:\\LocalMachine\\Root and leave ca_file out",
        "containerd commit dc609cf4b, in 2.3",
        "windows",
        stops_pulls=True,
    ),
)
