# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which versions of servers and agents go together, before and after an upgrade (Kubernetes' version skew policy).

RKE2 and K3s have the version of the Kubernetes in them. A cluster's servers may be any of its server hosts: which agent
talks to which is not known.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.catalogue import Rule
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.version import InvalidVersionError, Version
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.upgrade import UpgradeTarget
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

_POLICY = "Kubernetes version skew policy"
_NEWER = Rule("agent-newer-than-server", "error", f"{_POLICY}: a kubelet must not be newer than the API server")
_NEWER_PATCH = Rule("agent-newer-than-server", "warning", "RKE2 and K3s documentation: upgrade the servers first")
_TOO_OLD = Rule("agent-too-old", "error", f"{_POLICY}: how many minor versions a kubelet may be behind")
_NO_SERVER = Rule("server-version-unknown", "info", "this collection")
_SKIPPED = Rule("minor-versions-skipped", "error", f"{_POLICY}: an API server goes from minor version to minor version")
_DOWN = Rule("version-downgrade", "error", "RKE2 and K3s documentation: going back needs an older snapshot of etcd")
_DOWN_AGENT = Rule("version-downgrade", "warning", "Kubernetes: a kubelet is drained before it goes back")

_WHERE = "preflight_target_version"
_REVISIONS = {"rke2": "rke2r", "k3s": "k3s"}
# From 1.28 on a kubelet may be three minor versions behind; before that two.
_MORE_LAG_FROM = 28


@dataclass(frozen=True)
class NodeVersion:
    """A node as far as versions go. ``version`` is the running one or None, ``upgraded`` whether it gets the target.

    ``runtime`` is a name such as rke2-agent; ``cluster`` any text that servers and agents of one cluster share.
    """

    host: str
    runtime: str
    version: Version | None
    upgraded: bool = False
    cluster: str = ""

    @property
    def product(self) -> str:
        """rke2, k3s, containerd or docker."""
        return self.runtime.partition("-")[0]

    @property
    def role(self) -> str:
        """server, agent, or empty if the runtime has no such roles."""
        return self.runtime.partition("-")[2]

    def after(self, target: UpgradeTarget | None) -> Version | None:
        """The version that it has after the upgrade."""
        return target.version if target and self.upgraded else self.version


def node_version(host: str, runtime: str, version: str | None, upgraded: bool, cluster: str) -> NodeVersion:
    """A node by what was observed; a version that can't be read counts as unknown."""
    try:
        parsed = Version.parse(version) if version else None
    except InvalidVersionError:
        parsed = None
    return NodeVersion(host, runtime, parsed, upgraded, cluster)


def skew_findings(node: NodeVersion, servers: Sequence[NodeVersion], target: UpgradeTarget | None) -> Iterator[Finding]:
    """Findings about the present or future version of ``node``, compared with the ``servers`` of the fleet."""
    if node.product not in _REVISIONS:
        return
    if target and node.upgraded:
        yield from _upgrade_path(node, target)
    if node.role == "agent" and node.after(target) is not None:
        yield from _among_servers(node, [each for each in servers if _is_server_of(each, node)], target)


def _among_servers(
    node: NodeVersion, servers: Sequence[NodeVersion], target: UpgradeTarget | None
) -> Iterator[Finding]:
    versions = [(version, server) for server in servers if (version := server.after(target)) is not None]
    if not versions and not (target and node.upgraded):
        return
    if not versions:
        message = f"No version of a {node.product} server is known. The versions of the agents are not compared."
        fix = "Set preflight_servers to the hosts or groups of the servers, and make sure that they are reachable."
        yield _NO_SERVER.at(_WHERE, message, fix)
        return
    yield from _newer(node, min(versions, key=lambda item: item[0])[1], target)
    yield from _too_old(node, max(versions, key=lambda item: item[0])[1], target)


def _is_server_of(server: NodeVersion, agent: NodeVersion) -> bool:
    return (server.product, server.cluster) == (agent.product, agent.cluster)


def _newer(agent: NodeVersion, server: NodeVersion, target: UpgradeTarget | None) -> Iterator[Finding]:
    own, other = agent.after(target), server.after(target)
    if own is None or other is None or own <= other:
        return
    server_text = f"the server {server.host} with {_text(other, server)}"
    rule = _NEWER if own.branch > other.branch else _NEWER_PATCH
    yield rule.at(
        _WHERE, f"An agent with {_text(own, agent)} is newer than {server_text}.", "Upgrade the servers first."
    )


def _too_old(agent: NodeVersion, server: NodeVersion, target: UpgradeTarget | None) -> Iterator[Finding]:
    own, other = agent.after(target), server.after(target)
    if own is None or other is None:
        return
    allowed = 3 if other.minor >= _MORE_LAG_FROM else 2
    if other.minor - own.minor > allowed:
        server_text = f"the server {server.host} with {_text(other, server)}"
        message = f"An agent with {_text(own, agent)} is more than {allowed} minor versions behind {server_text}."
        yield _TOO_OLD.at(_WHERE, message, "Upgrade the agents between two steps of the servers.")


def _upgrade_path(node: NodeVersion, target: UpgradeTarget) -> Iterator[Finding]:
    running = node.version
    if running is None:
        return
    if target.version < running:
        message = f"{target.text} is older than the running version {_text(running, node)}."
        rule = _DOWN if node.role == "server" else _DOWN_AGENT
        yield rule.at(_WHERE, message, "Correct the version, or restore a snapshot of the older version.")
    elif node.role == "server" and target.version.minor - running.minor > 1:
        message = f"An upgrade of a server from {_text(running, node)} to {target.text} skips minor versions."
        yield _SKIPPED.at(_WHERE, message, "Upgrade by one minor version at a time.")


def _text(version: Version, node: NodeVersion) -> str:
    stage = "" if version.is_release else f"-{version.stage}{version.number}"
    revision = f"+{_REVISIONS[node.product]}{version.revision}" if version.revision else ""
    return f"v{version.major}.{version.minor}.{version.patch}{stage}{revision}"
