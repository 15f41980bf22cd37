# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the checkout importable as the collection it is, with or without Ansible installed."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COLLECTIONS = ROOT / ".ansible" / "collections"


def _link_checkout() -> None:
    """`./dev` makes the same link; this serves those who start pytest themselves."""
    link = COLLECTIONS / "ansible_collections" / "pullproof" / "registry"
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.exists():
        link.symlink_to(ROOT, target_is_directory=True)


_link_checkout()
sys.path.insert(0, str(COLLECTIONS))
