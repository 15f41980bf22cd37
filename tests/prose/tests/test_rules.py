# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every rule for prose finds what it is for, and does not find similar text that is fine."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.lab.host.lab import this_lab
from tests.prose.vale import HERE, check, ensure_vale

CASES = yaml.safe_load((Path(__file__).parent / "cases.yml").read_text(encoding="utf-8"))
FOUND = [(rule, text) for rule, cases in CASES.items() for text in cases["found"]]
PASSED = [text for cases in CASES.values() for text in cases["passed"]]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Rules by the text in which they find something, with every text in one page."""
    folder = tmp_path_factory.mktemp("prose")
    texts = [*(text for _, text in FOUND), *PASSED]
    (folder / "page.md").write_text("".join(f"{text}\n\n" for text in texts), encoding="utf-8")
    rules: dict[str, set[str]] = {text: set() for text in texts}
    for alert in check(ensure_vale(this_lab()), folder, ["page.md"]):
        rules[texts[alert.line // 2]].add(alert.rule)
    return rules


@pytest.mark.parametrize(("rule", "text"), FOUND)
def test_a_rule_finds_what_it_is_for(found: dict[str, set[str]], rule: str, text: str) -> None:
    assert rule in found[text]


@pytest.mark.parametrize("text", PASSED)
def test_plain_text_breaks_no_rule(found: dict[str, set[str]], text: str) -> None:
    assert found[text] == set()


def test_every_rule_has_cases() -> None:
    assert {path.stem for path in (HERE / "styles" / "Pullproof").glob("*.yml")} == set(CASES) - {"Code"}
