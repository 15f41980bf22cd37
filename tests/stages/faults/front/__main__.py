# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python3 -m tests.stages.faults.front FOLDER``: play all that ``FOLDER/front.json`` describes."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from tests.stages.faults.front import clock, server
from tests.stages.faults.front.endpoint import load


def main() -> None:
    """Serve until killed."""
    configuration = load(Path(sys.argv[1]) / "front.json")
    server.serve(configuration)
    clock.serve(configuration.clocks)
    threading.Event().wait()


if __name__ == "__main__":
    main()
