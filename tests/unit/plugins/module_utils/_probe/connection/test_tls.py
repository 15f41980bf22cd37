# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Handshakes with real certificates: right ones, and each way in which one can be wrong."""

from __future__ import annotations

import base64
import datetime
import socket
import ssl
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Stage, Trust
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.lab.model import pki
from tests.lab.model.pki import Oddity
from tests.servers.probing import fault_at, probe_of_url, states
from tests.servers.raw import NamedNetwork, answers, raw_server, silent_server
from tests.servers.registry import Registry
from tests.servers.web import server_context, web_server

NAME = "r.example"
NOW, DAY = datetime.datetime.now(datetime.UTC), datetime.timedelta(days=1)
NETWORK = NamedNetwork({NAME: ["127.0.0.1"]})
SOON = NOW.replace(microsecond=0) + 3 * DAY
ROOT = pki.new_root("root")
INTERMEDIATE = pki.new_intermediate(ROOT, "intermediate")


def trusting(*pairs: pki.Pair) -> Trust:
    text = b"".join(pki.pem(pair.certificate) for pair in pairs).decode()
    return Trust(ca_text=text, system_roots=False)


def fault_of(folder: Path, pair: pki.Pair, trust: Trust, host: str = NAME) -> Stage:
    with web_server(Registry(), server_context(folder, pair)) as web:
        return fault_at(f"https://{host}:{web.port}/v2", NETWORK, trust=trust)


def end_of(folder: Path, pair: pki.Pair, trust: Trust | None = None) -> tuple[object, ...]:
    with web_server(Registry(), server_context(folder, pair)) as web:
        probe = probe_of_url(f"https://{NAME}:{web.port}/v2", NETWORK, trust=trust or trusting(ROOT))
    assert probe.stages[3].state == "passed"
    return tuple(probe.stages[3].facts.get(name) for name in ("ends", "ends_subject", "ends_issues"))


def der(pair: pki.Pair) -> str:
    return base64.b64encode(pair.certificate.public_bytes(Encoding.DER)).decode()


def test_a_good_certificate_passes_and_its_end_is_told(tmp_path: Path) -> None:
    with web_server(Registry(), server_context(tmp_path, pki.new_server(ROOT, pki.regular(NAME)))) as web:
        probe = probe_of_url(f"https://{NAME}:{web.port}/v2", NETWORK, trust=trusting(ROOT))
    assert set(states(probe).values()) == {"passed", "skipped"}
    facts = probe.stages[3].facts
    assert facts["version"] == "TLSv1.3"
    assert facts["expires"].endswith("GMT")


def test_the_end_of_a_certificate_is_reported_with_its_subject(tmp_path: Path) -> None:
    pair = pki.new_server(INTERMEDIATE, pki.Request(NAME, (NAME,), NOW - DAY, SOON))
    assert end_of(tmp_path, pair) == (SOON.timestamp(), f"CN={NAME},O=pullproof lab", False)


@pytest.mark.skipif(sys.version_info < (3, 10), reason="earlier versions only have the certificate of the server")
def test_the_certificate_that_ends_first_can_be_that_of_a_ca(tmp_path: Path) -> None:
    short = pki.new_intermediate(ROOT, "short", SOON)
    found = end_of(tmp_path, pki.new_server(short, pki.regular(NAME)))
    assert found == (SOON.timestamp(), "CN=short,O=pullproof lab", True)


def test_a_certificate_that_was_not_verified_has_no_end(tmp_path: Path) -> None:
    pair = pki.new_server(ROOT, pki.Request(NAME, (NAME,), NOW - DAY, NOW + DAY))
    assert end_of(tmp_path, pair, Trust(skip_verify=True)) == (None, None, None)


