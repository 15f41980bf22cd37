# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chains of certificates, as a server sends them, to the code and the words of a cause."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Probe, Stage
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.causes.cause import Cause
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.diagnose import diagnose
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Evidence, NodeState
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Endpoint, Route, View
from ansible_collections.pullproof.registry.tests.unit.plugins.plugin_utils.evidence_cases import probe
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
DAY = timedelta(days=1)
URL = "https://registry.lab:5000/v2"


@dataclass(frozen=True)
class Pair:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> str:
        return base64.b64encode(self.certificate.public_bytes(Encoding.DER)).decode()

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()


@dataclass(frozen=True)
class Wish:
    name: str
    issuer: Pair | None = None
    names: tuple[str, ...] = ("registry.lab",)
    begins: datetime = NOW - DAY
    ends: datetime = NOW + DAY
    extensions: tuple[x509.ExtensionType, ...] = field(default=())


def made(wish: Wish) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(wish.name)
    issuer = wish.issuer.certificate.subject if wish.issuer else subject
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(wish.begins).not_valid_after(wish.ends)
    if wish.names:
        names = x509.SubjectAlternativeName([x509.DNSName(name) for name in wish.names])
        builder = builder.add_extension(names, critical=False)
    for extension in wish.extensions:
        builder = builder.add_extension(extension, critical=False)
    return Pair(builder.sign(wish.issuer.key if wish.issuer else key, hashes.SHA256()), key)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


ROOT = made(Wish("corp-root"))
AUTHORITY = x509.BasicConstraints(ca=True, path_length=None)
MIDDLE = made(Wish("corp-two", ROOT, extensions=(AUTHORITY,)))
LEAF = made(Wish("registry.lab", ROOT))
BELOW = made(Wish("registry.lab", MIDDLE))


def cause(fault: str, chain: Sequence[Pair], facts: dict[str, Any] | None = None, **changes: Any) -> Cause:
    details = {"chain": [pair.der for pair in chain], "node_time": int(NOW.timestamp()), **(facts or {})}
    seen = probe("tls", fault, "OpenSSL's words", details)
    return judged(seen, **changes)


def judged(seen: Probe, **changes: Any) -> Cause:
    route = changes.pop("route", Route())
    evidence = Evidence(
        "registry.lab:5000/team/app:1",
        PullOutcome("registry.lab:5000/team/app:1", "failed", "pull_failed"),
        View("containerd", (Endpoint(URL, "team/app", route=route),)),
        (seen,),
        now=NOW.timestamp(),
    )
    found = diagnose(replace(evidence, **changes)).cause
    assert found is not None
    return found


def test_the_unknown_ca_is_named() -> None:
    found = cause("tls_untrusted", [LEAF])
    assert (found.code, found.observed) == ("tls_unknown_ca", "signed by CN=corp-root, which the node does not trust")


def test_a_root_that_is_sent_along_is_the_unknown_ca_too() -> None:
    assert "CN=corp-root" in cause("tls_untrusted", [BELOW, MIDDLE, ROOT]).observed


def test_a_chain_in_disorder_is_followed_all_the_same() -> None:
    assert "signed by CN=corp-root" in cause("tls_untrusted", [BELOW, ROOT, MIDDLE]).observed


def test_a_self_signed_certificate_is_told_as_such() -> None:
    found = cause("tls_untrusted", [made(Wish("registry.lab"))])
    assert found.code == "tls_unknown_ca"
    assert "self-signed" in found.observed
    assert "allow_leaf" in found.fix


def test_a_ca_of_the_same_name_with_another_key_is_told_apart() -> None:
    older = made(Wish("corp-root"))
    assert "another key" in cause("tls_untrusted", [LEAF], anchors=(older.pem,)).observed


def test_a_ca_of_the_variables_that_the_node_has_not_is_told() -> None:
    found = cause("tls_untrusted", [LEAF], anchors=(ROOT.pem,))
    assert "not in the trust store of the node" in found.observed
    assert found.fix == "run the roles ca_trust and runtime"


def test_an_anchor_that_is_not_in_the_bundle_has_its_own_fix() -> None:
    found = cause("tls_untrusted", [LEAF], context=NodeState(anchors_missing=("corporate",)))
    assert "corporate" in found.observed
    assert "ca_trust" in found.fix


def test_a_ca_file_that_is_not_there_has_its_own_fix() -> None:
    found = cause("tls_untrusted", [], {"ca_file": "/etc/ca.pem"})
    assert (found.code, "ca_content" in found.fix) == ("tls_unknown_ca", True)


def test_an_intermediate_of_the_same_name_with_another_key_is_not_the_issuer() -> None:
    renewed = made(Wish("corp-two", ROOT, extensions=(AUTHORITY,)))
    found = cause("tls_untrusted", [BELOW, renewed], anchors=(ROOT.pem,))
    assert found.code == "tls_missing_intermediate"
    assert "signed by another CN=corp-two than the one that is sent" in found.observed


