# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What more folders need."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, settings

from tests.lab.windows.module_docs import module_options
from tests.lab.windows.simulator.documentation import Documentation

# How long an example takes says more of the machine, which may be busy, than of the code.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def windows_documentation(tmp_path_factory: pytest.TempPathFactory) -> Documentation:
    """The options of the stock modules, by ansible-doc."""
    path = tmp_path_factory.mktemp("windows") / "documentation.json"
    path.write_text(json.dumps(module_options()))
    return Documentation(path)
