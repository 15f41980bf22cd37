# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An address of the node at which nothing answers.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import contextlib
import socket
import typing as t

LOOPBACK = "127.0.0.1"


@contextlib.contextmanager
def unreachable_address(is_silent: bool) -> t.Iterator[str]:
    """Host and port. Connections are refused; if `is_silent`, attempts to connect are not answered (Linux).

    The port is not in use by others inside the block.
    """
    with contextlib.ExitStack() as sockets:
        server = sockets.enter_context(socket.socket())
        server.bind((LOOPBACK, 0))
        if is_silent:
            server.listen(0)
            _fill_queue(server.getsockname(), sockets)
        yield f"{LOOPBACK}:{server.getsockname()[1]}"


def _fill_queue(address: tuple[str, int], sockets: contextlib.ExitStack) -> None:
    """The queue of a server that accepts nothing holds one connection. Linux drops the packets of further ones."""
    for _connection in range(2):
        client = sockets.enter_context(socket.socket())
        client.setblocking(False)
        client.connect_ex(address)
