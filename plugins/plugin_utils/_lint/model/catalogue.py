# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All rules of the lint but the known issues, which have a table of their own. docs/lint.md describes each rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding, Severity

_OWN = "this collection"
_GENERATOR = "K3s pkg/agent/containerd/config.go (June 2026), executed"
_CONTAINERD_HOSTS = "containerd core/remotes/docker/config/hosts.go"
_LOADER = "containerd core/remotes/docker/config/hosts.go; wharfie pkg/registries/registries.go"
_FORK = "k3s-io/containerd core/remotes/docker/resolver.go; wharfie pkg/registries/registries.go"
_GO_PROXY = "Go x/net/http/httpproxy"
_CREDENTIALS = "containerd ParseAuth; wharfie getAuthenticator"
_PEM = "Go crypto/x509: AppendCertsFromPEM"
_PAIR = "wharfie getTLSConfig; containerd hosts.go"
_REFERENCE = "distribution/reference v0.6"


@dataclass(frozen=True)
class Rule:
    """``id`` is stable. ``source`` is the program, standard or bug report that the rule is based on.

    ``exception`` describes where the severity differs. A rule that is not ``skippable`` reports settings that would not
    be written as they are, that a role refuses itself, or that have a switch of their own.
    """

    id: str
    severity: Severity
    source: str
    skippable: bool = True
    exception: str = ""

    def at(self, where: str, message: str, fix: str) -> Finding:
        """A finding of this rule. The texts must not contain secrets."""
        return Finding(self.id, self.severity, where, message, fix, self.source)


