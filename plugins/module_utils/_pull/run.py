# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pulls all images of a plan at once, judges each pull, and cleans up after itself.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import time
import typing as t
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._pull.outcome import Finished, judge
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullOutcome, PullPlan, WantedPull
from ansible_collections.pullproof.registry.plugins.module_utils._pull.store.image_store import (
    ImageStore,
    RawPull,
    Room,
    RuntimeUnavailableError,
    StoredImage,
    StoredImages,
    room_of,
)

PAUSE_SECONDS = 1.0


@dataclass(frozen=True)
class PullReport:
    """Outcomes in the order of the plan, whether the node keeps anything new, what clean-up could not remove, the
    seconds from the start of the first pull to the end of the last, and the room in the image store.
    """

    outcomes: t.Sequence[PullOutcome]
    changed: bool = False
    left_behind: t.Sequence[str] = ()
    seconds: float = 0.0
    room: t.Optional[Room] = None


def run_plan(
    store: ImageStore,
    plan: PullPlan,
    room_at: t.Callable[[str], t.Optional[Room]] = room_of,
    refusal: t.Callable[[str], t.Optional[str]] = lambda _image: None,
) -> PullReport:
    """Pull everything in the plan, but for the images that `refusal` has a reason against.

    A runtime that does not answer, or too little free disk, blocks every image.
    """
    try:
        return _run(store, plan, room_at, refusal)
    except RuntimeUnavailableError as error:
        return PullReport(_all_blocked(plan, error.reason, str(error)))


def would_pull(plan: PullPlan) -> PullReport:
    """The report of check mode: the runtime is not called."""
    return PullReport([PullOutcome(wanted.image, "skipped", "check_mode") for wanted in plan.images])


def _run(
    store: ImageStore,
    plan: PullPlan,
    room_at: t.Callable[[str], t.Optional[Room]],
    refusal: t.Callable[[str], t.Optional[str]],
) -> PullReport:
    before = store.images()
    folder = store.folder()
    room = room_at(folder) if folder else None
    blocked = blocked_by_shortage(room, plan)
    if blocked:
        return PullReport(blocked, room=room)
    finished = _pull_in_parallel(store, plan, refusal)
    after = store.images()
    fetched = fetched_images(plan, finished, before, after) if plan.cleanup else []
    remaining = store.remove(fetched) if fetched else {}
    gone = {image.id for image in fetched} - set(remaining)
    now = StoredImages([image for image in after.images if image.id not in gone])
    left_behind = [f"Image {image_id} could not be removed: {why}" for image_id, why in remaining.items()]
    outcomes = judge(finished, before, after, plan.seconds)
    return PullReport(outcomes, differ(before, now, plan), left_behind, _span(finished), room)


def _all_blocked(plan: PullPlan, reason: str, error: str) -> list[PullOutcome]:
    return [PullOutcome(wanted.image, "blocked", reason, error=error) for wanted in plan.images]


def blocked_by_shortage(room: t.Optional[Room], plan: PullPlan) -> list[PullOutcome]:
    """What becomes of all pulls where the image store has too little room; nothing where it has enough."""
    if room is None or room.free_mb >= plan.min_free_mb:
        return []
    shortage = (
        f"Checked: free space of the image store {room.folder}. Observed: {room.free_mb} MiB. Expected: at least "
        f"{plan.min_free_mb} MiB. Fix: free space there, or lower verify_min_free_mb."
    )
    return _all_blocked(plan, "disk_short", shortage)


def _pull_in_parallel(store: ImageStore, plan: PullPlan, refusal: t.Callable[[str], t.Optional[str]]) -> list[Finished]:
    def pull(wanted: WantedPull) -> Finished:
        started = time.monotonic()
        refused = refusal(wanted.image)
        raw = RawPull(error=refused, refused=True) if refused else _pull_again(store, wanted, plan)
        ended = time.monotonic()
        return Finished(wanted, raw, seconds=round(ended - started, 2), ended=ended)

    with ThreadPoolExecutor(max_workers=plan.workers) as pool:
        return list(pool.map(pull, plan.images))


def _pull_again(store: ImageStore, wanted: WantedPull, plan: PullPlan) -> RawPull:
    """Pull; after a temporary failure again, within the same time."""
    end = time.monotonic() + plan.seconds
    raw = store.pull(wanted, plan.seconds)
    for _attempt in range(plan.retries):
        left = int(end - time.monotonic() - PAUSE_SECONDS)
        if raw.error is None or left < 1 or not is_temporary(raw.error):
            break
        time.sleep(PAUSE_SECONDS)
        raw = store.pull(wanted, left)
    return raw


def _span(finished: t.Sequence[Finished]) -> float:
    started = min((item.ended - item.seconds for item in finished), default=0.0)
    return round(max((item.ended for item in finished), default=0.0) - started, 2)


def fetched_images(
    plan: PullPlan, finished: t.Sequence[Finished], before: StoredImages, after: StoredImages
) -> list[StoredImage]:
    """Images of which the store knew neither the id nor any wanted name: only these can go without taking something
    away that was there (the CRI removes an image with all its names, and a moved tag can't be moved back).
    """
    pulled = {item.stored(after) for item in finished if item.raw.error is None}
    known = {wanted.reference for wanted in plan.images if before.by_name(wanted.reference)}
    new = (image for image in pulled if image is not None and before.by_id(image.id) is None)
    return [image for image in new if not any(image.has_name(name) for name in known)]


def differ(before: StoredImages, now: StoredImages, plan: PullPlan) -> bool:
    """Whether a wanted name means another image than before."""

    def ids(images: StoredImages) -> list[t.Optional[str]]:
        named = (images.by_name(wanted.reference) for wanted in plan.images)
        return [image.id if image else None for image in named]

    return ids(before) != ids(now)


# Messages of Go's network code, which containerd and the Docker Engine pass on. A rate limit (429) is left out: every
# further request counts against it.
_TEMPORARY = re.compile(
    r"connection reset by peer|broken pipe|unexpected EOF|: EOF$|TLS handshake timeout|i/o timeout"
    r"|server misbehaving|temporary failure in name resolution|http2: server sent GOAWAY"
    r"|\b50[0234] (?:Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out)"
    r"|: (?:Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out)$",
    re.IGNORECASE,
)


def is_temporary(error: str) -> bool:
    """Whether it is worth to pull once more."""
    return _TEMPORARY.search(error) is not None