def test_an_unknown_authority_is_named_with_the_chain_as_it_is_sent(tmp_path: Path) -> None:
    pair = pki.new_server(INTERMEDIATE, pki.regular(NAME))
    fault = fault_of(tmp_path, pair, trusting(pki.new_root("another")))
    assert (fault.name, fault.fault) == ("tls", "tls_untrusted")
    assert (fault.facts["chain"], fault.facts["chain_whole"]) == ([der(pair), der(INTERMEDIATE)], True)
    assert "unable to get local issuer certificate" in fault.facts["verify"]
    assert abs(fault.facts["node_time"] - time.time()) < 10


def test_a_missing_intermediate_is_untrusted_and_the_chain_shows_why(tmp_path: Path) -> None:
    pair = replace(pki.new_server(INTERMEDIATE, pki.regular(NAME)), intermediates=())
    fault = fault_of(tmp_path, pair, trusting(ROOT))
    assert (fault.fault, fault.facts["chain"]) == ("tls_untrusted", [der(pair)])


def test_the_intermediate_alone_is_an_anchor_as_it_is_for_go(tmp_path: Path) -> None:
    pair = replace(pki.new_server(INTERMEDIATE, pki.regular(NAME)), intermediates=())
    with web_server(Registry(), server_context(tmp_path, pair)) as web:
        probe = probe_of_url(f"https://{NAME}:{web.port}/v2", NETWORK, trust=trusting(INTERMEDIATE))
    assert probe.fault is None


@pytest.mark.parametrize(
    ("oddity", "name"),
    [
        (Oddity.EXPIRED, "tls_expired"),
        (Oddity.NOT_YET_VALID, "tls_not_yet_valid"),
        (Oddity.WRONG_NAME, "tls_name"),
        # No common-name fallback: Go has none.
        (Oddity.NO_SAN, "tls_name"),
    ],
)
def test_one_thing_wrong_with_a_certificate(tmp_path: Path, oddity: Oddity, name: str) -> None:
    pair = pki.new_server(ROOT, pki.odd(NAME, oddity))
    fault = fault_of(tmp_path, pair, trusting(ROOT))
    assert (fault.name, fault.fault) == ("tls", name)
    assert fault.facts["chain"][0] == der(pair)


def test_an_address_has_to_be_in_the_certificate_as_an_address(tmp_path: Path) -> None:
    pair = pki.new_server(ROOT, pki.regular("127.0.0.1"))
    assert fault_of(tmp_path, pair, trusting(ROOT), "127.0.0.1").fault == "tls_name"


def test_without_verification_anything_passes(tmp_path: Path) -> None:
    pair = pki.new_server(ROOT, pki.odd(NAME, Oddity.EXPIRED))
    with web_server(Registry(), server_context(tmp_path, pair)) as web:
        probe = probe_of_url(f"https://{NAME}:{web.port}/v2", NETWORK, trust=Trust(skip_verify=True))
    assert probe.fault is None
    assert "not verified" in probe.stages[3].observed


def test_a_server_of_plain_http_is_told_from_one_with_bad_tls() -> None:
    with web_server(Registry()) as web:
        fault = fault_at(f"https://127.0.0.1:{web.port}/v2")
    assert (fault.name, fault.fault) == ("tls", "tls_plain_http")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "tls_plain_http"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "not_a_registry"),
        (b"\x15\x03\x01\x00\x02\x02\x28", "tls_handshake"),
    ],
)
def test_what_is_no_tls(said: bytes, name: str) -> None:
    with raw_server(answers(said)) as port:
        assert fault_at(f"https://127.0.0.1:{port}/v2").fault == name


def test_a_server_that_hangs_up_on_tls_but_answers_http() -> None:
    def serve(connection: socket.socket) -> None:
        if connection.recv(3) == b"GET":
            connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n")

    with raw_server(serve) as port:
        assert fault_at(f"https://127.0.0.1:{port}/v2").fault == "tls_plain_http"


def test_a_server_that_hangs_up_on_everything() -> None:
    with raw_server(answers(b"")) as port:
        fault = fault_at(f"https://127.0.0.1:{port}/v2")
    assert fault.fault == "tls_handshake"
    assert "closes the connection" in fault.observed
    assert fault.facts["received"] is False


