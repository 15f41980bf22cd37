# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pulls with probes beside them: what is probed how far, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import (
    Probe,
    ProbePlan,
    Stage,
    Target,
)
from ansible_collections.pullproof.registry.plugins.module_utils._pull import pull_with_probes as pull_module
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import (
    LogLine,
    PullPlan,
    RuntimeAccess,
    WantedPull,
)
from ansible_collections.pullproof.registry.plugins.module_utils._pull.pull_with_probes import (
    ProbedPulls,
    pull_with_probes,
    result_of_probed_pulls,
)
from ansible_collections.pullproof.registry.plugins.module_utils._pull.store.image_store import (
    RawPull,
    RuntimeUnavailableError,
    StoredImage,
    StoredImages,
)


class FakeStore:
    """Pulls succeed but for those of `errors`, which fail in turn with these words."""

    def __init__(self, errors: Mapping[str, list[str]] | None = None, down: bool = False) -> None:
        self.errors = dict(errors or {})
        self.down = down
        self.asked: list[str] = []

    def images(self) -> StoredImages:
        if self.down:
            raise RuntimeUnavailableError("runtime_down", "the socket", "silence", "an answer", "start it")
        return StoredImages([])

    def folder(self) -> str | None:
        return None

    def pull(self, wanted: WantedPull, seconds: int) -> RawPull:
        self.asked.append(wanted.image)
        errors = self.errors.get(wanted.image)
        return RawPull(error=errors.pop(0)) if errors else RawPull(image_id=f"id-{wanted.image}")

    def remove(self, images: Sequence[StoredImage]) -> Mapping[str, str]:
        return {}


class FakeProbing:
    """Remembers what was asked for; `remaining` is the rate limit that HEAD tells."""

    made: list[FakeProbing]
    remaining = ""

    def __init__(self, plan: ProbePlan, read: Any, commands: Any = None) -> None:
        self.plan = plan
        self.peeked: list[tuple[str, ...]] = []
        self.deep: set[str] = set()
        FakeProbing.made = [self]

    def open(self) -> None:
        pass

    def close(self) -> None:
        pass

    def head(self, groups: Sequence[tuple[str, ...]]) -> list[Probe]:
        self.peeked = list(groups)
        facts = {"ratelimit-remaining": self.remaining}
        return [Probe(ids[0], [Stage("manifest", "passed", facts=facts)]) for ids in groups]

    def probes(self, wanted: set[str], known: Mapping[str, Probe]) -> list[Probe]:
        self.deep = wanted
        return [known.get(target.id) or Probe(target.id, [Stage("v2", "passed")]) for target in self.plan.targets]


class FakeLog:
    """A log with one line."""

    def lines(self) -> list[LogLine]:
        return [LogLine("h:5000", "", "info", "refused")]


def wanted(image: str, *targets: str) -> WantedPull:
    return WantedPull(image, f"h:5000/{image}:1", f"h:5000/{image}", "1", targets=targets)


def run(store: FakeStore, *images: WantedPull, retries: int = 0, urls: Mapping[str, str] | None = None) -> ProbedPulls:
    targets = [
        Target(name, "containerd", (urls or {}).get(name, "https://h/v2")) for one in images for name in one.targets
    ]
    probes = ProbePlan([*targets, Target("bootstrap", "bootstrap", "https://h/v2")])
    plan = PullPlan(RuntimeAccess("cri", "/socket"), images, workers=1, retries=retries, probes=probes)
    return pull_with_probes(store, plan, cast(Any, FakeLog()), lambda _path: None)


@pytest.fixture(autouse=True)
def probing(monkeypatch: pytest.MonkeyPatch) -> type[FakeProbing]:
    monkeypatch.setattr(pull_module, "Probing", FakeProbing)
    monkeypatch.setattr(FakeProbing, "remaining", "")
    return FakeProbing


def test_images_that_failed_are_probed_to_the_end_and_those_that_nobody_pulls(probing: type[FakeProbing]) -> None:
    evidence = run(FakeStore({"bad": ["refused"]}), wanted("good", "0"), wanted("bad", "1", "2"))
    assert probing.made[0].deep == {"1", "2", "bootstrap"}
    assert [probe.id for probe in evidence.probes] == ["0", "1", "2", "bootstrap"]
    assert [line.host for line in evidence.log] == ["h:5000"]


def test_who_has_an_image_is_asked_where_several_could_and_once_per_endpoint_for_its_limit(
    probing: type[FakeProbing],
) -> None:
    images = [wanted("one", "0", "1"), wanted("two", "2"), wanted("three", "3"), wanted("four", "4")]
    run(FakeStore(), *images, urls={"2": "https://i/v2", "3": "https://i/v2", "4": "https://j/v2"})
    assert probing.made[0].peeked == [("0", "1"), ("2",), ("4",)]


def test_a_runtime_that_is_down_leaves_the_images_unprobed(probing: type[FakeProbing]) -> None:
    evidence = run(FakeStore(down=True), wanted("a", "0"))
    assert evidence.report.outcomes[0].reason == "runtime_down"
    assert probing.made[0].deep == {"bootstrap"}
    assert evidence.log == ()


def test_a_rate_limit_that_is_too_small_for_what_waits_blocks_it(probing: type[FakeProbing]) -> None:
    probing.remaining = "1"
    store = FakeStore()
    slow = [wanted(str(number), str(number)) for number in range(50)]
    evidence = run(store, *slow)
    blocked = [outcome for outcome in evidence.report.outcomes if outcome.reason == "rate_limited"]
    assert blocked
    assert {outcome.state for outcome in blocked} == {"blocked"}
    assert len(store.asked) == 50 - len(blocked)
    assert not {outcome.image for outcome in blocked} & probing.made[0].deep


def test_a_temporary_failure_is_tried_again_and_another_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    reset = "connection reset by peer"
    store = FakeStore({"a": [reset], "b": ["not found", reset], "c": [reset, reset]})
    evidence = run(store, wanted("a", "0"), wanted("b", "1"), wanted("c", "2"), retries=1)
    assert [outcome.state for outcome in evidence.report.outcomes] == ["passed", "failed", "failed"]
    assert store.asked == ["a", "a", "b", "c", "c"]


def test_without_a_plan_of_probes_there_are_pulls_and_a_log() -> None:
    plan = PullPlan(RuntimeAccess("cri", "/socket"), [wanted("a")])
    evidence = pull_with_probes(FakeStore(), plan, cast(Any, FakeLog()), lambda _path: None)
    result = result_of_probed_pulls(evidence)
    assert (result["probes"], result["counts"]["passed"], result["room"]) == ([], 1, None)
    assert result["log"] == [{"host": "h:5000", "url": "", "level": "info", "error": "refused"}]
    assert 1 < result["memory_mb"] < 4096
