# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The version of the collection."""

from __future__ import annotations

import json
from pathlib import Path

import yaml
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.collection_version import collection_version

GALAXY = Path(__file__).parents[5] / "galaxy.yml"


def test_a_checkout_has_the_version_of_its_galaxy_file() -> None:
    assert collection_version() == yaml.safe_load(GALAXY.read_text(encoding="utf-8"))["version"]


def test_an_installed_collection_has_that_of_its_manifest(tmp_path: Path) -> None:
    assert collection_version(tmp_path) == ""
    (tmp_path / "MANIFEST.json").write_text(json.dumps({"collection_info": {"version": "9.8.7"}}), encoding="utf-8")
    assert collection_version(tmp_path) == "9.8.7"
