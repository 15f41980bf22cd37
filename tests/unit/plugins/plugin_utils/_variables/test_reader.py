# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading variables strictly."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.reader import VariableReader
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.shapes import (
    Flag,
    Keys,
    MappingOf,
    Text,
)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (True, "a boolean"),
        (1.5, "a number"),
        ("x", "text"),
        ({}, "a mapping"),
        ([], "a list"),
        (object(), "a value of another type"),
    ],
)
def test_a_value_is_named_by_its_type_only(value: object, kind: str) -> None:
    assert VariableReader.kind(value) == kind


USER = Keys({"name": Text(required=True), "is_admin": Flag()})


def test_a_nested_variable_is_read_in_one_call() -> None:
    reader = VariableReader()
    users = MappingOf(USER).read(reader, {"a": {"name": "Ann", "is_admin": True}, "b": None}, "users")
    assert users == {"a": {"name": "Ann", "is_admin": True}, "b": None}
    assert not reader.findings


def test_a_wrong_value_is_reported_with_its_place_and_replaced() -> None:
    reader = VariableReader()
    assert MappingOf(USER).read(reader, {"a": {"is_admin": "yes"}}, "users") == {"a": {"name": "", "is_admin": False}}
    assert [finding.where for finding in reader.findings] == ["users['a'].name", "users['a'].is_admin"]


@pytest.mark.parametrize(
    ("value", "fix"), [(2, "Put the value in quotes."), (True, "Put the value in quotes."), ({}, "Write text.")]
)
def test_the_fix_for_text_depends_on_the_type_of_the_value(value: object, fix: str) -> None:
    reader = VariableReader()
    reader.text(value, "x")
    assert [finding.fix for finding in reader.findings] == [fix]


def test_findings_in_a_mapping_do_not_include_those_of_its_neighbours() -> None:
    reader = VariableReader()
    reader.error("wrong-type", "users['a'].name", "", "")
    assert reader.has_findings_in("users['a']")
    assert not reader.has_findings_in("users['ab']") and not reader.has_findings_in("users")
