# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates as servers send them, sound or not."""

from __future__ import annotations

import base64
import random
import warnings

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.chain import (
    Certificate,
    read_chain,
    why_intermediate,
)
from cryptography.hazmat.primitives import serialization

from tests.lab.model import pki

PAIR = pki.new_server(pki.new_root("root"), pki.regular("registry.lab"))
DER = PAIR.certificate.public_bytes(serialization.Encoding.DER)


def read(der: bytes) -> tuple[Certificate, ...]:
    return read_chain([base64.b64encode(der).decode()])


def test_a_sound_certificate_is_read() -> None:
    (found,) = read(DER)
    assert "registry.lab" in found.names


def test_certificates_that_are_broken_anywhere_are_passed_over_and_nothing_warns() -> None:
    chance = random.Random(1)
    (sound,) = read(DER)
    found = 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _round in range(3000):
            broken = bytearray(DER)
            broken[chance.randrange(len(DER))] = chance.randrange(256)
            for one in read(bytes(broken)):
                found += 1
                assert isinstance(why_intermediate(one, (sound,)), str)
    assert 0 < found < 3000


def test_a_certificate_of_an_unknown_version_is_none() -> None:
    version = DER.index(bytes.fromhex("a003020102")) + 4
    assert read(DER[:version] + b"\x29" + DER[version + 1 :]) == ()


@pytest.mark.parametrize("encoded", [None, 1, "text", [None], [1], ["!!"], ["\u00e9"], [""], {"a": 1}])
def test_what_is_no_list_of_certificates_is_none(encoded: object) -> None:
    assert read_chain(encoded) == ()
