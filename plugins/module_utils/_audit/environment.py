# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The environment of a runtime's service for an audit: in its files, and in the process that pulls.

Only variables that affect pulls, and variables of this collection. Other variables may differ between nodes on purpose.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._audit.docker_files import proxy_items
from ansible_collections.pullproof.registry.plugins.module_utils._audit.item import ItemBuilder, Items
from ansible_collections.pullproof.registry.plugins.module_utils._audit.variables import (
    PROCESS,
    process_state,
    variable_items,
)
from ansible_collections.pullproof.registry.plugins.module_utils._edit.env import assignments
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import DOCKER_DAEMON_FILE
from ansible_collections.pullproof.registry.plugins.module_utils._service.process_environment import process_variables

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._facts.model import RuntimeFacts
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import Record
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles


def environment_items(facts: t.Optional[RuntimeFacts], record: Record, files: NodeFiles, builder: ItemBuilder) -> Items:
    """All items of a runtime. One that is not installed (None) has not loaded any file yet."""
    managed_names = {name for managed in record.files.values() if managed.role == "proxy" for name in managed.ids}
    places = _loaded_files(facts) if facts else _own_files(record)
    for place in places:
        values = dict(assignments(files.read(place) or ""))
        managed_whole = place in record.files and record.files[place].kind == "whole"
        yield from variable_items(place, values, values if managed_whole else managed_names, builder)
    yield from proxy_items(DOCKER_DAEMON_FILE, files.read(DOCKER_DAEMON_FILE), builder)
    if facts:
        yield from _process(facts["service"]["process"], managed_names, builder)


def _loaded_files(facts: RuntimeFacts) -> list[str]:
    return [loaded["path"] for loaded in facts["unit"]["environment_files"]]


def _own_files(record: Record) -> list[str]:
    return [path for path, managed in record.files.items() if managed.role == "proxy" and not path.endswith(".conf")]


def _process(process: t.Optional[int], managed_names: t.AbstractSet[str], builder: ItemBuilder) -> Items:
    yield process_state(bool(process), builder)
    yield from variable_items(PROCESS, process_variables(process) if process else {}, managed_names, builder)
