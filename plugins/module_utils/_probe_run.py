# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All probes of a plan: what images at one endpoint share is probed once, endpoints and images several at once.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import typing as t
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace

from ansible_collections.pullproof.registry.plugins.module_utils._environment_masking import secrets_in
from ansible_collections.pullproof.registry.plugins.module_utils._go_proxy import GoProxy
from ansible_collections.pullproof.registry.plugins.module_utils._probe_blob import fetch_blob
from ansible_collections.pullproof.registry.plugins.module_utils._probe_client import Client
from ansible_collections.pullproof.registry.plugins.module_utils._probe_credentials import login_of
from ansible_collections.pullproof.registry.plugins.module_utils._probe_dial import (
    Dialer,
    Limits,
    Origin,
    UnprobedError,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe_error import ProbeError
from ansible_collections.pullproof.registry.plugins.module_utils._probe_manifest import (
    Wanted,
    fetch_manifest,
    node_architecture,
    peek_manifest,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe_network import Network, SocketNetwork
from ansible_collections.pullproof.registry.plugins.module_utils._probe_plan import (
    STAGES,
    Probe,
    ProbePlan,
    Stage,
    Target,
)
from ansible_collections.pullproof.registry.plugins.module_utils._probe_registry import Registry
from ansible_collections.pullproof.registry.plugins.module_utils._probe_token import TokenDesk
from ansible_collections.pullproof.registry.plugins.module_utils._probe_trail import Secrets, Trail
from ansible_collections.pullproof.registry.plugins.module_utils._probe_trust import Contexts
from ansible_collections.pullproof.registry.plugins.module_utils._probe_variables import variables_of

# A server that fails in one of these ways does speak TLS.
_TLS_FAULTS = ("tls_untrusted", "tls_name", "tls_expired", "tls_not_yet_valid", "tls_client_cert")

Read = t.Callable[[str], t.Optional[str]]


class Probing:
    """The probes of a plan, in two steps; neither raises for what a network or a registry does.

    `read` gives the text of a file of the node, None if there is none.
    """

    def __init__(self, plan: ProbePlan, read: Read, network: t.Optional[Network] = None) -> None:
        self._plan = plan
        network, contexts = network or SocketNetwork(), Contexts()
        self._endpoints: dict[str, _Endpoint] = {}
        for target in plan.targets:
            key = _shared(target)
            if key not in self._endpoints:
                self._endpoints[key] = _Endpoint(target, plan, read, network, contexts)

    def open(self) -> None:
        """Go through the stages dns to v2 of every endpoint, once each."""
        with self._pool() as pool:
            list(pool.map(lambda endpoint: endpoint.open(), self._endpoints.values()))

    def peek(self, groups: t.Iterable[t.Sequence[str]]) -> t.Iterator[Probe]:
        """Of each group of ids (the endpoints of one image, in order) the probes up to the first that has the image,
        as far as HEAD tells.
        """
        targets = {target.id: target for target in self._plan.targets}

        def first(ids: t.Sequence[str]) -> list[Probe]:
            found: list[Probe] = []
            for target in (targets[name] for name in ids):
                found.append(self._endpoints[_shared(target)].peek(target))
                if found[-1].fault is None:
                    break
            return found

        with self._pool() as pool:
            yield from itertools.chain.from_iterable(pool.map(first, groups))

    def probes(
        self, wanted: t.Optional[t.Container[str]] = None, known: t.Optional[t.Mapping[str, Probe]] = None
    ) -> list[Probe]:
        """All stages, in the order of the targets. Of an image whose id is not in `wanted`, those that are `known`, or
        else those that all images have alike.
        """

        def probe(target: Target) -> Probe:
            endpoint = self._endpoints[_shared(target)]
            if wanted is None or target.id in wanted:
                return endpoint.probe(target)
            return (known or {}).get(target.id) or endpoint.shallow(target)

        with self._pool() as pool:
            return list(pool.map(probe, self._plan.targets))

    def close(self) -> None:
        """Close the connections."""
        for endpoint in self._endpoints.values():
            endpoint.close()

    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(max_workers=max(1, self._plan.workers))


def run_probes(plan: ProbePlan, read: Read, network: t.Optional[Network] = None) -> list[Probe]:
    """The probes of the whole plan, in the order of the targets."""
    probing = Probing(plan, read, network)
    probing.open()
    probes = probing.probes()
    probing.close()
    return probes


def _shared(target: Target) -> str:
    """What all images at one endpoint have alike."""
    parts = [asdict(target.trust), asdict(target.credential), asdict(target.environment)]
    return json.dumps([target.program, target.url, target.namespace, *parts], sort_keys=True)


class _Endpoint:
    """One endpoint as one program asks it. `sample` is any of its targets."""

    def __init__(self, sample: Target, plan: ProbePlan, read: Read, network: Network, contexts: Contexts) -> None:
        self._sample = sample
        self._plan = plan
        self._variables = variables_of(sample.environment, read)
        login = login_of(sample.credential, read)
        self._secrets = Secrets([*secrets_in(self._variables), *login.secrets])
        limits = Limits(plan.connect_seconds, plan.seconds, plan.retries)
        proxies = GoProxy.from_environment(self._variables)
        self._dialer = Dialer(network, limits, proxies, lambda: contexts.of(sample.trust, self._variables))
        self._client = Client(self._dialer, self._secrets)
        desk = TokenDesk(self._client, sample.url, sample.program, login, self._secrets)
        self._registry = Registry(self._client, desk, sample.url, sample.namespace)
        self._stages: tuple[Stage, ...] = ()
        self._is_open = False

    def open(self) -> None:
        """Go through the stages dns to v2."""
        trail = Trail(self._secrets)
        sample = self._sample
        # The others begin at the root, as the probe does; containerd goes to the manifest at once.
        asks_root = sample.program != "containerd" or not sample.version
        manifest = "" if asks_root else f"{sample.repository}/manifests/{sample.version}"
        try:
            self._client.open(sample.url, trail)
            trail.attempt("v2", lambda: self._registry.ping(manifest, self._answers_tls))
            self._is_open = True
        except ProbeError:
            pass
        except UnprobedError as error:
            for stage in STAGES[STAGES.index("tls") :]:
                trail.skip(stage, str(error))
        self._stages = trail.stages()

    def probe(self, target: Target) -> Probe:
        """All stages of one image."""
        return self._of_image(target, self._image)

    def peek(self, target: Target) -> Probe:
        """The stages of one image up to the manifest, by HEAD."""
        return self._of_image(target, self._peek)

    def shallow(self, target: Target) -> Probe:
        """The stages that all images at the endpoint have alike."""
        if not self._is_open:
            return Probe(target.id, self._stages)
        return Probe(target.id, Trail(self._secrets, self._shared_stages).stages())

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    @property
    def _shared_stages(self) -> list[Stage]:
        shared = STAGES[: STAGES.index("token")]
        return [stage for stage in self._stages if stage.name in shared]

    def _of_image(self, target: Target, body: t.Callable[[Target, str, Trail], None]) -> Probe:
        if not self._is_open:
            return Probe(target.id, self._stages)
        trail = Trail(self._secrets, self._shared_stages)
        with contextlib.suppress(ProbeError):
            header = trail.attempt("token", lambda: self._registry.authorize(target.repository))
            if target.version:
                body(target, header, trail)
        return Probe(target.id, trail.stages())

    def _wanted(self, target: Target) -> Wanted:
        architecture = self._plan.architecture or node_architecture()
        return Wanted(target.repository, target.version, target.digest, self._plan.os, architecture)

    def _peek(self, target: Target, header: str, trail: Trail) -> None:
        trail.attempt("manifest", lambda: peek_manifest(self._registry, self._wanted(target), header))

    def _image(self, target: Target, header: str, trail: Trail) -> None:
        wanted = self._wanted(target)
        manifest = trail.attempt("manifest", lambda: fetch_manifest(self._registry, wanted, header))
        if self._plan.blobs:
            trail.attempt("blob", lambda: fetch_blob(self._registry, wanted, manifest))

    def _answers_tls(self) -> bool:
        """Whether the host of an http endpoint answers TLS."""
        origin = replace(Origin.of(self._sample.url), scheme="https")
        trail = Trail(self._secrets)
        try:
            self._dialer.dial(origin, trail).stream.close()
        except ProbeError as fault:
            return fault.fault in _TLS_FAULTS
        except UnprobedError:
            return False
        return True
