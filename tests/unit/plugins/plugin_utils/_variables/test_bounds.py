# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers below their least value are named as the role's variables."""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.role_variables import too_small


def test_each_number_that_is_too_small_is_named_and_the_others_are_not() -> None:
    found = too_small(
        "verify", {"parallel": 0, "timeout": -1, "min_free_mb": 0, "retries": 0, "connect_timeout": 1, "jitter": 0}
    )
    assert [(finding.where, finding.message, finding.fix) for finding in found] == [
        ("verify_parallel", "0 is too small.", "Write 1 or more."),
        ("verify_timeout", "-1 is too small.", "Write 1 or more."),
    ]
