# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Registry and certificate stores of Wine are changed with the operations of the helper."""

from __future__ import annotations

import base64
import ssl
from typing import Any

import pytest

from tests.lab.model import pki
from tests.lab.windows.simulator.system.certificate_stores import thumbprint
from tests.lab.windows.simulator.system.registry import Key, Value
from tests.lab.windows.simulator.wine.certificate_stores import WineStores
from tests.lab.windows.simulator.wine.registry import WineRegistry
from tests.lab.windows.simulator.wine.winapi import WinApi

KEY = r"HKLM\SYSTEM\CurrentControlSet\Services\rke2"
CA = pki.pem(pki.new_root("a root").certificate).decode()
DER = base64.b64encode(ssl.PEM_cert_to_DER_cert(CA)).decode()


class Recorder(WinApi):
    """Records operations, and answers each with the same result."""

    def __init__(self, **result: Any) -> None:
        super().__init__()
        self.result, self.operations = {"error": "", **result}, list[dict[str, Any]]()

    def run(self, *operations: dict[str, Any]) -> list[dict[str, Any]]:
        self.operations += operations
        return [self.result for _operation in operations]


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ({"type": "multistring", "data": ["A=1", "B=2"]}, Value("multistring", ["A=1", "B=2"])),
        ({"type": "dword", "data": 4}, Value("dword", 4)),
        ({"type": "binary", "data": "AQI="}, Value("binary", "0102")),
        ({"type": "none", "data": None}, Value("none", None)),
    ],
)
def test_a_value_is_read(raw: dict[str, Any], value: Value) -> None:
    api = Recorder(exists=True, values={"Name": raw}, keys=["Parameters"])
    assert WineRegistry(api).key(KEY) == Key({"Name": value}, ("Parameters",))
    assert api.operations == [{"do": "registry-get", "key": KEY}]


def test_a_key_that_does_not_exist() -> None:
    assert WineRegistry(Recorder(exists=False, values={}, keys=[])).key(KEY) is None


@pytest.mark.parametrize(
    ("value", "data"), [(Value("string", "text"), "text"), (Value("binary", "0102"), "AQI="), (Value("dword", 4), 4)]
)
def test_a_value_is_set(value: Value, data: object) -> None:
    api = Recorder()
    WineRegistry(api).set_value(KEY, "Name", value)
    assert api.operations == [{"do": "registry-set", "key": KEY, "name": "Name", "type": value.kind, "data": data}]


def test_keys_and_values_are_made_and_removed() -> None:
    api = Recorder()
    registry = WineRegistry(api)
    registry.make_key(KEY)
    registry.delete_value(KEY, "Name")
    registry.delete_key(KEY)
    assert [(one["do"], one.get("name")) for one in api.operations] == [
        ("registry-set", None),
        ("registry-delete", "Name"),
        ("registry-delete", None),
    ]


def test_certificates_are_listed() -> None:
    found = {"thumbprint": thumbprint(CA), "subject": "CN=a root", "der": DER}
    assert WineStores(Recorder(certificates=[found])).certificates("CA") == {thumbprint(CA): CA}


def test_certificates_are_added_and_removed() -> None:
    api = Recorder()
    stores = WineStores(api)
    stores.add("Root", CA)
    stores.remove("Root", thumbprint(CA))
    assert api.operations == [
        {"do": "certificate-add", "store": "Root", "der": DER},
        {"do": "certificate-remove", "store": "Root", "thumbprint": thumbprint(CA)},
    ]
