# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of `ca_trust` become anchors on the node, or errors that name the item."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.pem import split_pem
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.ca_trust import (
    expiry_findings,
    parse_anchors,
    plan_anchors,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

NOW = datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC)
Make = Callable[..., str]


def item(name: str, content: str | None = None, **options: Any) -> dict[str, Any]:
    return {
        "name": name,
        "content": content,
        "src": None,
        "state": "present",
        "allow_leaf": False,
        "docker_registries": [],
        **options,
    }


def seen(family: str = "debian", *managed: str) -> Any:
    return {
        "os": {"family": family, "id": family, "version": "1"},
        "managed": {path: {"role": "ca_trust"} for path in managed},
    }


ALPINE: Any = {"os": {"family": "other", "id": "alpine", "version": "1"}, "managed": {}}


def no_source(path: str) -> str:
    raise AssertionError(path)


def errors(*items: dict[str, Any]) -> list[str]:
    return [finding.id for finding in parse_anchors(items, no_source, NOW)[1]]


def test_a_bundle_is_split_into_one_file_per_certificate(make_certificate: Make) -> None:
    anchors, _ = parse_anchors([item("corp", make_certificate("a") + make_certificate("b"))], no_source, NOW)
    plan = plan_anchors(anchors, True, seen(), b"")
    assert len(plan.files) == 2
    assert all(planned.content.count("BEGIN CERTIFICATE") == 1 for planned in plan.files)
    assert plan.trust is not None and len(plan.trust.fingerprints) == 2


def test_a_certificate_listed_twice_is_installed_once(make_certificate: Make) -> None:
    pem = make_certificate("a")
    anchors, _ = parse_anchors([item("one", pem + pem), item("two", pem)], no_source, NOW)
    assert [len(anchor.certificates) for anchor in anchors] == [1, 0]


@pytest.mark.parametrize(
    ("family", "folder"),
    [
        ("debian", "/usr/local/share/ca-certificates/"),
        ("el", "/etc/pki/ca-trust/source/anchors/"),
        ("suse", "/etc/pki/trust/anchors/"),
    ],
)
def test_each_family_has_its_folder(make_certificate: Make, family: str, folder: str) -> None:
    anchors, _ = parse_anchors([item("Corp CA!", make_certificate("a"))], no_source, NOW)
    path = plan_anchors(anchors, True, seen(family), b"").files[0].path
    assert path.startswith(folder + "pullproof-corp-ca-") and path.endswith(".crt")


def test_an_unknown_family_is_an_error_that_names_it(make_certificate: Make) -> None:
    anchors, _ = parse_anchors([item("corp", make_certificate("a"))], no_source, NOW)
    with pytest.raises(PullproofError, match=r"alpine 1, which is not supported"):
        plan_anchors(anchors, True, ALPINE, b"")


def test_what_is_no_usable_ca_certificate_is_refused(make_certificate: Make, private_key: str) -> None:
    good = make_certificate("a")
    assert errors(item("x", "hello")) == ["ca-not-pem"]
    assert errors(item("x", good + private_key)) == ["ca-private-key"]
    assert errors(item("x", good.replace("MII", "M!!", 1))) == ["ca-not-pem"]
    assert errors(item("x", good.replace("CERTIFICATE", "PUBLIC KEY"))) == ["ca-no-certificate"]
    assert errors(item("x", make_certificate("a", ca=False))) == ["ca-not-a-ca"]
    assert errors(item("x", make_certificate("a", ca=None))) == ["ca-not-a-ca"]
    assert errors(item("x", make_certificate("a", begins=-9, ends=-1))) == ["ca-expired"]
    assert errors(item("x", make_certificate("a", begins=1))) == ["ca-not-yet-valid"]
    assert errors(item("x")) == ["ca-source"]
    assert errors(item("x", good, docker_registries=["https://u:p@r"])) == ["ca-docker-registry"]
    assert errors(item("x", good, src="also.pem")) == ["ca-source"]


def test_all_bad_items_are_named_at_once(make_certificate: Make) -> None:
    _, findings = parse_anchors([item("a", "no"), item("b", make_certificate("b")), item("c", "no")], no_source, NOW)
    assert [finding.where for finding in findings] == ["ca_trust_certificates[0] (a)", "ca_trust_certificates[2] (c)"]


def test_a_key_given_as_the_name_is_not_shown(private_key: str) -> None:
    _, findings = parse_anchors([item(private_key, "corp")], no_source, NOW)
    assert findings[0].where == "ca_trust_certificates[0] (-----BEGIN PRIVATE KEY-----)"


def test_a_leaf_is_accepted_when_asked(make_certificate: Make) -> None:
    assert errors(item("x", make_certificate("a", ca=False), allow_leaf=True)) == []


def test_a_certificate_close_to_its_end_is_a_warning(make_certificate: Make) -> None:
    anchors, _ = parse_anchors(
        [item("old", make_certificate("a", ends=30)), item("new", make_certificate("b", ends=31))], no_source, NOW
    )
    (found,) = expiry_findings(anchors, 30, NOW)
    assert (found.where, found.message) == ("ca_trust_certificates (old)", "CN=a expires in 30 days, on 2026-12-21.")


def test_unlisted_certificates_of_ours_stay_unless_exclusive(make_certificate: Make) -> None:
    other = "/usr/local/share/ca-certificates/pullproof-other-000000000000.crt"
    former = "/usr/local/share/ca-certificates/pullproof-corp-000000000000.crt"
    anchors, _ = parse_anchors([item("corp", make_certificate("a")), item("gone", state="absent")], no_source, NOW)
    assert plan_anchors(anchors, False, seen("debian", other, former), b"").keep == (other,)
    assert plan_anchors(anchors, True, seen("debian", other, former), b"").keep == ()


def test_an_absent_item_is_not_kept(make_certificate: Make) -> None:
    anchors, _ = parse_anchors([item("gone", state="absent")], no_source, NOW)
    path = "/usr/local/share/ca-certificates/pullproof-gone-000000000000.crt"
    assert plan_anchors(anchors, False, seen("debian", path), b"").keep == ()


def test_docker_gets_the_certificate_for_a_registry_without_a_restart(make_certificate: Make) -> None:
    anchors, _ = parse_anchors([item("corp", make_certificate("a"), docker_registries=["r:5000"])], no_source, NOW)
    system, docker = plan_anchors(anchors, True, seen(), b"").files
    assert docker.path.startswith("/etc/docker/certs.d/r:5000/") and docker.takes_effect == "live"
    assert system.takes_effect == "restart"


def test_openssl_style_trusted_certificates_and_text_around_blocks_are_read(make_certificate: Make) -> None:
    pem = make_certificate("a")
    assert len(split_pem(f"subject=CN=a\n{pem}\ntrailing words")) == 1


def test_docker_gets_a_certificate_that_an_earlier_item_has_installed_already(make_certificate: Make) -> None:
    pem = make_certificate("a")
    anchors, _ = parse_anchors([item("corp", pem), item("harbor", pem, docker_registries=["h"])], no_source, NOW)
    paths = [planned.path.rpartition("/")[0] for planned in plan_anchors(anchors, True, seen(), b"").files]
    assert paths == ["/usr/local/share/ca-certificates", "/etc/docker/certs.d/h"]


def test_nothing_listed_and_nothing_installed_needs_no_trust_store() -> None:
    assert plan_anchors((), True, ALPINE, b"").trust is None
