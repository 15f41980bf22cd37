# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one seam to the real programs of the container: systemctl, curl, ctr, openssl and the like."""

from __future__ import annotations

import os
import pty
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CUT_OFF = 124


@dataclass(frozen=True)
class Ended:
    """What a real program left."""

    code: int
    out: str
    err: str


def run(
    argv: Sequence[str], given: str = "", environment: Mapping[str, str] | None = None, seconds: float = 120
) -> Ended:
    """Run a real program; code 124 if it ran out of time, 127 if it is not there. `environment` is added to our own."""
    try:
        done = subprocess.run(
            argv,
            input=given.encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
            env={**os.environ, **(environment or {})},
        )
    except subprocess.TimeoutExpired:
        return Ended(CUT_OFF, "", f"{argv[0]} took longer than {seconds} s")
    except FileNotFoundError:
        return Ended(127, "", f"{argv[0]} is not there")
    return Ended(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))


def run_with_password(
    argv: Sequence[str], password: str, environment: Mapping[str, str], seconds: float = 120
) -> Ended:
    """Run a program that asks its terminal for a password, which so is in no argument."""
    master, slave = pty.openpty()
    try:
        os.write(master, f"{password}\n".encode())
        done = subprocess.run(
            argv,
            stdin=slave,
            capture_output=True,
            timeout=seconds,
            check=False,
            env={**os.environ, **environment},
        )
    except subprocess.TimeoutExpired:
        return Ended(CUT_OFF, "", f"{argv[0]} took longer than {seconds} s")
    finally:
        os.close(master)
        os.close(slave)
    return Ended(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))
