# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All probes of a plan: what images at one endpoint share is probed once, endpoints and images several at once.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
import typing as t
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict

from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.sockets import Network, SocketNetwork
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.tls_context import Contexts
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Probe, ProbePlan, Target
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.endpoint import ProbedEndpoint, Read


class Probing:
    """The probes of a plan in two steps. Neither step raises for faults of a network or a registry.

    `read` returns the text of a file of the node, None if it does not exist. `commands` runs programs on the node; None
    if probes must not run any.
    """

    def __init__(
        self,
        plan: ProbePlan,
        read: Read,
        network: t.Optional[Network] = None,
        commands: t.Optional[Commands] = None,
    ) -> None:
        self._plan = plan
        network, contexts = network or SocketNetwork(), Contexts()
        self._endpoints: dict[str, ProbedEndpoint] = {}
        for target in plan.targets:
            key = _shared(target)
            if key not in self._endpoints:
                self._endpoints[key] = ProbedEndpoint(target, plan, read, network, contexts, commands)

    def open(self) -> None:
        """Go through the stages dns to v2 of every endpoint, once each."""
        with self._pool() as pool:
            list(pool.map(lambda endpoint: endpoint.open(), self._endpoints.values()))

    def head(self, groups: t.Iterable[t.Sequence[str]]) -> t.Iterator[Probe]:
        """For each group of ids (the endpoints of one image, in order), the probes up to the first endpoint that has
        the image according to HEAD. Yields them as they are done. Opens all endpoints, and waits only for those that
        are needed.
        """
        targets = {target.id: target for target in self._plan.targets}

        def first(ids: t.Sequence[str]) -> list[Probe]:
            found: list[Probe] = []
            for target in (targets[name] for name in ids):
                found.append(self._endpoints[_shared(target)].head(target))
                if found[-1].fault is None:
                    break
            return found

        with self._pool() as pool:
            for endpoint in self._endpoints.values():
                pool.submit(endpoint.open)
            for done in as_completed([pool.submit(first, ids) for ids in groups]):
                yield from done.result()

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


def run_probes(
    plan: ProbePlan, read: Read, network: t.Optional[Network] = None, commands: t.Optional[Commands] = None
) -> list[Probe]:
    """The probes of the whole plan, in the order of the targets."""
    probing = Probing(plan, read, network, commands)
    probing.open()
    probes = probing.probes()
    probing.close()
    return probes


def _shared(target: Target) -> str:
    """What all images at one endpoint have alike."""
    parts = [asdict(target.trust), asdict(target.credential), asdict(target.environment)]
    address = [target.program, target.url, target.namespace, target.falls_back_to_http, dict(target.headers)]
    return json.dumps([*address, *parts], sort_keys=True)
