# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known about one image on one node: the ground a diagnosis stands on.

Everything in it is masked already, but `registries` and `environment`, of which a diagnosis tells names only.
This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Probe
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import LogLine, PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.names import is_registry_itself
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Endpoint, View


@dataclass(frozen=True)
class NodeState:
    """The state of the node around the pull.

    ``pending_roles`` are those whose files the running service has not loaded (ca_trust, registries, proxy), changed
    at ``since`` (text for people). ``environment_differs`` names variables that the process has not as they are written
    on disk; ``shadowed`` says which of ours another file overrides, in words. ``clock_offset`` is the node's clock
    minus true time by its time service, in seconds (None: unknown). ``anchors_missing`` names our CA certificates
    that the trust bundle lacks, ``ca_newer_than_process`` says that the bundle changed after the process started.
    ``known_issues`` are sentences about faults of this version that the variables run into. ``judges_as_go`` says that
    the probes judge certificates as the runtime does: curl.exe of Windows takes some that programs in Go refuse.
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
    known_issues: tuple[str, ...] = ()
    judges_as_go: bool = True


@dataclass(frozen=True)
class Attempt:
    """One endpoint that was to be asked, with what the probe of it found (None: not probed)."""

    endpoint: Endpoint
    probe: Probe | None = None
    is_default: bool = False


@dataclass(frozen=True)
class Evidence:
    """All about one image on one node.

    ``outcome`` is None where nothing was pulled (preflight): the probes decide alone. ``view`` is what the program
    followed, ``probes`` are those of its endpoints in order, ``wanted`` the view by the variables. ``registries`` are
    the variables' mirrors and configs, ``environment`` the proxy variables of the process that pulled, ``anchors`` our
    CA certificates as PEM, ``unit`` the runtime's. ``now`` is the controller's clock (seconds since the epoch) when the
    answer came in, 0 if unknown. ``served_by`` is the URL of the endpoint that served the image, where that is known.
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
    def program(self) -> str:
        """Whose requests these are: containerd, docker or bootstrap."""
        return self.view.program if self.view else ""

    @property
    def error(self) -> str:
        """The runtime's own words about the pull; empty where nothing was pulled, or it said nothing."""
        return (self.outcome.error if self.outcome else "") or ""

    def by_variables(self, endpoint: Endpoint) -> Endpoint | None:
        """The same endpoint as the variables have it, None where they do not name it."""
        endpoints = self.wanted.endpoints if self.wanted else ()
        return next((one for one in endpoints if one.url == endpoint.url), None)

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """The endpoints in the order in which they are asked."""
        return tuple(self._attempts())

    def _attempts(self) -> Iterator[Attempt]:
        endpoints = self.view.endpoints if self.view else ()
        for endpoint, probe in zip_longest(endpoints, tuple(self.probes)[: len(endpoints)]):
            yield Attempt(endpoint, probe, is_registry_itself(endpoint.url, self.registry))
