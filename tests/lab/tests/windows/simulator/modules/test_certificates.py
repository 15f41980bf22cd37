# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""win_certificate_store and win_certificate_info behave as on Windows."""

from __future__ import annotations

import hashlib
import ssl

import pytest

from tests.lab.model import pki
from tests.lab.tests.windows.conftest import CallModule
from tests.lab.windows.simulator.machine import Machine, ModuleFailureError

FILE = "C:\\Windows\\Temp\\ca.pem"
FIRST, SECOND = (pki.pem(pki.new_root(name).certificate).decode() for name in ("first", "second"))


def thumbprint(pem: str) -> str:
    return hashlib.sha1(ssl.PEM_cert_to_DER_cert(pem)).hexdigest().upper()


def put(machine: Machine, text: str) -> None:
    machine.files.at(FILE).write_text(text)


def test_only_the_first_certificate_of_a_bundle_is_imported(machine: Machine, module: CallModule) -> None:
    put(machine, FIRST + SECOND)
    result = module("win_certificate_store", path=FILE, store_name="Root")
    assert result == {"changed": True, "thumbprints": [thumbprint(FIRST)]}
    assert module("win_certificate_info", store_name="Root", thumbprint=thumbprint(FIRST))["exists"] is True
    assert module("win_certificate_info", store_name="Root", thumbprint=thumbprint(SECOND))["exists"] is False


def test_a_certificate_that_is_there_changes_nothing(machine: Machine, module: CallModule) -> None:
    put(machine, FIRST)
    module("win_certificate_store", path=FILE, store_name="Root")
    assert module("win_certificate_store", path=FILE, store_name="Root")["changed"] is False


@pytest.mark.parametrize("check", [False, True])
def test_the_file_has_to_exist_in_check_mode_too(module: CallModule, check: bool) -> None:
    with pytest.raises(ModuleFailureError, match="either does not exist or is not a file"):
        module("win_certificate_store", check, path=FILE, store_name="Root")


def test_check_mode_imports_nothing(machine: Machine, module: CallModule) -> None:
    put(machine, FIRST)
    assert module("win_certificate_store", True, path=FILE, store_name="Root")["changed"] is True
    assert module("win_certificate_info", store_name="Root")["exists"] is False


def test_a_key_before_the_certificate_can_not_be_loaded(machine: Machine, module: CallModule) -> None:
    put(machine, pki.new_root("keyed").key_pem.decode() + FIRST)
    with pytest.raises(ModuleFailureError, match="Failed to load cert from file"):
        module("win_certificate_store", path=FILE, store_name="Root")


def test_both_names_of_the_store_of_intermediates_mean_the_same(machine: Machine, module: CallModule) -> None:
    put(machine, FIRST)
    module("win_certificate_store", path=FILE, store_name="CertificateAuthority")
    assert module("win_certificate_info", store_name="CA")["exists"] is True


def test_a_certificate_goes_by_its_thumbprint(machine: Machine, module: CallModule) -> None:
    put(machine, FIRST)
    module("win_certificate_store", path=FILE, store_name="Root")
    arguments = {"thumbprint": thumbprint(FIRST), "store_name": "Root", "state": "absent"}
    assert module("win_certificate_store", **arguments)["changed"] is True
    assert module("win_certificate_store", **arguments)["changed"] is False


def test_a_store_is_changed_once(machine: Machine, module: CallModule, monkeypatch: pytest.MonkeyPatch) -> None:
    added: list[str] = []
    add = machine.stores.add

    def count(store: str, pem: str) -> None:
        added.append(store)
        add(store, pem)

    monkeypatch.setattr(machine.stores, "add", count)
    put(machine, FIRST)
    for check in (True, False, False):
        module("win_certificate_store", check, path=FILE, store_name="Root")
    assert added == ["Root"]
