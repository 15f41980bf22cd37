# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The key of a service is told apart from the rest of Wine's registry."""

from __future__ import annotations

from tests.stages.leaks.search.hive import HIVE, SERVICE, places_in

OTHER = b'[System\\\\ControlSet001\\\\Services\\\\rke2-other] 1796127298\n"Environment"=str(7):"A=other\\0"\n\n'
OWN = b'[System\\\\ControlSet001\\\\Services\\\\rke2] 1796127298\n"Environment"=str(7):"A=[own]\\0"\n'


def test_the_key_of_the_service_is_a_place_of_its_own() -> None:
    assert dict(places_in(HIVE, OTHER + OWN + b"\n" + OTHER)) == {SERVICE: OWN + b"\n", HIVE: OTHER + OTHER}


def test_the_key_may_be_the_last() -> None:
    assert dict(places_in(HIVE, OTHER + OWN)) == {SERVICE: OWN, HIVE: OTHER}


def test_without_the_key_its_place_is_empty() -> None:
    assert dict(places_in(HIVE, OTHER)) == {SERVICE: b"", HIVE: OTHER}


def test_any_other_file_is_one_place() -> None:
    assert dict(places_in("/etc/system.reg", OWN)) == {"/etc/system.reg": OWN}
