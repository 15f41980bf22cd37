# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses at which nothing answers. The sockets are real."""

from __future__ import annotations

import socket

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._pull.drill.unreachable import unreachable_address


def connect(address: str, seconds: float) -> None:
    host, _colon, port = address.rpartition(":")
    socket.create_connection((host, int(port)), timeout=seconds).close()


def test_a_refusing_address_refuses_connections() -> None:
    with unreachable_address(is_silent=False) as address, pytest.raises(ConnectionRefusedError):
        connect(address, 60)


def test_a_silent_address_does_not_answer() -> None:
    with unreachable_address(is_silent=True) as address, pytest.raises(TimeoutError):
        connect(address, 0.3)


def test_a_silent_address_is_free_afterwards() -> None:
    with unreachable_address(is_silent=True) as address:
        pass
    with pytest.raises(ConnectionRefusedError):
        connect(address, 60)
