# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of Wine become those of Windows, which the diagnosis reads."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.runtime_messages import (
    parse_message,
)

from tests.lab.windows.simulator.wine.messages import of_windows


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("dial tcp 10.0.0.1:5000: connectex: Connection refused.", "connect_refused"),
        ("dial tcp 10.0.0.1:5000: connectex: winapi error #10051", "no_route"),
        ("dial tcp 10.0.0.1:5000: connectex: winapi error #10065.", "no_route"),
        ("dial tcp 10.0.0.1:5000: connectex: Access denied.", "no_route"),
        ("dial tcp 10.0.0.1:5000: connectex: Invalid argument.", "no_route"),
        (r"write C:\var\lib\data: Disk full.", "disk_full"),
    ],
)
def test_the_diagnosis_reads_the_text_of_windows(text: str, code: str) -> None:
    converted = of_windows(text)
    assert converted != text
    words = parse_message(converted)
    assert words
    assert words.code == code


def test_a_reset_has_the_text_of_windows() -> None:
    assert of_windows("read tcp 10.0.0.2:5: wsarecv: Connection reset by peer.") == (
        "read tcp 10.0.0.2:5: wsarecv: An existing connection was forcibly closed by the remote host."
    )


def test_other_texts_stay() -> None:
    text = "x509: certificate signed by unknown authority"
    assert of_windows(text) == text
