# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The values of variables, with an evaluation that is a fake."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.values import (
    UnresolvedError,
    Values,
    values_of,
)

SECRET = "S3cr3t-0f-n0b0dy"


def evaluated(value: object) -> object:
    if isinstance(value, str) and "absent" in value:
        raise UnresolvedError(f"'{value}' is undefined")
    return value


def values(**raw: Any) -> Values:
    return values_of(raw, evaluated)


def found(result: Values) -> list[tuple[str, str]]:
    return [(finding.id, finding.where) for finding in result.findings]


def test_variables_that_are_absent_have_their_documented_defaults() -> None:
    result = values()
    assert result.findings == []
    assert (result.by_name["verify_parallel"], result.by_name["registries_mirrors"]) == (4, {})
    assert list(result.by_name["proxy_no_proxy_defaults"]) == []


def test_values_get_the_type_that_the_role_documents() -> None:
    result = values(verify_parallel="2", verify_cleanup="no", proxy_no_proxy="a,b", proxy_https=None)
    assert result.findings == []
    assert result.of("verify")["parallel"] == 2 and result.of("verify")["cleanup"] is False
    assert result.of("proxy")["no_proxy"] == ["a", "b"] and result.of("proxy")["https"] == ""


def test_a_value_of_another_type_is_named_without_showing_it_and_the_default_holds() -> None:
    result = values(
        verify_parallel=[SECRET],
        time_sync_servers=[SECRET],
        ca_trust_certificates=[{"name": "a", "content": "x", "docker_registries": {SECRET: 1}}],
    )
    assert {where for _id, where in found(result)} == {"time_sync_servers", "ca_trust_certificates", "verify_parallel"}
    assert SECRET not in str(result.findings)
    assert result.by_name["verify_parallel"] == 4 and result.by_name["time_sync_servers"] == []


@pytest.mark.parametrize(
    ("servers", "message"),
    [
        ("ntp.example", "An entry of the list is text, and not a mapping."),
        (["ntp.example"], "An entry of the list is text, and not a mapping."),
        ([[SECRET]], "An entry of the list is a list, and not a mapping."),
        ([{"hostname": "a", "pool": "perhaps"}], "A value in it does not have the documented type."),
        ({"hostname": "a"}, "It is a mapping, and not of the type list."),
    ],
)
def test_an_entry_of_a_wrong_type_is_named_once(servers: object, message: str) -> None:
    findings = values(time_sync_servers=servers).findings
    assert [finding.message for finding in findings] == [message]
    assert findings[0].fix == "See: ansible-doc -t role pullproof.registry.time_sync."


def test_a_value_that_is_none_of_the_choices_and_an_unknown_key_are_named() -> None:
    result = values(registries_runtime="rke2", time_sync_servers=[{"hostname": "a", "burst": True}])
    assert found(result) == [("variable-invalid", "time_sync_servers"), ("variable-invalid", "registries_runtime")]
    assert "burst" in result.findings[0].message and "got: rke2" in result.findings[1].message


def test_what_can_not_be_evaluated_is_named_by_its_place_and_spoils_nothing_else() -> None:
    auth = {"username": "u", "password": "absent"}
    result = values(registries_configs={"h:5000": {"auth": auth}, "i": {}}, verify_images=["a", "b"])
    assert found(result) == [("variable-unresolved", "registries_configs['h:5000'].auth.password")]
    assert result.by_name["registries_configs"]["h:5000"]["auth"]["username"] == "u"
    assert result.by_name["verify_images"] == ["a", "b"]


def test_the_same_reason_is_named_once() -> None:
    result = values(proxy_http="absent", proxy_https="absent", verify_images=["other absent"])
    assert found(result) == [("variable-unresolved", "proxy_http"), ("variable-unresolved", "verify_images[0]")]


def test_a_variable_that_can_not_be_evaluated_at_all_has_its_default() -> None:
    assert values(verify_parallel="absent").by_name["verify_parallel"] == 4
