# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All facts about one image on one node, as input of a diagnosis.

All texts are masked, except for `registries` and `environment`, of which a diagnosis uses only the names.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import GoUrlError
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Probe
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import LogLine, PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.known_issues import AffectingIssue
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.names import (
    is_peer_registry,
    is_registry_itself,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.endpoint_url import parse_endpoint_url
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Mirror, Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Endpoint, View


@dataclass(frozen=True)
class NodeState:
    """The state of the node during the pull.

    ``pending_roles`` are the roles whose files the running service has not loaded (ca_trust, registries, proxy),
    changed at ``since`` (a text). ``environment_differs`` are the variables whose value in the process differs from the
    file. ``shadowed`` are sentences about managed variables that another file overrides. ``clock_offset`` is the clock
    of the node minus the true time according to its time service, in seconds (None: unknown). ``anchors_missing`` are
    managed CA certificates that are missing in the trust bundle. ``ca_newer_than_process``: the bundle changed after
    the process started. ``known_issues`` are the issues of this version that affect the variables.
    ``sources`` are the files that set proxy and trust variables which this collection does not manage, by variable.
    ``changed_files`` are the managed files of the role registries that somebody else changed, with the likely owner.
    ``trust_variables`` are SSL_CERT_FILE and SSL_CERT_DIR of the process. ``judges_as_go``: the probes verify
    certificates like the runtime. curl.exe on Windows accepts some that programs in Go refuse.
    """

    pending_roles: tuple[str, ...] = ()
    since: str = ""
    environment_differs: tuple[str, ...] = ()
    shadowed: tuple[str, ...] = ()
    clock_offset: float | None = None
    anchors_missing: tuple[str, ...] = ()
    ca_newer_than_process: bool = False
    disk_free_mib: int | None = None
    store_read_only: bool = False
    known_issues: tuple[AffectingIssue, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    trust_variables: Mapping[str, str] = field(default_factory=dict)
    judges_as_go: bool = True
    changed_files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Attempt:
    """One endpoint with the result of its probe (None: not probed). ``is_peer``: a peer-to-peer registry, which has an
    image only if another node has it.
    """

    endpoint: Endpoint
    probe: Probe | None = None
    is_default: bool = False
    is_peer: bool = False


@dataclass(frozen=True)
class Evidence:
    """All facts about one image on one node.

    ``outcome`` is None if nothing was pulled (preflight): then only the probes decide. ``view`` has the endpoints that
    the program used, ``probes`` their probes in the same order, ``wanted`` the endpoints of the variables.
    ``registries`` are the configured mirrors and configs, ``environment`` the proxy variables of the process that
    pulled, ``anchors`` the managed CA certificates as PEM, ``unit`` the unit of the runtime. ``now`` is the time of the
    controller (seconds since the epoch) when the result arrived, 0 if unknown. ``served_by`` is the URL of the endpoint
    that served the image, if it is known. ``product`` is rke2, k3s, containerd or docker.
    A certificate that ends within ``expiry_warning_days`` is a warning; 0 disables this.
    """

    reference: str
    outcome: PullOutcome | None = None
    view: View | None = None
    probes: Sequence[Probe | None] = ()
    wanted: View | None = None
    registries: Registries = field(default_factory=Registries, repr=False)
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    log: tuple[LogLine, ...] = ()
    context: NodeState = field(default_factory=NodeState)
    anchors: tuple[str, ...] = ()
    unit: str = ""
    now: float = 0.0
    served_by: str = ""
    product: str = ""
    expiry_warning_days: int = 0

    @property
    def registry(self) -> str:
        """The registry as the image names it."""
        return self.reference.partition("/")[0]

    @property
    def mirror_key(self) -> str:
        """Under which name the variables have mirrors for the registry."""
        names = (name for name in (self.registry, "*") if name in self.registries.mirrors)
        return next(names, self.registry)

    @property
    def mirror_hosts(self) -> frozenset[str]:
        """``host[:port]`` of the mirrors that the variables have for the registry."""
        mirror = self.registries.mirrors.get(self.mirror_key, Mirror())
        return frozenset(_hosts(mirror))

    @property
    def program(self) -> str:
        """Whose requests these are: containerd, docker or bootstrap."""
        return self.view.program if self.view else ""

    @property
    def rewrites_names(self) -> bool:
        """Whether the program supports rewrites: the containerd of RKE2 and K3s, and RKE2's bootstrap."""
        return self.product in ("rke2", "k3s")

    @property
    def error(self) -> str:
        """The message of the runtime about the pull; empty if there was no pull or no message."""
        return (self.outcome.error if self.outcome else "") or ""

    def by_variables(self, endpoint: Endpoint) -> Endpoint | None:
        """The same endpoint as the variables have it, None where they do not name it."""
        endpoints = self.wanted.endpoints if self.wanted else ()
        return next((one for one in endpoints if one.url == endpoint.url), None)

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """The endpoints in the order of the requests."""
        return tuple(self._attempts())

    def _attempts(self) -> Iterator[Attempt]:
        endpoints = self.view.endpoints if self.view else ()
        for endpoint, probe in zip_longest(endpoints, tuple(self.probes)[: len(endpoints)]):
            is_default = is_registry_itself(endpoint.url, self.registry)
            is_peer = not is_default and is_peer_registry(endpoint.url, self.mirror_hosts)
            yield Attempt(endpoint, probe, is_default, is_peer)


def _hosts(mirror: Mirror) -> Iterator[str]:
    for endpoint in mirror.endpoints:
        try:
            yield parse_endpoint_url(endpoint).host
        except GoUrlError:
            continue
