# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cases of each node in each round, and their variables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from tests.lab.model.plan import LAB
from tests.stages.faults.model.cases import KINDS, PLAIN, WINDOWS, Case, Injection, Round
from tests.stages.faults.registry.certificates import ROOT
from tests.stages.faults.runner.placeholders import Placeholders

PULL_SECONDS = 25
WORKERS = 16
_GROUP_VARS = LAB / "inventory" / "group_vars"


@dataclass(frozen=True)
class Step:
    """One round with its cases by node."""

    round: Round
    cases: Mapping[str, tuple[Case, ...]]

    @property
    def nodes(self) -> tuple[str, ...]:
        """The nodes that take part."""
        return tuple(self.cases)


def steps(cases: Iterable[Case], rounds: Mapping[str, Round]) -> tuple[Step, ...]:
    """The rounds that these cases need, in the order of the rounds; KeyError for a case of no round.

    The first round always runs: the others start from its state of the nodes.
    """
    wanted = [case for case in cases if not case.impossible]
    by_round = {name: [case for case in wanted if case.round == name] for name in rounds}
    unknown = sorted({case.round for case in wanted} - set(rounds))
    if unknown:
        raise KeyError(f"no such round: {', '.join(unknown)}")
    nodes = {node for case in wanted for node in case.nodes}
    made = [Step(rounds[name], _by_node(one)) for name, one in by_round.items() if one or name == PLAIN]
    first = Step(made[0].round, {node: made[0].cases.get(node, ()) for node in KINDS if node in nodes})
    return (first, *made[1:])


def variables(step: Step, first: Step, node: str, placeholders: Placeholders) -> Mapping[str, Any]:
    """The node's variables in this round: the inventory's, the first round's, the round's, and those of its cases."""
    merged = _inventory(node)
    merged["ca_trust_certificates"] = [
        *merged["ca_trust_certificates"], {"name": "faults", "src": str(placeholders.pki / f"{ROOT}.pem")}
    ]  # fmt: skip
    here = step.cases.get(node, ())
    for case in first.cases[node]:
        merged = _merge(merged, placeholders.variables(case))
    merged = {**merged, **placeholders.fill(step.round.variables)}
    for case in here if step.round is not first.round else ():
        merged = _merge(merged, placeholders.variables(case))
    images = [{"image": placeholders.reference(case), "os": case.system} for case in here]
    return {"verify_timeout": PULL_SECONDS, "verify_workers": WORKERS, **merged, "verify_images": images}


def injections(step: Step, node: str, placeholders: Placeholders) -> Sequence[Injection]:
    """The manual changes on the node in this round."""
    own = [(one, case) for case in step.cases[node] for one in case.inject]
    shared: list[tuple[Injection, Case | None]] = [(one, None) for one in step.round.inject]
    return [Injection(one.name, placeholders.fill(one.arguments, case)) for one, case in [*shared, *own]]


def _by_node(cases: Sequence[Case]) -> Mapping[str, tuple[Case, ...]]:
    found = {node: tuple(case for case in cases if node in case.nodes) for node in KINDS}
    return {node: own for node, own in found.items() if own}


def _inventory(node: str) -> dict[str, Any]:
    files = ["all.yml", *(f"{name}.yml" for name in ("docker", WINDOWS) if name in KINDS[node])]
    merged: dict[str, Any] = {}
    for name in files:
        merged |= yaml.safe_load((_GROUP_VARS / name).read_text(encoding="utf-8"))
    return merged


def _merge(base: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """Mappings get the entries of the other, lists its items; anything else is replaced."""
    merged = dict(base)
    for key, value in extra.items():
        known = merged.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            merged[key] = {**known, **value}
        else:
            merged[key] = [*known, *value] if isinstance(known, list) and isinstance(value, list) else value
    return merged
