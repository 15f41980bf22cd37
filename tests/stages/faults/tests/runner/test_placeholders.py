# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words in cases become names and addresses of the lab."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stages.faults.model.cases import Case
from tests.stages.faults.model.endpoints import load_front
from tests.stages.faults.registry.content import content_of
from tests.stages.faults.runner.placeholders import Placeholders

CASE = Case(id="some-case", topic="t", says="s", endpoint="web")
PLACEHOLDERS = Placeholders(load_front(), {"faults": "10.0.0.1"}, Path("/pki"))


def test_words_stand_for_the_case_and_the_lab() -> None:
    text = PLACEHOLDERS.fill("<id> <host> <digest> <faults> <file stranger-ca>", CASE)
    assert text == f"some-case web.faults.example {content_of(CASE).digest} 10.0.0.1 /pki/stranger-ca.pem"


def test_words_are_filled_in_at_any_depth_and_other_values_stay() -> None:
    assert PLACEHOLDERS.fill({"<id>": [True, 3, {"a": "<host>"}]}, CASE) == {
        "some-case": [True, 3, {"a": "web.faults.example"}]
    }


def test_certificates_come_as_their_text(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("CERTIFICATE", encoding="utf-8")
    assert Placeholders(load_front(), {}, tmp_path).fill("<pem ca>", CASE) == "CERTIFICATE"


@pytest.mark.parametrize("case", [CASE, None])
def test_a_word_that_stands_for_nothing_is_an_error(case: Case | None) -> None:
    with pytest.raises(KeyError, match="nothing"):
        PLACEHOLDERS.fill("<nothing>", case)


def test_mirrors_stand_for_the_variables_of_a_registry_of_the_cases_own() -> None:
    mirrored = Case(id="some-case", topic="t", says="s", mirrors=("https://<host>",))
    assert PLACEHOLDERS.reference(mirrored) == "some-case.named.lab/some-case:1"
    assert PLACEHOLDERS.variables(mirrored) == {
        "registries_mirrors": {"some-case.named.lab": {"endpoint": ["https://healthy.faults.lab"]}}
    }
