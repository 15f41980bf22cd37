# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the checkout importable as the collection it is, with or without Ansible installed; what more folders need."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.lab.windows.module_docs import module_options
from tests.lab.windows.simulator.documentation import Documentation

ROOT = Path(__file__).resolve().parents[2]
COLLECTIONS = ROOT / ".ansible" / "collections"


def _link_checkout() -> None:
    """`./dev` makes the same link; this serves those who start pytest themselves."""
    link = COLLECTIONS / "ansible_collections" / "pullproof" / "registry"
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.exists():
        link.symlink_to(ROOT, target_is_directory=True)


_link_checkout()
sys.path.insert(0, str(COLLECTIONS))


@pytest.fixture(scope="session")
def windows_documentation(tmp_path_factory: pytest.TempPathFactory) -> Documentation:
    """The options of the stock modules, by ansible-doc."""
    path = tmp_path_factory.mktemp("windows") / "documentation.json"
    path.write_text(json.dumps(module_options()))
    return Documentation(path)