def test_an_issuer_that_is_no_authority_is_named() -> None:
    plain = made(Wish("corp-two", ROOT))
    found = cause("tls_untrusted", [made(Wish("registry.lab", plain)), plain], anchors=(ROOT.pem,))
    assert (found.code, "CN=corp-two, which signed" in found.observed) == ("tls_unknown_ca", True)
    assert "CA:TRUE" in found.fix


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (Wish("registry.lab", begins=NOW - 9 * DAY, ends=NOW - DAY), "tls_expired"),
        (Wish("registry.lab", begins=NOW + DAY, ends=NOW + 9 * DAY), "tls_not_yet_valid"),
        (Wish("registry.lab", names=("other.lab",)), "tls_name"),
        (Wish("registry.lab", names=()), "tls_no_san"),
        (Wish("registry.lab", names=("*.lab",)), "tls_unknown_ca"),
        (Wish("registry.lab", names=("REGISTRY.lab",)), "tls_unknown_ca"),
    ],
)
def test_of_several_faults_the_one_that_go_meets_first_is_named_and_the_other_told(wish: Wish, code: str) -> None:
    found = cause("tls_untrusted", [made(wish)])
    assert found.code == code
    assert "self-signed" in found.observed


def test_a_name_is_wrong_only_after_the_dates_are_right() -> None:
    found = cause("tls_name", [made(Wish("x", ROOT, names=("a.lab",), begins=NOW - 9 * DAY, ends=NOW - DAY))])
    assert (found.code, "besides, its names are a.lab" in found.observed) == ("tls_expired", True)


@pytest.mark.parametrize(
    ("verify_code", "word"), [(47, "registry.lab"), (25, "fewer"), (26, "serverAuth"), (68, "256")]
)
def test_what_openssl_says_exactly_has_its_own_fix(verify_code: int, word: str) -> None:
    found = cause("tls_handshake", [LEAF], {"verify_code": verify_code})
    assert (found.code, word in found.fix) == ("tls_handshake", True)


def test_a_proxy_on_the_way_may_be_who_signs() -> None:
    route = Route("http://proxy.lab:3128", "HTTPS_PROXY")
    assert "http://proxy.lab:3128" in cause("tls_untrusted", [LEAF], route=route).observed


@pytest.mark.parametrize(
    "extension",
    [
        pytest.param(
            x509.AuthorityKeyIdentifier(b"k", [x509.DirectoryName(_name("corp-root"))], 1), id="who issued its issuer"
        ),
        pytest.param(
            x509.AuthorityInformationAccess(
                [
                    x509.AccessDescription(
                        AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier("http://ca/two.crt")
                    )
                ]
            ),
            id="where to fetch its issuer",
        ),
    ],
)
def test_a_certificate_tells_that_its_issuer_is_an_intermediate(extension: x509.ExtensionType) -> None:
    leaf = made(Wish("registry.lab", MIDDLE, extensions=(extension,)))
    assert cause("tls_untrusted", [leaf]).code == "tls_missing_intermediate"


def test_where_the_node_saw_the_leaf_alone_nobody_guesses_whether_an_intermediate_is_missing() -> None:
    middle = made(Wish("Corp Issuing CA 3", ROOT))
    found = cause("tls_untrusted", [made(Wish("registry.lab", middle))], {"chain_whole": False})
    assert found.code == "tls_unknown_ca"
    assert "this node can't read the intermediates" in found.observed
    assert "CN=Corp Issuing CA 3" in found.observed
    assert "two possible causes" in found.fix


def test_near_miss_a_leaf_right_below_a_known_root_needs_no_intermediate_that_could_be_missing() -> None:
    found = cause("tls_untrusted", [LEAF], {"chain_whole": False}, anchors=(ROOT.pem,))
    assert (found.code, "not in the trust store of the node" in found.observed) == ("tls_unknown_ca", True)
    assert "self-signed" in cause("tls_untrusted", [ROOT], {"chain_whole": False}).observed


def test_an_issuer_that_calls_itself_intermediate_is_one() -> None:
    middle = made(Wish("Corp Issuing CA 3", ROOT))
    found = cause("tls_untrusted", [made(Wish("registry.lab", middle))])
    assert found.code == "tls_missing_intermediate"
    assert "CN=Corp Issuing CA 3" in found.observed


def test_an_intermediate_that_another_endpoint_sent_is_known() -> None:
    other = probe("tls", "tls_untrusted", "", {"chain": [made(Wish("b", MIDDLE)).der, MIDDLE.der]})
    view = View("containerd", (Endpoint(URL, "team/app"), Endpoint("https://other.lab/v2", "team/app")))
    first = probe("tls", "tls_untrusted", "", {"chain": [BELOW.der]})
    assert judged(first, view=view, probes=(first, other)).code == "tls_missing_intermediate"


