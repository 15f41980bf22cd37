# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of the container's system are worded as on Windows, and the diagnosis recognizes all of them."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.runtime_messages import (
    parse_message,
)

from tests.lab.windows.simulator.system.system_errors import of_windows


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("dial tcp 10.0.0.1:5000: connect: connection refused", "connect_refused"),
        ("dial tcp 10.0.0.1:5000: connect: connection timed out", "connect_timeout"),
        ("dial tcp 10.0.0.1:5000: connect: network is unreachable", "no_route"),
        ("dial tcp 10.0.0.1:5000: connect: no route to host", "no_route"),
        ("write data: no space left on device", "disk_full"),
        ("mkdir data: read-only file system", "store_read_only"),
    ],
)
def test_the_diagnosis_reads_the_same_in_both_words(said: str, code: str) -> None:
    converted = of_windows(said)
    assert converted != said
    for text in (said, converted):
        words = parse_message(text)
        assert words
        assert words.code == code


def test_other_words_stay() -> None:
    assert (
        of_windows("x509: certificate signed by unknown authority") == "x509: certificate signed by unknown authority"
    )
