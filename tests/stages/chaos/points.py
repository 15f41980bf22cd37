# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a run is interrupted: chosen with a seed, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

# A run changes the servers before the agents. A point interrupts one of both plays.
PLAYS = {
    "PLAY [Provision the servers": ("rke2-server-1",),
    "PLAY [Provision the agents": ("rke2-agent-1", "k3s-agent-1", "containerd-1", "docker-1"),
}
# What `provision` prints when it begins to change the nodes, role by role.
MOMENTS = (
    "time_sync : Configure the time servers",
    "ca_trust : Install the CA certificates",
    "registries : Write the registry configuration",
    "proxy : Set the proxy variables",
    "runtime : Restart the runtime",
    "verify : Pull the listed images",
    "[Confirm the change]",
)
KINDS = ("controller", "module", "node", "connection", "registry")


@dataclass(frozen=True)
class Point:
    """One interruption, `delay` seconds after the output has the `moment`. A bad configuration has a wrong password.

    SIGKILL ends the `controller`, the `module` on each node, or each `connection`. A `node` is killed and started. A
    `registry` does not answer any more until the run ends.
    """

    number: int
    play: str
    kind: str
    moment: str
    delay: float
    is_bad: bool

    @property
    def nodes(self) -> Sequence[str]:
        """The nodes that the play changes."""
        return PLAYS[self.play]

    def __str__(self) -> str:
        configuration = "bad" if self.is_bad else "good"
        return (
            f"{self.number}: {self.kind} at {self.moment.strip('[]')} + {self.delay} s, {configuration} configuration"
        )


def choose_points(seed: int, count: int) -> Sequence[Point]:
    """Every second point has a bad configuration, and the kinds take turns."""
    chance = random.Random(seed)
    return [
        Point(
            number,
            list(PLAYS)[number % 3 > 0],
            KINDS[number // 2 % len(KINDS)],
            chance.choice(MOMENTS[:-1] if number % 2 else MOMENTS),
            round(chance.random() * 2, 2),
            bool(number % 2),
        )
        for number in range(count)
    ]
