# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recorded cases: those of this repository, or of the folder that PULLPROOF_VECTORS names."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

DEFAULT_FOLDER = Path(__file__).resolve().parent


def load_cases(name: str) -> list[Any]:
    """The cases of ``<name>_cases.json``."""
    folder = Path(os.environ.get("PULLPROOF_VECTORS") or DEFAULT_FOLDER)
    cases: list[Any] = json.loads((folder / f"{name}_cases.json").read_text(encoding="utf-8"))
    return cases
