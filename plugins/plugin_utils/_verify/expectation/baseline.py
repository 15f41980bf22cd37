# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which images a node can pull before a change, from probes with the configuration that it has.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import encode_probe_plan, probe_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import runtime_expected_to_run
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import Image
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.expectation.expectation import expected_pulls
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.request import plan_of, probe_arguments
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.targets import BOOTSTRAP
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.request import is_up

if TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import LinuxNode


@dataclass(frozen=True)
class Baseline:
    """The references that were probed, and those of them that at least one endpoint serves."""

    probed: Sequence[str] = ()
    pullable: Sequence[str] = ()


def probe_baseline(
    images: Sequence[Image], registries: Registries, arguments: Mapping[str, Any], node: LinuxNode
) -> Baseline:
    """One remote call; none if the runtime does not run, or if probes are disabled.

    For Docker Engine, the credentials of the variables are used, because the engine does not store any.
    """
    chosen = runtime_expected_to_run(arguments["runtime"], node.observation())
    if chosen is None or not is_up(chosen) or not images or not arguments["probe"]:
        return Baseline()
    options = probe_arguments(arguments, images, [])
    targets = expected_pulls(images, (), registries, options, chosen).targets
    answer = node.run("internal.probe", {"plan": encode_probe_plan(plan_of(targets, options))})
    probes = [probe_of(raw) for raw in answer["probes"]]
    found = [(one, probe) for one, probe in zip(targets, probes, strict=True) if one.view.program != BOOTSTRAP]
    served = [one.explanation.reference for one, probe in found if probe.fault is None]
    return Baseline(
        list(dict.fromkeys(one.explanation.reference for one, _probe in found)), list(dict.fromkeys(served))
    )
