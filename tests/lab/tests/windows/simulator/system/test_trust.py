# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The root store is what real programs trust."""

from __future__ import annotations

from pathlib import Path

from tests.lab.windows.simulator.system import trust
from tests.lab.windows.simulator.system.state import State


def test_roots_join_what_the_image_trusts_and_intermediates_do_not(tmp_path: Path) -> None:
    bundle, pristine = tmp_path / "bundle.crt", tmp_path / "pristine.crt"
    bundle.write_text("public\n")
    state = State(tmp_path / "state.json")
    with state.changing() as changing:
        changing["stores"].update({"Root": {"BB": "second\n", "AA": "first\n"}, "CA": {"CC": "intermediate\n"}})
    trust.refresh(state, bundle, pristine)
    assert bundle.read_text() == "public\nfirst\nsecond\n"


def test_a_root_that_goes_is_trusted_no_more(tmp_path: Path) -> None:
    bundle, pristine = tmp_path / "bundle.crt", tmp_path / "pristine.crt"
    bundle.write_text("public\n")
    state = State(tmp_path / "state.json")
    with state.changing() as changing:
        changing["stores"]["Root"] = {"AA": "first\n"}
    trust.refresh(state, bundle, pristine)
    with state.changing() as changing:
        del changing["stores"]["Root"]["AA"]
    trust.refresh(state, bundle, pristine)
    assert bundle.read_text() == "public\n"
