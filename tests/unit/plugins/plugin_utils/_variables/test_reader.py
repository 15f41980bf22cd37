# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading variables strictly."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.reader import VariableReader, mask_userinfo


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("https://u:p@h:5000/v2", "https://***@h:5000/v2"),
        ("u:p@h", "***@h"),
        ("https://u:p/@w@h", "https://***@h"),
        ("//token@h", "//***@h"),
        ("https://h:5000/v2", "https://h:5000/v2"),
    ],
)
def test_what_may_be_credentials_of_a_url_is_masked_and_the_rest_stays(text: str, masked: str) -> None:
    assert mask_userinfo(text) == masked


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
