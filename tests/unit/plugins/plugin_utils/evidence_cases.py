# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Evidence out of the short form in which data/diagnosis/*.yml has it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import STAGES, Probe, Stage
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import LogLine, PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Evidence, NodeState
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.known_issues import AffectingIssue
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Endpoint, Route, View

DATA = Path(__file__).parent / "data" / "diagnosis"
Case = Mapping[str, Any]


def cases() -> list[Case]:
    """All cases of all files, each with the name of its file."""
    return [
        {**case, "topic": path.stem} for path in sorted(DATA.glob("*.yml")) for case in yaml.safe_load(path.read_text())
    ]


def evidence_of(case: Case) -> Evidence:
    """The evidence that a case describes. A pull that failed without words is the default."""
    return Evidence(
        reference=case.get("image", "quay.io/team/app:1"),
        outcome=_outcome(case),
        view=_view(case, "endpoints"),
        probes=tuple(_probe(raw) for raw in case.get("endpoints", ())),
        wanted=_view(case, "wanted") if "wanted" in case else None,
        registries=parse_registries(case.get("mirrors", {}), case.get("configs", {})),
        environment=case.get("environment", {}),
        log=tuple(LogLine(**line) for line in case.get("log", ())),
        context=_context(case.get("context", {})),
        unit=case.get("unit", ""),
        now=case.get("now", 0.0),
        served_by=case.get("served_by", ""),
        product=case.get("product", ""),
        expiry_warning_days=case.get("expiry_warning_days", 0),
    )


def probe(stage: str, fault: str, observed: str = "", facts: Mapping[str, Any] | None = None) -> Probe:
    """A probe that failed at one stage."""
    reached = STAGES.index(stage)
    before = [Stage(name, "passed", ms=1) for name in STAGES[:reached]]
    after = [Stage(name, "blocked") for name in STAGES[reached + 1 :]]
    return Probe("id", (*before, Stage(stage, "failed", fault, observed or fault, 1, facts or {}), *after))


def healthy(manifest: Mapping[str, Any] | None = None, tls: Mapping[str, Any] | None = None) -> Probe:
    """A probe that found nothing wrong, with the facts of the stages manifest and tls."""
    facts = {"manifest": manifest or {}, "tls": tls or {}}
    return Probe("id", tuple(Stage(name, "passed", ms=1, facts=facts.get(name, {})) for name in STAGES))


def _outcome(case: Case) -> PullOutcome | None:
    if case.get("pulled", True) is False:
        return None
    state = case.get("state", "failed")
    reason = case.get("reason", "pull_failed" if state == "failed" else None)
    return PullOutcome(case.get("image", "quay.io/team/app:1"), state, reason, error=case.get("error"))


def _view(case: Case, key: str) -> View:
    endpoints = tuple(_endpoint(raw, case) for raw in case.get(key, ()))
    source = case.get("source" if key == "endpoints" else "wanted_source", "")
    problems = case.get("problems" if key == "endpoints" else "wanted_problems", ())
    return View(case.get("program", "containerd"), endpoints, source, tuple(problems))


def _endpoint(raw: Mapping[str, Any], case: Case) -> Endpoint:
    image = case.get("image", "quay.io/team/app:1").partition("/")[2]
    return Endpoint(
        url=raw["url"],
        repository=raw.get("repository", image.rpartition(":")[0]),
        credential_key=raw.get("key", ""),
        ca=raw.get("ca", "system"),
        client_certificate=raw.get("client", ""),
        route=Route(**raw.get("route", {})),
        notes=tuple(raw.get("notes", ())),
    )


def _probe(raw: Mapping[str, Any]) -> Probe | None:
    if raw.get("probe", True) is None:
        return None
    if raw.get("probe") == "skipped":
        return Probe("id", tuple(Stage(name, "skipped") for name in STAGES))
    if "fault" not in raw:
        return healthy(raw.get("manifest"), raw.get("tls"))
    stage, fault = raw["fault"].split()
    return probe(stage, fault, raw.get("observed", ""), raw.get("facts"))


def _context(raw: Mapping[str, Any]) -> NodeState:
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in raw.items()}
    issues = tuple(AffectingIssue(**issue) for issue in given.pop("known_issues", ()))
    return NodeState(**given, known_issues=issues)
