# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The expected endpoints of the images of a node, before anything is pulled.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.known_issues import AffectingIssue
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import Image
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Explanation, View
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.node_files import hosts_on_node
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.proxy import variables_as_given
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.resolve import explain
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.expectation.known_issues import known_issues_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.request import (
    access_of_node,
    subject_by_variables,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.targets import (
    BOOTSTRAP,
    ProbeTarget,
    targets_of,
)

Arguments = Mapping[str, Any]


@dataclass(frozen=True)
class Expectation:
    """The expected endpoints: ``actual`` with the files and processes of the node, ``wanted`` with the variables.

    ``targets`` are the probes for ``actual``, ``bootstrap_images`` the images that only RKE2's bootstrap pulls,
    ``process`` the proxy variables of the process that pulls (without credentials).
    """

    chosen: ChosenRuntime
    registries: Registries = field(repr=False)
    actual: tuple[Explanation, ...] = ()
    wanted: tuple[Explanation, ...] = ()
    targets: tuple[ProbeTarget, ...] = ()
    bootstrap_images: tuple[Image, ...] = ()
    process: Mapping[str, str] = field(default_factory=dict)
    known_issues: tuple[AffectingIssue, ...] = ()

    def target_ids(self) -> dict[str, list[str]]:
        """The ids of the probes of an image's endpoints in the runtime, by its full reference."""
        found: dict[str, list[str]] = {}
        for one in self.targets:
            if one.view.program != BOOTSTRAP:
                found.setdefault(one.explanation.reference, []).append(one.target.id)
        return found

    def bootstrap_views(self, reference: str) -> tuple[View | None, View | None]:
        """The endpoints of RKE2's bootstrap for an image: on the node, and with the variables."""
        both = (
            next((one for one in views if one.reference == reference), None) for views in (self.actual, self.wanted)
        )
        now, then = (one.bootstrap if one else None for one in both)
        return now, then

    def actual_view(self, reference: str) -> View | None:
        """What the runtime does for an image."""
        explanation = next((one for one in self.actual if one.reference == reference), None)
        return (explanation.found or explanation.runtime) if explanation else None

    def wanted_view(self, reference: str) -> View | None:
        """The endpoints for an image with the variables."""
        return next((one.runtime for one in self.wanted if one.reference == reference), None)

    @property
    def drifted(self) -> tuple[str, ...]:
        """The images whose endpoints on the node differ from the variables."""
        return tuple(one.image for one in self.wanted if one.drift)


def expected_pulls(
    images: Sequence[Image],
    bootstrap_images: Sequence[Image],
    registries: Registries,
    arguments: Arguments,
    chosen: ChosenRuntime,
) -> Expectation:
    """The expectation according to the facts of the node and the variables. ``bootstrap_images`` are images that only
    RKE2's bootstrap pulls. Raises PullproofError.
    """
    requested = tuple(image.requested for image in (*images, *bootstrap_images))
    by_variables = subject_by_variables(registries, arguments, chosen, hosts_on_node(chosen))
    actual = explain(
        replace(by_variables, environment=_environment_on_node(chosen), daemon_mirrors=_daemon_mirrors(chosen)),
        requested,
    )
    digests = {image.image: image.digest for image in images if image.digest}
    targets = targets_of(actual, access_of_node(registries, chosen), digests)
    return Expectation(
        chosen,
        registries,
        actual,
        explain(by_variables, requested),
        _without_pulls_of(bootstrap_images, targets),
        tuple(bootstrap_images),
        chosen.installed_facts["service"]["proxies"],
        known_issues_of(registries, arguments, chosen, by_variables.environment, requested),
    )


def _daemon_mirrors(chosen: ChosenRuntime) -> tuple[str, ...] | None:
    mirrors = chosen.installed_facts.get("daemon_mirrors")
    return None if mirrors is None else tuple(mirrors)


def _environment_on_node(chosen: ChosenRuntime) -> Mapping[str, str]:
    service = chosen.installed_facts["service"]
    return variables_as_given(service["proxies"], service["own_proxies"])


def _without_pulls_of(images: Sequence[Image], targets: Sequence[ProbeTarget]) -> tuple[ProbeTarget, ...]:
    """Without the requests of the runtime for images that only RKE2's bootstrap pulls."""
    alone = {image.image for image in images}
    return tuple(one for one in targets if one.view.program == BOOTSTRAP or one.explanation.image not in alone)