def test_a_server_that_takes_the_connection_and_says_nothing() -> None:
    with silent_server() as port:
        fault = fault_at(f"https://127.0.0.1:{port}/v2")
    assert (fault.name, fault.fault) == ("tls", "timeout")


def test_a_server_with_tls_that_is_too_old(tmp_path: Path) -> None:
    pair = pki.new_server(ROOT, pki.regular(NAME))
    context = server_context(tmp_path, pair)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="deprecated"):
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with web_server(Registry(), context) as web:
        fault = fault_at(f"https://{NAME}:{web.port}/v2", NETWORK, trust=trusting(ROOT))
    assert fault.fault == "tls_handshake"


@pytest.fixture(scope="module")
def client() -> tuple[str, str]:
    """A client's certificate and key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "client")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(NOW - DAY).not_valid_after(NOW + DAY)
    certificate = builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    return certificate.decode(), key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def wanting(folder: Path, client_certificate: str, version: ssl.TLSVersion) -> ssl.SSLContext:
    context = server_context(folder, pki.new_server(ROOT, pki.regular(NAME)), version=version)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=client_certificate)
    return context


VERSIONS = pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])


@VERSIONS
def test_a_server_that_wants_a_clients_certificate(
    tmp_path: Path, version: ssl.TLSVersion, client: tuple[str, str]
) -> None:
    with web_server(Registry(), wanting(tmp_path, client[0], version)) as web:
        url = f"https://{NAME}:{web.port}/v2"
        fault = fault_at(url, NETWORK, trust=trusting(ROOT))
        shown = replace(trusting(ROOT), client_text="".join(client))
        probe = probe_of_url(url, NETWORK, trust=shown)
    assert (fault.name, fault.fault) == ("tls", "tls_client_cert")
    assert probe.fault is None


@VERSIONS
def test_a_clients_certificate_that_the_server_does_not_trust(tmp_path: Path, version: ssl.TLSVersion) -> None:
    pair = pki.new_server(ROOT, pki.regular("client"))
    shown = replace(trusting(ROOT), client_text=(pair.chain_pem + pair.key_pem).decode())
    other = pki.pem(pki.new_root("another").certificate).decode()
    with web_server(Registry(), wanting(tmp_path, other, version)) as web:
        fault = fault_at(f"https://{NAME}:{web.port}/v2", NETWORK, trust=shown)
    assert (fault.name, fault.fault) == ("tls", "tls_client_cert")


def test_a_clients_certificate_in_files_is_shown(tmp_path: Path, client: tuple[str, str]) -> None:
    certificate, key = tmp_path / "client.crt", tmp_path / "client.key"
    certificate.write_text(client[0])
    key.write_text(client[1])
    with web_server(Registry(), wanting(tmp_path, client[0], ssl.TLSVersion.TLSv1_3)) as web:
        url = f"https://{NAME}:{web.port}/v2"
        trust = replace(trusting(ROOT), client_cert=str(certificate), client_key=str(key))
        mixed = replace(trusting(ROOT), client_cert=str(certificate), client_text=client[1])
        probes = [probe_of_url(url, NETWORK, trust=one) for one in (trust, mixed)]
        fault = fault_at(url, NETWORK, trust=replace(trust, client_key=str(tmp_path / "none")))
    assert [probe.fault for probe in probes] == [None, None]
    assert (fault.name, fault.fault) == ("tls", "tls_client_cert")
    assert "can't be used" in fault.observed


def test_a_file_of_authorities_that_is_not_there(tmp_path: Path) -> None:
    pair = pki.new_server(ROOT, pki.regular(NAME))
    fault = fault_of(tmp_path, pair, Trust(ca_files=[str(tmp_path / "no-ca.crt")]))
    assert (fault.fault, fault.facts["ca_file"]) == ("tls_untrusted", str(tmp_path / "no-ca.crt"))
