# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Evidence in, cause out."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.diagnose import diagnose
from ansible_collections.pullproof.registry.tests.unit.plugins.plugin_utils.evidence_cases import (
    Case,
    cases,
    evidence_of,
)


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case['topic']}: {case['name']}") for case in cases()])
def test_the_evidence_leads_to_the_cause(case: Case) -> None:
    found = diagnose(evidence_of(case))
    assert (found.cause.code if found.cause else None) == case.get("code")
    assert [warning.code for warning in found.warnings] == case.get("warnings", [])
    said = [f"{warning.observed}. {warning.fix}" for warning in found.warnings]
    assert [text for text, part in zip(said, case.get("said", said), strict=True) if part not in text] == []
    if "endpoint" in case:
        assert found.cause is not None
        assert found.cause.endpoint == case["endpoint"]
    if found.cause is not None:
        assert case.get("fix", "") in found.cause.fix
        assert [text for text in case.get("not_in_fix", ()) if text in found.cause.fix] == []
        assert case.get("observed", "") in found.cause.observed
        assert case.get("expected", "") in found.cause.expected
