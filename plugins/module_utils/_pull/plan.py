# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pulls of a node: the plan from the controller, and the result.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from dataclasses import asdict, dataclass, field

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import (
    ProbePlan,
    decode,
    encode,
    probe_plan_of,
)


@dataclass(frozen=True)
class WantedPull:
    """One image to pull: `image` as the user wrote it, `reference` in full (`docker.io/library/base:1`).

    `repository` and `version` (tag or digest) are its two halves. `digest` is the expected one, or None.
    `registry_auth` is the Docker Engine's `X-Registry-Auth` header (base64url of JSON), or None. `targets` are the ids
    of the probes of its endpoints.
    """

    image: str
    reference: str
    repository: str
    version: str
    digest: t.Optional[str] = None
    registry_auth: t.Optional[str] = field(default=None, repr=False)
    targets: t.Sequence[str] = ()


@dataclass(frozen=True)
class RuntimeAccess:
    """How the runtime is reached: `kind` is `cri` or `docker`, `socket` a path, `crictl` the program (for `cri`).

    It logs its pulls into `log_file`, or else to the journal of `unit`.
    """

    kind: str
    socket: str
    crictl: str = "crictl"
    log_file: str = ""
    unit: str = ""


@dataclass(frozen=True)
class PullPlan:
    """All pulls of one host: `workers` at once, each limited to `seconds`; `min_free_mb` is in MiB.

    A pull with a temporary failure is repeated up to `retries` times. The first pull waits up to `jitter` seconds, to
    spread the requests of a fleet. `probes` are made during the pulls, if there are any. `debug` raises the log level
    of Docker Engine during the pulls.
    """

    runtime: RuntimeAccess
    images: t.Sequence[WantedPull]
    workers: int = 4
    seconds: int = 300
    min_free_mb: int = 0
    cleanup: bool = True
    retries: int = 0
    jitter: float = 0.0
    debug: bool = False
    probes: t.Optional[ProbePlan] = field(default=None, repr=False)


@dataclass(frozen=True)
class PullOutcome:
    """What became of one image.

    `state` is passed, failed, blocked or skipped; `reason` the stable name of why it did not pass.
    `proof` is `fresh` (the runtime fetched blobs), `manifest_only` (the image was there) or `none`.
    `size` is in bytes as the runtime reports it, `seconds` the wall time of the pull.
    `error` is the message of the runtime, credentials in URLs masked.
    """

    image: str
    state: str
    reason: t.Optional[str] = None
    proof: str = "none"
    digest: t.Optional[str] = None
    size: t.Optional[int] = None
    seconds: t.Optional[float] = None
    error: t.Optional[str] = None


@dataclass(frozen=True)
class LogLine:
    """One line of the runtime's log during the pull.

    `host` is host[:port], `url` the requested URL (empty if unknown), `level` the log level, `error` the message.
    """

    host: str = ""
    url: str = ""
    level: str = ""
    error: str = ""


STATES = ("passed", "failed", "blocked", "skipped")


def encode_pull_plan(plan: PullPlan) -> str:
    """The opaque argument for `internal.pull`: it may hold credentials."""
    return encode(asdict(plan))


def decode_pull_plan(blob: str) -> PullPlan:
    """Read the argument that `encode_pull_plan` made."""
    raw = decode(blob)
    images = tuple(WantedPull(**{**image, "targets": tuple(image["targets"])}) for image in raw.pop("images"))
    probes = raw.pop("probes")
    runtime = RuntimeAccess(**raw.pop("runtime"))
    return PullPlan(runtime, images, probes=probe_plan_of(probes) if probes else None, **raw)


def result_of(outcomes: t.Sequence[PullOutcome], changed: bool = False) -> dict[str, t.Any]:
    """The result, with the same keys on success and failure: `pulls` in the order of the plan, `counts` by state.

    The keys `results`, `failed` and `skipped` have a special meaning in Ansible and are not used.
    """
    pulls = [asdict(outcome) for outcome in outcomes]
    return {"changed": changed, "pulls": pulls, "counts": counts_of(outcomes)}


def counts_of(outcomes: t.Sequence[PullOutcome]) -> dict[str, int]:
    """How many images are in each state."""
    return {state: sum(outcome.state == state for outcome in outcomes) for state in STATES}
