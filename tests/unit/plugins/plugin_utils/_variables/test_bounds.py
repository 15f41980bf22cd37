# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers below their least value are named as the role's variables."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.role_variables import too_small


def test_each_number_that_is_too_small_is_named_and_the_others_are_not() -> None:
    found = too_small(
        "verify", {"parallel": 0, "timeout": -1, "min_free_mb": 0, "retries": 0, "connect_timeout": 1, "jitter": 0}
    )
    assert [(finding.where, finding.message, finding.fix) for finding in found] == [
        ("verify_parallel", "0 is too small.", "Write 1 or more."),
        ("verify_timeout", "-1 is too small.", "Write 1 or more."),
    ]


@pytest.mark.parametrize(
    ("role", "name"), [("verify", "expiry_warning_days"), ("verify", "throttle"), ("ca_trust", "expiry_warning_days")]
)
def test_a_number_that_zero_disables_is_not_negative(role: str, name: str) -> None:
    assert [finding.where for finding in too_small(role, {name: -3})] == [f"{role}_{name}"]
    assert too_small(role, {name: 0}) == []
