# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A time server that is wrong."""

from __future__ import annotations

import struct

from tests.stages.faults.front.clock import reply

_EPOCH_1900 = 2_208_988_800


def test_the_answer_is_a_synchronised_server_with_the_wrong_time() -> None:
    request = bytes([0x23]) + bytes(39) + b"SENTTIME"
    answer = reply(request, 1_000_000.5)
    assert len(answer) == 48
    assert (answer[0], answer[1]) == (0x24, 3)
    assert answer[24:32] == b"SENTTIME"
    seconds, fraction = struct.unpack("!II", answer[40:48])
    assert (seconds - _EPOCH_1900, fraction) == (1_000_000, 2**31)
