# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The state of the clock from systemd-timesyncd (systemd 247 to 262, over D-Bus, because `timedatectl` rounds).

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import time
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._clock.facts import unknown_state

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._clock.facts import ClockState
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands

DROP_IN = "/etc/systemd/timesyncd.conf.d/90-pullproof.conf"

_OBJECT = ("org.freedesktop.timesync1", "/org/freedesktop/timesync1", "org.freedesktop.timesync1.Manager")
_PROPERTIES = ("ServerName", "PollIntervalUSec", "NTPMessage")
_LEAP_UNSYNCHRONISED = 3
_MICROSECONDS = 1_000_000
# One poll may be late or lost. After two missed polls the last answer is out of date.
_POLLS = 3


def read_timesyncd(commands: Commands) -> ClockState:
    """The state of the clock as timesyncd reports it.

    The offset is from the last answer. If timesyncd stepped the clock since, the next answer has the new offset.
    """
    shown = commands.run(["busctl", "get-property", *_OBJECT, *_PROPERTIES], seconds=10)
    lines = shown.out.splitlines()
    if shown.rc != 0 or len(lines) != len(_PROPERTIES):
        output = (shown.err or shown.out).strip().splitlines()[-1:] or [f"exit code {shown.rc}"]
        return unknown_state(f"busctl: {output[0]}")
    server = lines[0].partition(" ")[2].strip('"')
    poll = int(lines[1].split()[1]) / _MICROSECONDS
    return _state(server, poll, lines[2].split()[1:])


def _state(server: str, poll: float, message: t.Sequence[str]) -> ClockState:
    """`message` is of type `(uuuuittayttttbtt)`: the reference (`ay`) is its length and so many bytes."""
    after = 8 + int(message[7])
    sent, received, answered, arrived = (int(value) for value in message[after : after + 4])
    ignored, packets = message[after + 4] == "true", int(message[after + 5])
    fresh = packets > 0 and time.time() - arrived / _MICROSECONDS < _POLLS * poll
    synchronised = fresh and not ignored and int(message[0]) != _LEAP_UNSYNCHRONISED
    offset = round(((received - sent) + (answered - arrived)) / 2 / 1000, 3) if packets else None
    state = "selected" if synchronised else "answers, and is not usable" if fresh else "no answer"
    return {
        "synchronised": synchronised,
        "source": server if synchronised else None,
        "offset_ms": offset if synchronised else None,
        "sources": [{"name": server, "state": state, "offset_ms": offset}] if server else [],
        "problem": "",
    }
