# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""win_regedit and win_reg_stat behave as on Windows."""

from __future__ import annotations

import pytest

from tests.lab.tests.windows.conftest import CallModule
from tests.lab.windows.simulator.machine import ModuleFailureError

KEY = r"HKLM:\SYSTEM\CurrentControlSet\Services\rke2"


def environment(module: CallModule, data: list[str], check: bool = False) -> bool:
    result = module("win_regedit", check, path=KEY, name="Environment", type="multistring", data=data)
    return bool(result["changed"])


def test_letter_case_alone_does_not_change_a_list(module: CallModule) -> None:
    assert environment(module, ["HTTP_PROXY=http://u:Secret@p"]) is True
    assert environment(module, ["HTTP_PROXY=http://u:sECRET@p"]) is False
    assert module("win_reg_stat", path=KEY, name="environment")["value"] == ["HTTP_PROXY=http://u:Secret@p"]


def test_another_order_changes_a_list(module: CallModule) -> None:
    environment(module, ["A=1", "B=2"])
    assert environment(module, ["B=2", "A=1"]) is True


def test_a_list_is_replaced_as_a_whole(module: CallModule) -> None:
    environment(module, ["A=1", "FOREIGN=2"])
    environment(module, ["A=1"])
    assert module("win_reg_stat", path=KEY, name="Environment")["value"] == ["A=1"]


def test_letter_case_changes_a_text(module: CallModule) -> None:
    module("win_regedit", path=KEY, name="Text", data="a")
    assert module("win_regedit", path=KEY, name="Text", data="A")["changed"] is True


def test_another_type_changes_a_value(module: CallModule) -> None:
    module("win_regedit", path=KEY, name="Number", data="4")
    assert module("win_regedit", path=KEY, name="Number", data="4", type="dword")["changed"] is True
    assert module("win_reg_stat", path=KEY, name="Number")["value"] == 4


def test_check_mode_changes_nothing(module: CallModule) -> None:
    assert environment(module, ["A=1"], check=True) is True
    assert module("win_reg_stat", path=KEY, name="Environment")["exists"] is False


def test_all_values_of_a_key_are_told_at_once(module: CallModule) -> None:
    environment(module, ["A=1"])
    stat = module("win_reg_stat", path=KEY)
    assert stat["properties"]["Environment"]["type"] == "REG_MULTI_SZ"
    below = module("win_reg_stat", path=r"HKLM:\SYSTEM\CurrentControlSet\Services")
    assert below["exists"] is False or "rke2" in below["sub_keys"]


def test_a_value_goes_and_then_a_key_with_all_below_it(module: CallModule) -> None:
    environment(module, ["A=1"])
    module("win_regedit", path=rf"{KEY}\Below", name="x", data="y")
    assert module("win_regedit", path=KEY, name="Environment", state="absent")["changed"] is True
    assert module("win_regedit", path=KEY, name="Environment", state="absent")["changed"] is False
    assert module("win_regedit", path=KEY, state="absent")["changed"] is True
    assert module("win_reg_stat", path=rf"{KEY}\Below")["exists"] is False


@pytest.mark.parametrize("path", [r"HKLM\SYSTEM", r"HKEY_LOCAL_MACHINE:\SYSTEM"])
def test_a_key_is_named_as_powershell_names_it(module: CallModule, path: str) -> None:
    with pytest.raises(ModuleFailureError, match="not a valid powershell path"):
        module("win_reg_stat", path=path)
