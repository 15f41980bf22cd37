# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the behaviour behind the findings of parsing and rendering is known from, by their identifiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

_OWN = "this collection"
_GO_PROXY = "Go x/net/http/httpproxy"
_SOURCES: Mapping[str, str] = {
    "ca-docker-registry": "Docker documentation of certs.d",
    "ca-expired": "RFC 5280 section 4.1.2.5",
    "ca-no-certificate": "Go crypto/x509: AppendCertsFromPEM",
    "ca-not-a-ca": "RFC 5280 section 4.2.1.9",
    "ca-not-pem": "Go crypto/x509: AppendCertsFromPEM",
    "ca-not-yet-valid": "RFC 5280 section 4.1.2.5",
    "cert-without-key": "wharfie getTLSConfig; containerd hosts.go",
    "certificate-elsewhere": "Docker documentation of certs.d",
    "config-conflict": "containerd internal/cri/config: ValidatePluginConfig",
    "config-for-any": "k3s-io/k3s#11352, #12326, k3s-io/docs#359",
    "config-unreadable": _OWN,
    "windows-data-dir": "rancher/rke2#9320",
    "ca-windows-no-root": "Windows CryptoAPI: chains end in the store Root",
    "credentials-unused": "Docker documentation of config.json",
    "default-endpoint-kept": "K3s pkg/agent/containerd/config.go (June 2026), executed",
    "docker-command-line": "moby daemon/config: findConfigurationConflicts",
    "endpoint-invalid-url": "K3s pkg/agent/containerd/config.go (June 2026), executed",
    "endpoint-not-a-list": "yaml.v2, executed",
    "image-invalid": "distribution/reference v0.6, as containerd's CRI plugin calls it",
    "insecure-not-allowed": _OWN,
    "ipv6-unsupported": "containerd/containerd#10055",
    "key-empty": "K3s pkg/agent/containerd/config.go (June 2026), executed",
    "key-has-path": "K3s pkg/agent/containerd/config.go (June 2026), executed",
    "key-has-scheme": "k3s-io/k3s#13255",
    "key-without-cert": "wharfie getTLSConfig; containerd hosts.go",
    "mirror-unsupported": "Docker documentation of registry-mirrors",
    "mirror-with-auth": "Docker Engine 20.10, tried in the lab",
    "mirror-with-path": "moby daemon/pkg/registry: ValidateMirror",
    "no-duration": "Go time: ParseDuration",
    "password-without-user": "containerd ParseAuth; wharfie getAuthenticator",
    "rewrite-unsupported": "upstream containerd docs/hosts.md has no rewrite",
    "path-not-absolute": _OWN,
    "proxy-docker-daemon": "moby cmd/dockerd: overrideProxyEnv, since 23.0",
    "proxy-line-without-effect": "systemd.exec(5): EnvironmentFile= overrides Environment=",
    "proxy-not-loaded": "systemd.exec(5): EnvironmentFile=",
    "proxy-overridden": "systemd.exec(5): of several files the later one wins",
    "proxy-containerd-only": "containerd and dockerd: they read their own environment as it is",
    "proxy-invalid-url": f"{_GO_PROXY}: taken for no proxy at all",
    "proxy-lower-case": f"{_GO_PROXY}: upper case is read first",
    "proxy-no-proxy-entry": _GO_PROXY,
    "proxy-not-for-bootstrap": "rancher/rke2#8456, rancher/rke2#1834",
    "proxy-without-scheme": f"{_GO_PROXY}: http:// is put before it",
    "several-credentials": "containerd ParseAuth; wharfie getAuthenticator",
    "several-sources": _OWN,
    "timeout-unsupported": "containerd docs/cri/config.md",
    "tls-no-certificate": "Go crypto/x509: AppendCertsFromPEM",
    "tls-not-key": "Go crypto/tls: X509KeyPair",
    "tls-not-pem": "Go crypto/x509: AppendCertsFromPEM",
    "tls-private-key": _OWN,
    "unknown-key": "wharfie pkg/registries/types.go: the schema of registries.yaml; unknown keys are dropped",
    "url-has-userinfo": "K3s pkg/agent/containerd/config.go (June 2026), executed",
    "user-without-password": "containerd ParseAuth; wharfie getAuthenticator",
    "wrong-type": "K3s pkg/agent/config/config.go: the agent tries again for ever",
}


def with_source(finding: Finding) -> Finding:
    """The same finding, with the source that it does not name itself."""
    return finding if finding.source else replace(finding, source=_SOURCES.get(finding.id, _OWN))
