# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Determines the outcome of each pull from the answer of the runtime, and from its image store before and after.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullOutcome, WantedPull
from ansible_collections.pullproof.registry.plugins.module_utils._pull.store.image_store import (
    RawPull,
    StoredImage,
    StoredImages,
)


@dataclass(frozen=True)
class Finished:
    """A pull that ended: `seconds` it took, `ended` on the monotonic clock."""

    wanted: WantedPull
    raw: RawPull
    seconds: float
    ended: float

    def stored(self, images: StoredImages) -> t.Optional[StoredImage]:
        """The image in the store that this pull was about."""
        return images.by_id(self.raw.image_id) or images.by_name(self.wanted.reference)


def judge(finished: t.Sequence[Finished], before: StoredImages, after: StoredImages, limit: int) -> list[PullOutcome]:
    """One outcome per pull, in the same order; `limit` are the seconds that each pull was given."""
    fetchers = _first_fetchers(finished, before, after)
    return [
        _failure(item, limit, item.raw.error)
        if item.raw.error is not None
        else _success(item, after, fresh=item in fetchers)
        for item in finished
    ]


def _first_fetchers(finished: t.Sequence[Finished], before: StoredImages, after: StoredImages) -> list[Finished]:
    """The pulls that downloaded blobs. If several pulls brought the same new image, it is the first that ended: the
    others found its blobs in the store or waited for the same transfer. Docker Engine reports a download for all of
    them.
    """
    fetchers: dict[str, Finished] = {}
    for item in sorted(finished, key=lambda one: one.ended):
        image = item.stored(after)
        reported = item.raw.error is None and item.raw.fetched is not False
        if reported and image and before.by_id(image.id) is None:
            fetchers.setdefault(image.id, item)
    return list(fetchers.values())


def _failure(item: Finished, limit: int, error: str) -> PullOutcome:
    """The outcome of a failed pull. A pull that reached its time limit has a different message in each runtime."""
    if item.raw.refused:
        return PullOutcome(item.wanted.image, "blocked", "rate_limited", error=error)
    if item.seconds < limit:
        return PullOutcome(item.wanted.image, "failed", "pull_failed", seconds=item.seconds, error=error)
    error = f"not pulled within {limit} s, then cut off: {error}"
    return PullOutcome(item.wanted.image, "failed", "timeout", seconds=item.seconds, error=error)


def _success(item: Finished, after: StoredImages, fresh: bool) -> PullOutcome:
    wanted, raw = item.wanted, item.raw
    image = item.stored(after)
    digest = raw.digest or _digest(wanted, image)
    wrong = _digest_error(wanted, digest)
    return PullOutcome(
        image=wanted.image,
        state="failed" if wrong else "passed",
        reason="digest_mismatch" if wrong else None,
        proof="fresh" if fresh else "manifest_only",
        digest=digest,
        size=image.size if image else None,
        seconds=item.seconds,
        error=wrong,
    )


def _digest(wanted: WantedPull, image: t.Optional[StoredImage]) -> t.Optional[str]:
    """The digest of the image. The store may have several digests for it (of an index and of a manifest)."""
    known = image.digests_of(wanted.repository) if image else []
    preferred = (digest for digest in known if digest in (wanted.digest, wanted.version))
    return next(preferred, known[0] if known else None)


def _digest_error(wanted: WantedPull, digest: t.Optional[str]) -> t.Optional[str]:
    if wanted.digest is None or wanted.digest == digest:
        return None
    return (
        f"Checked: digest of {wanted.reference}. Observed: {digest or 'none'}. Expected: {wanted.digest}. "
        "Fix: find out which registry or mirror served another image, or correct the digest in the variables."
    )
