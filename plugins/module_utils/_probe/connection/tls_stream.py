# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS over any stream, with a deadline for every operation. The first bytes of the server are stored.

With TLS 1.3 the handshake succeeds before the server checks the client certificate. The refusal follows as an alert, as
a reset or as the end of the connection. The client notices it when it reads or when it writes, whichever is first.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import contextlib
import ssl
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.sockets import Stream
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.tls_context import ClientTls

T = t.TypeVar("T")

_CHUNK = 16384


class ClientRefusedError(ConnectionError):
    """The server requested a client certificate and ended the connection before it sent any data."""


class TlsStream:
    """`Stream` inside TLS. `handshake` must be called first; `received` is what the server sent before TLS was up."""

    def __init__(self, under: Stream, context: ssl.SSLContext, host: str) -> None:
        self._under = under
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)
        self.received = b""
        self._is_up = False
        self._has_sent = False

    def handshake(self, deadline: float) -> None:
        """Raises ssl.SSLError and OSError."""
        self._run(self.tls.do_handshake, deadline)
        self._is_up = True

    def read(self, size: int, deadline: float) -> bytes:
        with self._refusals():
            data = self._received(size, deadline)
            if not data and self._may_refuse:
                raise ConnectionError("it closes the connection")
        self._has_sent = True
        return data

    def write(self, data: bytes, deadline: float) -> None:
        with self._refusals():
            try:
                self._run(lambda: self.tls.write(data), deadline)
            except ConnectionError:
                # The server may be gone, but its alert can still be read.
                with contextlib.suppress(ConnectionError, ssl.SSLEOFError, ssl.SSLZeroReturnError):
                    self._run(lambda: self.tls.read(1), deadline)
                raise

    def close(self) -> None:
        self._under.close()

    @property
    def certificate_requested(self) -> bool:
        """Whether the server requested a client certificate, as far as the context records it."""
        return isinstance(self.tls, ClientTls) and self.tls.certificate_requested

    @property
    def _may_refuse(self) -> bool:
        return self.certificate_requested and not self._has_sent

    @contextlib.contextmanager
    def _refusals(self) -> t.Iterator[None]:
        try:
            yield
        except TimeoutError:
            raise
        except OSError as error:
            if not self._may_refuse:
                raise
            raise ClientRefusedError(getattr(error, "reason", None) or error.strerror or str(error)) from None

    def _received(self, size: int, deadline: float) -> bytes:
        try:
            return self._run(lambda: self.tls.read(size), deadline)
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return b""

    def _run(self, step: t.Callable[[], T], deadline: float) -> T:
        while True:
            try:
                result = step()
            except ssl.SSLWantReadError:
                self._flush(deadline)
                self._feed(deadline)
            except ssl.SSLError:
                # This sends the alert with the reason; the server may have closed the connection already.
                with contextlib.suppress(OSError):
                    self._flush(deadline)
                raise
            else:
                self._flush(deadline)
                return result

    def _flush(self, deadline: float) -> None:
        data = self._outgoing.read()
        if data:
            self._under.write(data, deadline)

    def _feed(self, deadline: float) -> None:
        data = self._under.read(_CHUNK, deadline)
        if not self._is_up:
            self.received += data
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()
