# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recorded completions of image references by distribution/reference."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.reference import (
    InvalidReferenceError,
    Reference,
)
from ansible_collections.pullproof.registry.tests.vectors import load_cases


@pytest.mark.parametrize("case", load_cases("reference"))
def test_the_reference_is_completed_as_cri_does(case: dict[str, Any]) -> None:
    if case.get("error"):
        with pytest.raises(InvalidReferenceError):
            Reference.parse(case["image"])
        return
    reference = Reference.parse(case["image"])
    assert reference == Reference(case["domain"], case["path"], case.get("tag", ""), case.get("digest", ""))
    assert str(reference) == case["string"]
