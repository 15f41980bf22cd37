# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs of the container, which are real, and what they leave."""

from __future__ import annotations

import math
import os
import selectors
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO

CUT_OFF = 124
HUNG = 125
_CHUNK = 1 << 16
_SILENCE_SECONDS = 1.0


@dataclass(frozen=True)
class Ended:
    """What a program left. `both` is its output and its errors in the order in which they came, if that is known."""

    code: int
    out: str
    err: str
    both: str = ""

    @property
    def joined(self) -> str:
        """All that was printed."""
        return self.both or self.out + self.err


def run(
    argv: Sequence[str],
    given: str = "",
    environment: Mapping[str, str] | None = None,
    seconds: float = 120,
    silence: float = math.inf,
) -> Ended:
    """Run a real program; code 124 if it ran out of time, 127 if it is not there. `environment` is added to our own.

    Code 125 is of a program that wrote a result to its standard output, then nothing for `silence` seconds, and did not
    end.
    """
    with tempfile.TemporaryFile() as source:
        source.write(given.encode())
        source.seek(0)
        try:
            process = subprocess.Popen(
                argv,
                stdin=source,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**os.environ, **(environment or {})},
            )
        except FileNotFoundError:
            return Ended(127, "", f"{argv[0]} is not there")
        with process:
            return _outcome(process, argv[0], seconds, silence)


def _outcome(process: subprocess.Popen[bytes], name: str, seconds: float, silence: float) -> Ended:
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        pieces = _read(process, (process.stderr, process.stdout), time.monotonic() + seconds, silence)
    except _HungError:
        process.kill()
        return Ended(HUNG, "", f"{name} did not end")
    except TimeoutError:
        process.kill()
        return Ended(CUT_OFF, "", f"{name} took longer than {seconds} s")
    out, err, both = (
        b"".join(data for source, data in pieces if source in wanted).decode(errors="replace")
        for wanted in ((process.stdout,), (process.stderr,), (process.stdout, process.stderr))
    )
    return Ended(process.wait(), out, err, both)


class _HungError(Exception):
    """The program has written its result, and does not end."""


def _read(
    process: subprocess.Popen[bytes], pipes: Sequence[IO[bytes]], deadline: float, silence: float
) -> list[tuple[object, bytes]]:
    """What comes from the pipes, in order, until they end. Raises TimeoutError and _HungError.

    A process that Wine started for the program, such as conhost.exe, can have the pipes open after the program's end.
    """
    pieces: list[tuple[object, bytes]] = []
    hung_at = math.inf
    with selectors.DefaultSelector() as selector:
        for pipe in pipes:
            selector.register(pipe, selectors.EVENT_READ)
        while selector.get_map():
            has_ended = process.poll() is not None
            ready = selector.select(min(_SILENCE_SECONDS, max(0.0, deadline - time.monotonic())))
            if not ready and has_ended:
                break
            if time.monotonic() >= deadline:
                raise TimeoutError
            if not ready and time.monotonic() >= hung_at:
                raise _HungError
            for key, _events in ready:
                data = os.read(key.fd, _CHUNK)
                pieces.append((key.fileobj, data))
                if key.fileobj is process.stdout:
                    hung_at = time.monotonic() + silence
                if not data:
                    selector.unregister(key.fileobj)
    return pieces
