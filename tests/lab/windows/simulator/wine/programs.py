# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs for Windows, run by Wine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

PREFIX = Path("/var/lib/wine")
DRIVE = PREFIX / "drive_c"
SERVER_UNIT = "wineserver.service"
# Also in the units of the image. vmcompute is the stub of the library that unpacks layers.
ENVIRONMENT: Mapping[str, str] = {
    "WINEPREFIX": str(PREFIX),
    "WINEDEBUG": "-all",
    "WINEDLLOVERRIDES": "vmcompute=n;mscoree,mshtml,winemenubuilder.exe=",
    "XDG_RUNTIME_DIR": "/run",
    "GODEBUG": "asyncpreemptoff=1",
}
_WINE = "/usr/lib/wine/wine64"


def command(program: str, arguments: Sequence[str] = ()) -> list[str]:
    """The command line of a program, by its Windows path."""
    return [_WINE, program, *arguments]
