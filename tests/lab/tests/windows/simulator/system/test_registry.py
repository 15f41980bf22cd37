# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registry of a node without Wine has keys, values and certificate stores as on Windows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lab.windows.simulator.system.registry import Key, StateRegistry, Value, keys_below
from tests.lab.windows.simulator.system.state import State

SERVICES = r"HKLM\SYSTEM\CurrentControlSet\Services"


@pytest.fixture
def registry(tmp_path: Path) -> StateRegistry:
    return StateRegistry(State(tmp_path / "state.json"))


def test_letter_case_does_not_count(registry: StateRegistry) -> None:
    registry.set_value(rf"{SERVICES}\rke2", "Environment", Value("multistring", ["A=1"]))
    found = registry.key(rf"{SERVICES}\RKE2".lower())
    assert found is not None
    assert found.value("ENVIRONMENT") == Value("multistring", ["A=1"])
    assert found.name("environment") == "Environment"


def test_a_key_exists_if_there_is_one_below_it(registry: StateRegistry) -> None:
    registry.make_key(rf"{SERVICES}\rke2\Parameters")
    assert registry.key(SERVICES) == Key(subkeys=("rke2",))
    assert registry.key(rf"{SERVICES}\docker") is None


def test_a_key_is_removed_with_all_below_it_and_no_other(registry: StateRegistry) -> None:
    for name in ("rke2", r"rke2\Parameters", "rke2-other"):
        registry.make_key(rf"{SERVICES}\{name}")
    registry.delete_key(rf"{SERVICES}\rke2")
    assert registry.key(SERVICES) == Key(subkeys=("rke2-other",))


def test_a_value_is_removed_once(registry: StateRegistry) -> None:
    registry.set_value(SERVICES, "Environment", Value("string", "x"))
    for _time in range(2):
        registry.delete_value(SERVICES, "environment")
    assert registry.key(SERVICES) == Key()


def test_all_keys_below_one_are_found(registry: StateRegistry) -> None:
    registry.make_key(rf"{SERVICES}\rke2\Parameters")
    found = [path.lower().removeprefix(SERVICES.lower()) for path, _key in keys_below(registry, SERVICES)]
    assert found == ["", "\\rke2", "\\rke2\\parameters"]


def test_certificates_are_keys(tmp_path: Path, registry: StateRegistry) -> None:
    with State(tmp_path / "state.json").changing() as state:
        state["stores"]["Root"] = {"AB12": "a certificate"}
    found = registry.key(r"HKLM\SOFTWARE\Microsoft\SystemCertificates\Root\Certificates")
    assert found == Key(subkeys=("ab12",))
