# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""findstr.exe, for texts or patterns in one file."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..machine import Machine
from ..system.real import Ended


def run(machine: Machine, arguments: Sequence[str], _given: str) -> Ended:
    """`findstr [/m] [/r] /c:TEXT... PATH`: the lines with one of the texts, or the file's name."""
    *options, path = arguments
    texts = [option[3:] for option in options if option.lower().startswith("/c:")]
    pattern = re.compile("|".join(text if "/r" in options else re.escape(text) for text in texts))
    found = machine.files.at(path)
    if not found.is_file():
        return Ended(1, "", f"FINDSTR: Cannot open {path}\r\n")
    lines = [line for line in found.read_text(errors="replace").splitlines() if pattern.search(line)]
    if not lines:
        return Ended(1, "", "")
    return Ended(0, f"{path}\r\n" if "/m" in options else "".join(f"{line}\r\n" for line in lines), "")
