# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The fallback drills of a node: the plan from the controller, and the result.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from dataclasses import asdict, dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import decode, encode
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import LogLine, RuntimeAccess

# Synthetic registries are named `PREFIX<digits>SUFFIX`. No name server knows a name that ends so (RFC 2606).
PREFIX, SUFFIX = "pullproof-drill-", ".invalid"


def is_synthetic(name: str) -> bool:
    """Whether this is the name of a synthetic registry, or of an image of one."""
    return name.startswith(PREFIX) and name.partition("/")[0].endswith(SUFFIX)


@dataclass(frozen=True)
class Drill:
    """One pull under the name of a synthetic `registry`.

    `image` is the full reference of the real image, `repository` and `version` (tag or digest) are its halves, without
    the registry. `folder` is the path of certs.d. `copied` is the directory in it whose hosts.toml the synthetic
    registry gets; empty if it gets none. `unreachable` are the hosts of that file that are replaced with an address at
    which nothing answers. `server` is added to a file without a server; empty to add nothing. With `avoids_server`,
    the server of the file is replaced as well.
    """

    registry: str
    image: str
    repository: str
    version: str
    folder: str
    copied: str = ""
    unreachable: t.Sequence[str] = ()
    server: str = ""
    avoids_server: bool = False

    @property
    def reference(self) -> str:
        """The full reference of the image at the synthetic registry."""
        separator = "@" if ":" in self.version else ":"
        return f"{self.registry}/{self.repository}{separator}{self.version}"


@dataclass(frozen=True)
class DrillPlan:
    """The drills of one node, one after the other. Each pull is limited to `seconds`.

    `is_silent`: an unreachable host does not answer at all. Otherwise it refuses connections.
    """

    runtime: RuntimeAccess
    drills: t.Sequence[Drill]
    seconds: int
    is_silent: bool = False


@dataclass(frozen=True)
class DrillOutcome:
    """The result of one pull. `error` is None if it succeeded, `skipped` the reason if it was not tried.

    `address` is what the unreachable hosts were replaced with. `log` are the lines of the runtime about hosts.
    `left_behind` is what could not be removed.
    """

    seconds: float = 0.0
    error: t.Optional[str] = None
    skipped: str = ""
    address: str = ""
    log: t.Sequence[LogLine] = ()
    left_behind: t.Sequence[str] = ()


def encode_drill_plan(plan: DrillPlan) -> str:
    """The opaque argument for `internal.drill`."""
    return encode(asdict(plan))


def decode_drill_plan(blob: str) -> DrillPlan:
    """Read the argument that `encode_drill_plan` made."""
    raw = decode(blob)
    drills = tuple(Drill(**{**one, "unreachable": tuple(one["unreachable"])}) for one in raw.pop("drills"))
    return DrillPlan(RuntimeAccess(**raw.pop("runtime")), drills, **raw)


def outcome_of(raw: t.Mapping[str, t.Any]) -> DrillOutcome:
    """Read an entry of the result of `internal.drill`."""
    return DrillOutcome(**{**raw, "log": [LogLine(**line) for line in raw["log"]]})