_RULES = (
    Rule(
        "unknown-key",
        "error",
        "wharfie pkg/registries/types.go: the schema of registries.yaml; unknown keys are dropped",
        skippable=False,
    ),
    Rule("wrong-type", "error", "K3s pkg/agent/config/config.go: the agent retries without a limit", skippable=False),
    Rule("endpoint-not-a-list", "error", "yaml.v2, executed", skippable=False),
    Rule("key-has-scheme", "error", "k3s-io/k3s#13255", skippable=False),
    Rule("key-has-path", "error", _GENERATOR, skippable=False),
    Rule("key-empty", "error", _GENERATOR, skippable=False),
    Rule("endpoint-invalid-url", "error", _GENERATOR, skippable=False),
    Rule("url-has-userinfo", "error", _GENERATOR, skippable=False),
    Rule(
        "settings-not-indented",
        "error",
        "YAML 1.2: the indentation of a key decides what it belongs to",
        skippable=False,
    ),
    Rule("several-credentials", "error", _CREDENTIALS),
    Rule("credentials-twice", "info", _CREDENTIALS),
    Rule(
        "value-has-space",
        "error",
        "RFC 7617 section 2; yaml.v2: a value is used as it is",
        exception="or warning for a space in credentials",
    ),
    Rule("user-without-password", "error", _CREDENTIALS),
    Rule("password-without-user", "error", _CREDENTIALS),
    Rule("several-sources", "error", _OWN, skippable=False),
    Rule("cert-without-key", "error", _PAIR),
    Rule("key-without-cert", "error", _PAIR),
    Rule("tls-not-pem", "error", _PEM, skippable=False),
    Rule("tls-private-key", "error", _OWN, skippable=False),
    Rule("tls-no-certificate", "error", _PEM, skippable=False),
    Rule("tls-not-key", "error", "Go crypto/tls: X509KeyPair", skippable=False),
    Rule("insecure-not-allowed", "error", _OWN, skippable=False),
    Rule("path-not-absolute", "error", _OWN, skippable=False),
    Rule("lint-skip-unknown", "warning", "docs/lint.md"),
    Rule("ca-source", "error", _OWN, skippable=False),
    Rule("ca-no-source", "error", _OWN, skippable=False),
    Rule("ca-not-pem", "error", _PEM, skippable=False),
    Rule("ca-private-key", "error", _OWN, skippable=False),
    Rule("ca-no-certificate", "error", _PEM, skippable=False),
    Rule("ca-expired", "error", "RFC 5280 section 4.1.2.5", skippable=False),
    Rule("ca-not-yet-valid", "error", "RFC 5280 section 4.1.2.5", skippable=False),
    Rule("ca-not-a-ca", "error", "RFC 5280 section 4.2.1.9", skippable=False),
    Rule("ca-docker-registry", "error", "Docker documentation of certs.d", skippable=False),
    Rule("ca-expires-soon", "warning", _OWN),
    Rule("ca-windows-no-root", "warning", "Windows CryptoAPI: chains end in the store Root"),
    Rule("invalid-digest", "error", _OWN, skippable=False),
    Rule("unknown-os", "error", _OWN, skippable=False),
    Rule("time-server-name", "error", _OWN, skippable=False),
    Rule("time-server-twice", "error", _OWN, skippable=False),
    Rule("out-of-range", "error", _OWN, skippable=False),
    Rule("variable-unknown", "error", _OWN, skippable=False),
    Rule("variable-similar", "error", _OWN),
    Rule("variable-invalid", "error", _OWN, skippable=False),
    Rule("host-name-pattern", "error", "Ansible: a list of hosts is a list of patterns", skippable=False),
    Rule("variable-unresolved", "error", _OWN),
    Rule("runtime-unknown", "info", _OWN),
    Rule("former-unused", "warning", _OWN),
    Rule("former-rewrite", "error", _GENERATOR, skippable=False),
    Rule("lint-skip-refused", "error", "docs/lint.md", skippable=False),
    Rule("hub-alias-key", "warning", f"{_REFERENCE}: references are completed to docker.io"),
    Rule("host-upper-case", "warning", "K3s pkg/agent/containerd/config.go: keys are compared as written"),
    Rule("ipv6-without-brackets", "error", "RFC 3986 section 3.2.2; Go net/url"),
    Rule("image-invalid", "error", f"{_REFERENCE}, as containerd's CRI plugin calls it", skippable=False),
    Rule("image-unqualified", "info", f"{_REFERENCE}: docker.io is assumed"),
    Rule("key-has-space", "error", "containerd and K3s: keys are compared as written", skippable=False),
    Rule("port-out-of-range", "error", "Go net: lookup of a port, at each pull", skippable=False),
    Rule("config-near-miss", "warning", f"{_GENERATOR}; k3s-io/k3s#13255"),
    Rule("config-unused", "info", _GENERATOR),
    Rule(
        "config-under-mirrored-name",
        "warning",
        "k3s-io/k3s#13215: works as designed; rancher/rke2#9439",
        exception="or info for credentials if the mirrors use plain http",
    ),
    Rule("config-disables-wildcard", "warning", f"{_GENERATOR}; containerd docs/hosts.md: _default"),
    Rule(
        "config-for-any",
        "warning",
        "k3s-io/k3s#11352, #12326, k3s-io/docs#359",
        exception="or error for containerd and Docker Engine",
    ),
    Rule("mirror-without-endpoint", "info", _GENERATOR),
    Rule("default-endpoint-needs-endpoint", "warning", _GENERATOR),
    Rule("default-endpoint-kept", "warning", _GENERATOR, exception="or error for Docker Engine"),
    Rule("endpoint-path-without-v2", "warning", "containerd docs/hosts.md: override_path"),
    Rule("endpoint-duplicate", "warning", f"{_GENERATOR}: Skipping duplicate endpoint URL"),
    Rule("endpoint-is-default", "info", _GENERATOR),
    Rule("endpoint-is-default-unrewritten", "warning", _GENERATOR),
    Rule("bootstrap-keeps-name", "warning", "wharfie pkg/registries/endpoint.go: isDefault; rancher/rke2#6447"),
    Rule("image-not-over-http", "warning", f"{_GENERATOR}; k3s-io/k3s#1713"),
    Rule("endpoint-without-scheme", "info", f"{_GENERATOR}: normalizeEndpointAddress"),
    Rule("endpoint-scheme-localhost", "info", f"{_GENERATOR}: normalizeEndpointAddress"),
    Rule("endpoint-scheme-port-80", "warning", f"{_GENERATOR}: normalizeEndpointAddress"),
    Rule("rewrite-unsupported", "error", "upstream containerd docs/hosts.md has no rewrite"),
    Rule("rewrite-invalid", "error", f"{_FORK}: Failed to compile rewrite"),
    Rule("rewrite-unchecked", "error", "Go regexp/syntax; without google-re2 only a subset can be checked"),
    Rule("rewrite-not-in-toml", "error", "K3s pkg/agent/templates/templates.go: HostsTomlTemplate, executed"),
    Rule("rewrite-unanchored", "warning", f"{_FORK}: ReplaceAllString"),
    Rule("rewrite-group-missing", "error", "Go regexp: Expand; k3s-io/k3s#11191"),
    Rule("rewrite-no-name", "warning", "OCI distribution specification 1.1: names of repositories"),
    Rule(
        "rewrite-result-invalid",
        "error",
        "OCI distribution specification 1.1: names of repositories; rancher/docs#4007",
    ),
    Rule("rewrite-adds-host", "warning", f"{_FORK}: the endpoint is put before the repository's path"),
    Rule("rewrite-never-matches", "info", f"{_FORK}: the repository's path is rewritten"),
    Rule("rewrite-without-library", "warning", f"{_REFERENCE}: library/ is added"),
    Rule("auth-not-base64", "error", "containerd internal/cri/server/images/image_pull.go: ParseAuth"),
    Rule(
        "identity-token-is-password",
        "warning",
        "containerd core/remotes/docker/auth/fetch.go: FetchTokenWithOAuth; k3s-io/docs#589",
    ),
    Rule("credentials-empty", "warning", "K3s pkg/agent/containerd/config.go, executed"),
    Rule("credentials-over-http", "warning", "RFC 7617 section 4: Basic credentials are sent in clear"),
    Rule("hub-credentials-not-in-bootstrap", "info", "wharfie pkg/registries/registries.go: getAuthenticator"),
    Rule("tls-path-relative", "error", f"{_LOADER}: one resolves it at hosts.toml, the other at its own folder"),
    Rule("insecure-with-ca", "warning", "Go crypto/tls: InsecureSkipVerify accepts any certificate"),
    Rule(
        "tls-for-plain-http", "warning", "containerd core/remotes/docker/config/hosts.go: NewHTTPFallback; Go net/http"
    ),
    Rule("tls-file-missing", "error", f"{_LOADER}: the pull fails, the bootstrap goes on without TLS settings"),
    Rule("tls-file-not-ca", "error", f"{_LOADER}: AppendCertsFromPEM"),
    Rule("tls-ca-is-leaf", "warning", "Go crypto/x509: Certificate.Verify"),
    Rule("tls-not-valid-now", "error", "Go crypto/x509: Certificate.Verify checks each one of the chain"),
    Rule("tls-file-not-certificate", "error", f"{_LOADER}: tls.LoadX509KeyPair"),
    Rule("tls-key-mismatch", "error", "Go crypto/tls: X509KeyPair"),
    Rule("tls-key-unusable", "error", "Go crypto/tls: X509KeyPair reads no encrypted key"),
    Rule("tls-key-unchecked", "info", _OWN),
    Rule("proxy-lower-case", "error", f"{_GO_PROXY}: upper case is read first", skippable=False),
    Rule("proxy-without-scheme", "error", f"{_GO_PROXY}: http:// is put before it", skippable=False),
    Rule("proxy-invalid-url", "error", f"{_GO_PROXY}: taken for no proxy at all", skippable=False),
    Rule("proxy-no-proxy-entry", "error", _GO_PROXY, skippable=False),
    Rule("environment-name", "error", _OWN, skippable=False),
    Rule("environment-own-variable", "error", _OWN, skippable=False),
    Rule("environment-value", "error", _OWN, skippable=False),
    Rule("proxy-credentials-in-clear", "info", "RFC 7617 section 4"),
    Rule("proxy-no-cluster-ranges", "warning", "rancher/rke2#4924, k3s pkg/server/server.go: setNoProxyEnv"),
    Rule("proxy-for-private-mirror", "warning", f"{_GO_PROXY}, executed"),
    Rule("proxy-for-mirror", "info", f"{_GO_PROXY}, executed"),
    Rule("proxy-not-for-public-registry", "warning", f"{_GO_PROXY}, executed"),
    Rule("proxy-not-for-bootstrap", "warning", "rancher/rke2#8456, rancher/rke2#1834"),
    Rule("proxy-containerd-only", "warning", "containerd and dockerd: they read their own environment as it is"),
    Rule("proxy-not-loaded", "error", "systemd.exec(5): EnvironmentFile=", skippable=False),
    Rule("proxy-overridden", "error", "systemd.exec(5): of several files the later one wins", skippable=False),
    Rule(
        "proxy-line-without-effect",
        "warning",
        "systemd.exec(5): EnvironmentFile= overrides Environment=",
        skippable=False,
    ),
    Rule("proxy-docker-daemon", "error", "moby cmd/dockerd: overrideProxyEnv, since 23.0", skippable=False),
    Rule("ipv6-unsupported", "error", "containerd/containerd#10055"),
    Rule("timeout-unsupported", "error", "containerd docs/cri/config.md, docs/hosts.md"),
    Rule("no-duration", "error", "Go time: ParseDuration"),
    Rule(
        "endpoint-option-unsupported",
        "error",
        "wharfie pkg/registries/types.go; Docker documentation of registry-mirrors",
    ),
    Rule("capability-unknown", "error", f"{_CONTAINERD_HOSTS}: parseHostConfig", skippable=False),
    Rule("capability-pull-ignored", "warning", "containerd core/remotes/docker/fetcher.go: Fetch"),
    Rule("no-endpoint-resolves", "error", "containerd core/remotes/docker/resolver.go: Resolve"),
    Rule("header-invalid", "error", "Go x/net/http/httpguts", skippable=False),
    Rule("config-unreadable", "error", _OWN, skippable=False),
    Rule("config-conflict", "error", "containerd internal/cri/config: ValidatePluginConfig", skippable=False),
    Rule("config-import", "error", "containerd cmd/containerd/server/config: mergeConfig", skippable=False),
    Rule("mirror-unsupported", "error", "Docker documentation of registry-mirrors"),
    Rule(
        "mirror-with-path",
        "error",
        "moby registry/config.go: ValidateMirror; moby/moby#46594",
        exception="or warning if the version is not known",
    ),
    Rule("mirror-path-with-v2", "warning", "moby registry/registry.go, daemon/hosts.go: /v2 is appended"),
    Rule("mirror-with-auth", "error", "Docker Engine 20.10, tried in the lab"),
    Rule("certificate-elsewhere", "error", "Docker documentation of certs.d"),
    Rule("credentials-unused", "warning", "Docker documentation of config.json"),
    Rule("docker-unmanaged-mirror", "warning", "moby registry/service_v2.go: lookupV2Endpoints"),
    Rule("docker-command-line", "error", "moby daemon/config: findConfigurationConflicts", skippable=False),
    Rule("version-invalid", "error", "semantic versions, as printed by the products"),
    Rule("version-unknown", "info", "the table of known issues"),
    Rule("windows-data-dir", "error", "rancher/rke2#9320"),
)
RULES: Mapping[str, Rule] = {rule.id: rule for rule in _RULES}


def with_source(finding: Finding) -> Finding:
    """The finding with the source of its rule, unless it has one."""
    rule = RULES.get(finding.id)
    return finding if finding.source or rule is None else replace(finding, source=rule.source)
