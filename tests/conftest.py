# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures and settings for all tests. Makes the checkout importable as a collection, with or without Ansible."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.lab.windows.module_docs import module_options
from tests.lab.windows.simulator.connection.documentation import Documentation

ROOT = Path(__file__).resolve().parents[1]
COLLECTIONS = ROOT / ".ansible" / "collections"


def _link_checkout() -> None:
    """Make the link that `./dev` makes, for tests that are run without it."""
    link = COLLECTIONS / "ansible_collections" / "pullproof" / "registry"
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.exists():
        link.symlink_to(ROOT, target_is_directory=True)


_link_checkout()
sys.path.insert(0, str(COLLECTIONS))

# How long an example takes depends on the load of the machine, not on the code.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def windows_documentation(tmp_path_factory: pytest.TempPathFactory) -> Documentation:
    """The options of the stock Windows modules, from ansible-doc."""
    path = tmp_path_factory.mktemp("windows") / "documentation.json"
    path.write_text(json.dumps(module_options()))
    return Documentation(path)
