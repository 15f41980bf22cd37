# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Applies the manual changes of a round to the nodes, and undoes them in any case."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from tests.lab.host.lab import Lab
from tests.stages.faults.injection.injectors import FIRST, INJECTORS, script
from tests.stages.faults.model.cases import Injection


@contextmanager
def injected(lab: Lab, by_node: Mapping[str, Sequence[Injection]]) -> Iterator[None]:
    """Apply the changes, and undo them in reverse order, also after an error. PodmanError if a script fails."""
    busy = {node: list(injections) for node, injections in by_node.items() if injections}
    try:
        _everywhere(lab, busy, undo=False)
        time.sleep(max((INJECTORS[one.name].settle for own in busy.values() for one in own), default=0))
        yield
    finally:
        _everywhere(lab, {node: own[::-1] for node, own in busy.items()}, undo=True)


def prepare(lab: Lab, nodes: Sequence[str]) -> None:
    """Prepare new nodes for the matrix."""
    for node in FIRST.keys() & set(nodes):
        lab.podman.exec(lab.container(node), "sh", "-e", data=FIRST[node].encode())


def _everywhere(lab: Lab, by_node: Mapping[str, Sequence[Injection]], undo: bool) -> None:
    with ThreadPoolExecutor(max_workers=max(1, len(by_node))) as pool:
        list(pool.map(lambda item: _on_node(lab, item[0], item[1], undo), by_node.items()))


def _on_node(lab: Lab, node: str, injections: Sequence[Injection], undo: bool) -> None:
    for one in injections:
        lab.podman.exec(lab.container(node), "sh", data=script(node, one, undo).encode())
