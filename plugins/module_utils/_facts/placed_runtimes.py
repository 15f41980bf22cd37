# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The runtimes of the catalogue with the paths that the configuration of the node sets.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES, Runtime, placed
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.rancher_config import paths_on_node
from ansible_collections.pullproof.registry.plugins.module_utils._service.units import observe_units

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import PathFacts
    from ansible_collections.pullproof.registry.plugins.module_utils._service.facts import UnitFacts


def observe_paths(units: t.Mapping[str, UnitFacts], files: NodeFiles) -> dict[str, PathFacts]:
    """The paths of RKE2 and K3s with the name of the runtime, also where it is not installed yet."""
    found = {}
    for name, runtime in RUNTIMES.items():
        if runtime.data_dir:
            unit = units.get(runtime.unit)
            options, variables = (unit["paths"]["options"], unit["paths"]["variables"]) if unit else ({}, {})
            found[name] = paths_on_node(runtime, files, options, variables)
    return found


def placed_runtime(name: str, files: NodeFiles, commands: Commands) -> Runtime:
    """One runtime with the paths of the node."""
    units = observe_units([RUNTIMES[name].unit], files, commands)
    return placed(RUNTIMES[name], observe_paths(units, files))
