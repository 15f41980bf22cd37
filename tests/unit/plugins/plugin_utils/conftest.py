# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates made on the spot, and a simulated Windows node."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.lab.windows.simulator.connection.documentation import Documentation
from tests.lab.windows.simulator.machine import without_node
from tests.lab.windows.simulator.system.files import Files
from tests.lab.windows.simulator.system.state import State
from tests.unit.plugins.plugin_utils.simulated_windows_node import SimulatedWindowsNode

NOW = datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)

MakeCertificate = Callable[..., str]


@pytest.fixture(scope="session")
def make_certificate() -> MakeCertificate:
    """A certificate as PEM, self-signed unless an `issuer` is named; `begins` and `ends` are days from `NOW`, `ca` None
    leaves basic constraints out.
    """

    def make(name: str, begins: int = -1, ends: int = 365, ca: bool | None = True, issuer: str = "") -> str:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        above = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer or name)])
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(above).public_key(key.public_key())
        builder = builder.serial_number(1).not_valid_before(NOW + begins * DAY).not_valid_after(NOW + ends * DAY)
        if ca is not None:
            builder = builder.add_extension(x509.BasicConstraints(ca, None), critical=True)
        return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()

    return make


@pytest.fixture(scope="session")
def private_key() -> str:
    """A private key as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.fixture
def node(tmp_path: Path, windows_documentation: Documentation) -> SimulatedWindowsNode:
    """A simulated Windows node with RKE2 as a service, and nothing managed."""
    state = State(tmp_path / "state.json")
    with state.changing() as changing:
        changing["host"].update(build=17763, rke2_version="v1.36.2+rke2r1")
        changing["services"]["rke2"] = {
            "start_mode": "auto",
            "state": "started",
            "path": r"C:\usr\local\bin\rke2.exe agent service",
            "username": "LocalSystem",
        }
        changing["registry"][r"hklm\system\currentcontrolset\services\rke2"] = {}
    node = SimulatedWindowsNode(without_node(Files(tmp_path / "C"), state), windows_documentation)
    node.put(r"C:\usr\local\bin\rke2.exe", "")
    return node
