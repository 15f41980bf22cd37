# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same cause on many nodes and images is one.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.catalogue import CATALOGUE
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.cause import Cause
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.results import (
    HostPulls,
    ImageDiagnosis,
)

_UNJUDGED = ("failed", "blocked")


@dataclass(frozen=True)
class CauseGroup:
    """One cause with its nodes and images, each once and in order.

    The observed texts may differ between nodes (an address, a time): ``observed`` has all of them, the text of the
    first node first. ``pulls`` is the number of pulls. ``is_blocked``: none of the pulls was started.
    """

    cause: Cause
    hosts: tuple[str, ...]
    images: tuple[str, ...]
    observed: tuple[str, ...]
    pulls: int
    is_blocked: bool = False


@dataclass(frozen=True)
class _Place:
    host: str
    pull: PullOutcome
    cause: Cause


def group_causes(hosts: Sequence[HostPulls]) -> list[CauseGroup]:
    """Errors first; of a severity those first that concern the most pulls, then in the order of a request's way."""
    groups: dict[tuple[str, ...], list[_Place]] = {}
    for place in _places(hosts):
        groups.setdefault(group_key(place.cause), []).append(place)
    return sorted((_group(places) for places in groups.values()), key=_rank)


def unjudged(pull: PullOutcome) -> Cause:
    """The cause of a failure without a diagnosis: the message of the runtime."""
    title = pull.reason or "pull_failed"
    return Cause(code=title, endpoint="", checked="the pull", observed=pull.error or title, expected="", fix="", doc="")


def _places(hosts: Sequence[HostPulls]) -> Iterator[_Place]:
    for host in hosts:
        for pull, verdict in host.judged:
            for cause in causes_of(pull, verdict):
                yield _Place(host.node, pull, cause)


def causes_of(pull: PullOutcome, verdict: ImageDiagnosis) -> Iterator[Cause]:
    """What is wrong with one pull: why it failed, if it did, then what only warns."""
    if verdict.cause:
        yield verdict.cause
    elif pull.state in _UNJUDGED:
        yield unjudged(pull)
    yield from verdict.warnings


def group_key(cause: Cause) -> tuple[str, ...]:
    """Equal for causes that are shown as one."""
    own_words = cause.observed if not cause.expected else ""
    return cause.severity, cause.code, cause.endpoint, cause.checked, cause.expected, cause.fix, own_words


def _group(places: Sequence[_Place]) -> CauseGroup:
    return CauseGroup(
        places[0].cause,
        _distinct(place.host for place in places),
        _distinct(place.pull.image for place in places),
        _distinct(place.cause.observed for place in places),
        len(places),
        all(place.pull.state == "blocked" for place in places),
    )


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _rank(group: CauseGroup) -> tuple[bool, int, int]:
    codes = list(CATALOGUE)
    place = codes.index(group.cause.code) if group.cause.code in codes else len(codes)
    return group.cause.severity != "error", -group.pulls, place
