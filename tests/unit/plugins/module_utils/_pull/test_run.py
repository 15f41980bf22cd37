# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pulling a plan: judgement, clean-up, and what blocks everything. The image store is a fake."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence

from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullPlan, RuntimeAccess, WantedPull
from ansible_collections.pullproof.registry.plugins.module_utils._pull.run import PullReport, run_plan, would_pull
from ansible_collections.pullproof.registry.plugins.module_utils._pull.store.image_store import (
    RawPull,
    Room,
    RuntimeUnavailableError,
    StoredImage,
    StoredImages,
)

REPOSITORY = "registry.example/team/app"


def stored(image_id: str, *versions: str) -> StoredImage:
    tags = tuple(f"{REPOSITORY}:{version}" for version in versions)
    return StoredImage(image_id, tags, (f"{REPOSITORY}@sha256:{image_id}",), 1000)


def wanted(version: str, digest: str | None = None) -> WantedPull:
    separator = "@" if version.startswith("sha256:") else ":"
    return WantedPull(f"app:{version}", f"{REPOSITORY}{separator}{version}", REPOSITORY, version, digest)


class FakeStore:
    """A store whose pulls are scripted: a version brings the image with that id, `error` fails, others are unknown."""

    def __init__(self, present: Sequence[StoredImage] = (), remote: Mapping[str, str] | None = None) -> None:
        self.present = list(present)
        self.remote = dict(remote or {})
        self.removed: list[str] = []
        self.in_use: set[str] = set()
        self.unavailable = False
        self.dies_while_pulling = False
        self.reports_fetched: bool | None = None
        self.running = 0
        self.most_running = 0
        self._lock = threading.Lock()

    def images(self) -> StoredImages:
        if self.unavailable:
            raise RuntimeUnavailableError("runtime_down", "socket", "connection refused", "an answer", "start it")
        return StoredImages(list(self.present))

    def folder(self) -> str | None:
        return "/store"

    def pull(self, wanted: WantedPull, seconds: int) -> RawPull:
        with self._lock:
            self.running += 1
            self.most_running = max(self.most_running, self.running)
        time.sleep(0.02)
        with self._lock:
            self.running -= 1
            return self._pull(wanted)

    def _pull(self, wanted: WantedPull) -> RawPull:
        self.unavailable = self.dies_while_pulling
        if wanted.version not in self.remote:
            return RawPull(error=f"{wanted.reference}: not found")
        image_id = self.remote[wanted.version]
        names = {image.id: {tag.rpartition(":")[2] for tag in image.tags} - {wanted.version} for image in self.present}
        names.setdefault(image_id, set()).add(wanted.version)
        self.present = [stored(each, *sorted(versions)) for each, versions in names.items()]
        return RawPull(image_id=image_id, fetched=self.reports_fetched)

    def remove(self, images: Sequence[StoredImage]) -> Mapping[str, str]:
        ids = [image.id for image in images if image.id not in self.in_use]
        self.removed += ids
        self.present = [image for image in self.present if image.id not in ids]
        return {image.id: "a container uses it" for image in images if image.id in self.in_use}


def run(store: FakeStore, *images: WantedPull, cleanup: bool = True, workers: int = 1, free: int = 9999) -> PullReport:
    plan = PullPlan(RuntimeAccess("cri", "/socket"), images, workers=workers, min_free_mb=500, cleanup=cleanup)
    return run_plan(store, plan, lambda folder: Room(folder, free, read_only=False))


def test_an_image_that_was_absent_is_fresh_and_leaves_no_trace_after_clean_up() -> None:
    store = FakeStore(remote={"1": "aaa"})
    report = run(store, wanted("1"))
    assert [(pull.state, pull.proof, pull.digest, pull.size) for pull in report.outcomes] == [
        ("passed", "fresh", "sha256:aaa", 1000)
    ]
    assert store.removed == ["aaa"]
    assert report.changed is False


def test_an_image_that_was_there_is_manifest_only_and_is_never_removed() -> None:
    store = FakeStore([stored("aaa", "1")], {"1": "aaa"})
    report = run(store, wanted("1"))
    assert [(pull.state, pull.proof) for pull in report.outcomes] == [("passed", "manifest_only")]
    assert store.removed == []
    assert report.changed is False


def test_without_clean_up_a_fresh_image_stays_and_is_a_change() -> None:
    store = FakeStore(remote={"1": "aaa"})
    assert run(store, wanted("1"), cleanup=False).changed is True
    assert store.removed == []


def test_a_new_name_of_an_image_that_was_there_stays_because_the_cri_would_remove_all_its_names() -> None:
    store = FakeStore([stored("aaa", "1")], {"2": "aaa"})
    report = run(store, wanted("2"))
    assert report.outcomes[0].proof == "manifest_only"
    assert store.removed == []
    assert report.changed is True


def test_a_tag_that_moved_to_a_new_image_keeps_the_new_image_because_the_old_one_lost_its_name() -> None:
    store = FakeStore([stored("aaa", "1")], {"1": "bbb"})
    report = run(store, wanted("1"))
    assert report.outcomes[0].proof == "fresh"
    assert store.removed == []
    assert report.changed is True


