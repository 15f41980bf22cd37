# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Known issues, and announced changes, of plain containerd.

RKE2 and K3s write config.toml and hosts.toml for their containerd themselves: they set one folder as config_path, and
none of the tables in question. The versions are those of containerd's sources: 2.2.0 to 2.2.5, 2.3.0, 2.3.1, 2.4.2.
"""

from __future__ import annotations

from collections.abc import Mapping

from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues import conditions as common
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues import (
    conditions_containerd as when,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.issue import KnownIssue
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.version import VersionRange


def _containerd(introduced: tuple[str, ...], fixed: tuple[str, ...] = ()) -> Mapping[str, VersionRange]:
    return {"containerd": VersionRange(introduced, fixed)}


CONTAINERD_ISSUES: tuple[KnownIssue, ...] = (
    KnownIssue(
        "config-path-list",
        "warning",
        _containerd(("2.1.0",)),
        when.config_path_list,
        "The transfer service takes a list of folders as the name of one folder: no hosts.toml has an effect",
        "set config_path to one folder; on this version, the role registries does it for registries_mirrors",
        "containerd/containerd#12808, #12415, #12636",
        stops_pulls=True,
    ),
    KnownIssue(
        "mirrors-with-default-path",
        "error",
        _containerd(("2.2.0",), ("2.2.2",)),
        when.unmanaged_mirrors,
        "containerd rejects mirrors together with its own default of config_path, and CRI does not start",
        "move them into registries_mirrors, and remove them from the file",
        "containerd/containerd#12612, #12617",
        stops_pulls=True,
    ),
    KnownIssue(
        "configs-tls-ignored",
        "warning",
        _containerd(("2.0.0",)),
        when.unmanaged_tls,
        "containerd ignores these TLS settings: the log contains Ignoring unknown key in TOML for plugin",
        "move them into registries_configs, and remove them from the file",
        "containerd internal/cri/config/config.go: RegistryConfig",
        stops_pulls=True,
        is_intended=True,
    ),
    KnownIssue(
        "registry-tables-removed",
        "warning",
        _containerd(("2.7.0",)),
        when.registry_tables,
        "RELEASES.md of v2.4.2 announces that registry.mirrors, registry.configs and registry.auths will be removed in "
        "2.7, and with them all credentials in config.toml",
        "use pull secrets, or a credential provider of the kubelet",
        "containerd RELEASES.md: Deprecated config properties",
        stops_pulls=True,
        is_intended=True,
    ),
    KnownIssue(
        "registry-tables-deprecated",
        "info",
        _containerd(("2.0.0",), ("2.7.0",)),
        when.registry_tables,
        "Credentials, mirrors and TLS settings in config.toml are deprecated. RELEASES.md of v2.4.2 announces their "
        "removal in 2.7",
        "plan for pull secrets, or a credential provider of the kubelet",
        "containerd RELEASES.md: Deprecated config properties",
        reported=VersionRange(("2.0.0",)),
        is_intended=True,
    ),
    KnownIssue(
        "local-image-pull",
        "info",
        _containerd(("2.1.0",)),
        common.credentials,
        "With credentials in config.toml, containerd pulls without its transfer service: settings of "
        "io.containerd.transfer.v1.local have no effect",
        "use the settings in the table of the plugin io.containerd.cri.v1.images, such as max_concurrent_downloads",
        "containerd internal/cri/config/config.go: CheckLocalImagePullConfigs",
        is_intended=True,
    ),
    KnownIssue(
        "headers-to-token-server",
        "warning",
        _containerd(("2.1.0",)),
        when.endpoint_headers,
        "containerd sends the headers of an endpoint to its token server as well, also if that is another host",
        "use only headers that the token server may receive",
        "containerd core/remotes/docker/config/hosts.go: WithAuthHeader",
        is_intended=True,
    ),
    KnownIssue(
        "blob-without-fallback",
        "info",
        {**dict.fromkeys(("rke2", "k3s"), VersionRange(("1.24.0",))), **_containerd(("1.6.0",))},
        when.mirror_with_fallback,
        "If a mirror begins to send a layer and breaks off, no other endpoint is requested, and the pull fails",
        "repair or remove such a mirror",
        "containerd/containerd#9552",
    ),
    KnownIssue(
        "pull-fast-path",
        "info",
        _containerd(("2.2.3",), ("2.2.4",)),
        when.any_image,
        "A report exists that an image is not found after its pull if all its layers were on the node before. The code "
        "that pulls is the same from 2.2.2 to 2.2.5",
        "do not rely on imagePullPolicy Never for such images",
        "containerd/containerd#13881",
        reported=VersionRange(("2.2.3",)),
    ),
)
