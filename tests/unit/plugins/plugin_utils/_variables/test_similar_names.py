# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One function suggests names, and each caller only has its own limit of similarity."""

from __future__ import annotations

from pathlib import Path

from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.similar_names import ALIKE, close_name

PLUGINS = Path(__file__).parents[5] / "plugins"


def test_the_closest_name_is_suggested() -> None:
    assert close_name("rke-agent", {"rke2-server": 1, "rke2-agent": 2}) == "rke2-agent"
    assert close_name("docker", iter(["podman"])) == ""


def test_a_higher_limit_excludes_names_that_differ_in_a_word() -> None:
    known = ("registries_mirrors", "registries_configs")
    assert close_name("registries_mirors", known, ALIKE) == "registries_mirrors"
    assert close_name("registries_runtime", known) == "registries_configs"
    assert close_name("registries_runtime", known, ALIKE) == ""


def test_no_other_place_compares_names_itself() -> None:
    assert [path.name for path in sorted(PLUGINS.rglob("*.py")) if "get_close_matches" in path.read_text()] == [
        "similar_names.py"
    ]