def test_of_two_names_of_one_image_only_the_first_pull_to_end_fetched_the_blobs() -> None:
    report = run(FakeStore(remote={"1": "aaa", "2": "aaa"}), wanted("1"), wanted("2"))
    assert [pull.proof for pull in report.outcomes] == ["fresh", "manifest_only"]
    assert report.changed is False


def test_an_engine_that_tells_two_pulls_of_one_image_that_it_fetched_is_believed_once() -> None:
    store = FakeStore(remote={"1": "aaa", "2": "aaa"})
    store.reports_fetched = True
    report = run(store, wanted("1"), wanted("2"))
    assert [pull.proof for pull in report.outcomes] == ["fresh", "manifest_only"]


def test_an_engine_that_fetched_no_layer_proves_no_blobs_though_the_image_is_new() -> None:
    store = FakeStore(remote={"1": "aaa"})
    store.reports_fetched = False
    assert run(store, wanted("1")).outcomes[0].proof == "manifest_only"


def test_a_pull_that_took_all_its_time_was_cut_off() -> None:
    plan = PullPlan(RuntimeAccess("cri", "/socket"), [wanted("1")], seconds=0)
    outcome = run_plan(FakeStore(), plan).outcomes[0]
    assert (outcome.reason, outcome.error) == (
        "timeout",
        f"not pulled within 0 s, then cut off: {REPOSITORY}:1: not found",
    )


def test_an_image_in_use_is_left_and_named_and_a_change() -> None:
    store = FakeStore(remote={"1": "aaa"})
    store.in_use = {"aaa"}
    report = run(store, wanted("1"))
    assert report.left_behind == ["Image aaa could not be removed: a container uses it"]
    assert report.changed is True


def test_a_failed_pull_keeps_its_place_and_the_runtimes_words() -> None:
    report = run(FakeStore(remote={"2": "bbb"}), wanted("1"), wanted("2"))
    assert [(pull.image, pull.state, pull.reason) for pull in report.outcomes] == [
        ("app:1", "failed", "pull_failed"),
        ("app:2", "passed", None),
    ]
    assert report.outcomes[0].error == f"{REPOSITORY}:1: not found"
    assert report.outcomes[0].proof == "none"


def test_another_digest_than_expected_fails_and_the_image_is_cleaned_up_all_the_same() -> None:
    store = FakeStore(remote={"1": "aaa", "2": "bbb"})
    report = run(store, wanted("1", digest="sha256:other"), wanted("2", digest="sha256:bbb"))
    assert [(pull.state, pull.reason) for pull in report.outcomes] == [("failed", "digest_mismatch"), ("passed", None)]
    assert "Observed: sha256:aaa. Expected: sha256:other." in str(report.outcomes[0].error)
    assert sorted(store.removed) == ["aaa", "bbb"]


def test_of_several_digests_in_a_repository_the_expected_one_counts() -> None:
    both = (f"{REPOSITORY}@sha256:index", f"{REPOSITORY}@sha256:manifest", "elsewhere.example/app@sha256:foreign")
    store = FakeStore([StoredImage("aaa", (f"{REPOSITORY}:1",), both, None)])
    store.remote = {"1": "aaa"}
    store._pull = lambda wanted: RawPull(image_id="aaa")  # type: ignore[method-assign]
    assert run(store, wanted("1", digest="sha256:manifest")).outcomes[0].state == "passed"
    assert run(store, wanted("1", digest="sha256:foreign")).outcomes[0].reason == "digest_mismatch"


def test_no_more_pulls_than_workers_run_at_once() -> None:
    versions = [str(number) for number in range(9)]
    store = FakeStore(remote={version: f"id{version}" for version in versions})
    report = run(store, *(wanted(version) for version in versions), workers=3)
    assert store.most_running == 3
    assert [pull.image for pull in report.outcomes] == [f"app:{version}" for version in versions]


def test_a_runtime_that_is_down_blocks_every_image_with_the_reason() -> None:
    store = FakeStore(remote={"1": "aaa"})
    store.unavailable = True
    report = run(store, wanted("1"), wanted("2"))
    assert {(pull.state, pull.reason) for pull in report.outcomes} == {("blocked", "runtime_down")}
    assert "Observed: connection refused." in str(report.outcomes[0].error)


def test_a_runtime_that_dies_while_it_pulls_blocks_every_image() -> None:
    store = FakeStore(remote={"1": "aaa"})
    store.dies_while_pulling = True
    assert run(store, wanted("1")).outcomes[0].reason == "runtime_down"


def test_too_little_free_disk_blocks_every_image_with_both_numbers() -> None:
    store = FakeStore(remote={"1": "aaa"})
    report = run(store, wanted("1"), free=499)
    assert [(pull.state, pull.reason) for pull in report.outcomes] == [("blocked", "disk_short")]
    assert "Observed: 499 MiB. Expected: at least 500 MiB." in str(report.outcomes[0].error)
    assert store.present == []
    assert report.room is not None and report.room.free_mb == 499


def test_check_mode_asks_for_nothing_and_says_what_would_be_pulled() -> None:
    plan = PullPlan(RuntimeAccess("cri", "/socket"), [wanted("1")])
    assert [(pull.image, pull.state, pull.reason) for pull in would_pull(plan).outcomes] == [
        ("app:1", "skipped", "check_mode")
    ]