def test_near_miss_without_any_sign_the_issuer_counts_as_an_unknown_ca() -> None:
    assert cause("tls_untrusted", [BELOW]).code == "tls_unknown_ca"


def test_near_miss_the_authority_key_names_the_issuer_itself() -> None:
    own = x509.AuthorityKeyIdentifier(b"k", [x509.DirectoryName(_name("corp-root"))], 1)
    assert cause("tls_untrusted", [made(Wish("registry.lab", ROOT, extensions=(own,)))]).code == "tls_unknown_ca"


def test_the_names_of_a_certificate_are_listed() -> None:
    found = cause("tls_name", [made(Wish("x", ROOT, names=("a.lab", "b.lab")))])
    assert (found.code, found.observed) == ("tls_name", "its names are a.lab, b.lab")


def test_the_address_that_was_asked_shows_where_the_name_leads_to_another_server() -> None:
    at = Stage("dns", "passed", facts={"addresses": ["192.0.2.4"]})
    tls = Stage("tls", "failed", "tls_name", "", 1, {"chain": [made(Wish("x", ROOT, names=("a.lab",))).der]})
    found = judged(Probe("id", (at, tls)))
    assert found.observed == "its names are a.lab; requested at 192.0.2.4"
    assert "correct the address of the name" in found.fix


def test_a_certificate_with_a_common_name_alone_has_its_own_code() -> None:
    found = cause("tls_name", [made(Wish("registry.lab", ROOT, names=()))])
    assert (found.code, "CN=registry.lab" in found.observed) == ("tls_no_san", True)


def test_the_certificate_that_expired_is_named_with_its_dates() -> None:
    middle = made(Wish("middle", ROOT, begins=NOW - 9 * DAY, ends=NOW - DAY))
    found = cause("tls_expired", [made(Wish("registry.lab", middle)), middle])
    assert found.code == "tls_expired"
    assert "CN=middle is valid from 2026-11-12 10:00 UTC to 2026-11-20 10:00 UTC" in found.observed


def test_where_all_that_was_sent_is_valid_a_ca_of_the_node_has_expired() -> None:
    found = cause("tls_expired", [LEAF])
    assert "the certificate of CN=corp-root on the node" in found.observed
    assert "ca_trust_certificates" in found.fix


LATER = Wish("registry.lab", ROOT, begins=NOW + DAY, ends=NOW + 9 * DAY)
EARLIER = Wish("registry.lab", ROOT, begins=NOW - 9 * DAY, ends=NOW - DAY)


@pytest.mark.parametrize(
    ("wish", "fault", "offset", "code"),
    [
        (LATER, "tls_not_yet_valid", -2 * 86400.0, "clock_skew"),
        (EARLIER, "tls_expired", 2 * 86400.0, "clock_skew"),
        # Near misses: the clock is right, off by too little, or off the other way.
        (LATER, "tls_not_yet_valid", 0.0, "tls_not_yet_valid"),
        (LATER, "tls_not_yet_valid", None, "tls_not_yet_valid"),
        (LATER, "tls_not_yet_valid", -3600.0, "tls_not_yet_valid"),
        (LATER, "tls_not_yet_valid", 2 * 86400.0, "tls_not_yet_valid"),
        (EARLIER, "tls_expired", None, "tls_expired"),
        (EARLIER, "tls_expired", 60 * 86400.0, "tls_expired"),
    ],
)
def test_a_clock_is_to_blame_only_if_the_right_time_would_mend_it(
    wish: Wish, fault: str, offset: float | None, code: str
) -> None:
    assert cause(fault, [made(wish)], context=NodeState(clock_offset=offset)).code == code


def test_the_controllers_clock_is_a_witness_too() -> None:
    behind = {"node_time": int((NOW - 3 * DAY).timestamp())}
    found = cause("tls_not_yet_valid", [made(Wish("registry.lab", ROOT, begins=NOW - DAY))], behind)
    assert found.code == "clock_skew"
    assert "3 days behind according to the controller's clock" in found.observed


@pytest.mark.parametrize("chain", [None, "x", ["", "!", "AAAA", 3], [LEAF.der[:-40]]])
@pytest.mark.parametrize("fault", ["tls_untrusted", "tls_name", "tls_expired", "tls_not_yet_valid"])
def test_a_chain_that_can_not_be_read_leaves_the_probes_words(chain: object, fault: str) -> None:
    found = cause(fault, [], {"chain": chain, "node_time": "x"})
    assert found.observed.startswith("OpenSSL's words")
