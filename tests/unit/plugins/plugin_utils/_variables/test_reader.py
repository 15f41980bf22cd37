# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading variables strictly."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.reader import VariableReader


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
