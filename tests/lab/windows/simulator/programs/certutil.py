# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""certutil.exe -hashfile."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from ..machine import Machine
from ..system.real import Ended


def run(machine: Machine, arguments: Sequence[str], _given: str) -> Ended:
    """`certutil -hashfile PATH ALGORITHM`."""
    match list(arguments):
        case ["-hashfile", path, algorithm]:
            found = machine.files.at(path)
            if not found.is_file():
                words = "0x80070002 (WIN32: 2 ERROR_FILE_NOT_FOUND)\r\nCertUtil: The system cannot find the file."
                return Ended(2, f"CertUtil: -hashfile command FAILED: {words}\r\n", "")
            digest = hashlib.new(algorithm.lower(), found.read_bytes()).hexdigest()
            done = "CertUtil: -hashfile command completed successfully."
            return Ended(0, f"{algorithm} hash of {path}:\r\n{digest}\r\n{done}\r\n", "")
    return Ended(1, "", f"certutil {' '.join(arguments)} is not simulated")
