# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which files fail: those with alerts that are not listed, and listed ones without alerts."""

from __future__ import annotations

from tests.prose.__main__ import problems
from tests.prose.vale import Alert

ALERT = Alert("docs/a.md", 3, 7, "Verbs", "'tells' is what people do.")


def test_an_alert_is_a_problem() -> None:
    assert problems([ALERT], []) == ["docs/a.md:3:7: 'tells' is what people do. (Verbs)"]


def test_an_alert_in_a_listed_file_is_not_a_problem() -> None:
    assert problems([ALERT], ["docs/a.md"]) == []


def test_a_listed_file_without_alerts_is_a_problem() -> None:
    assert problems([], ["docs/a.md"]) == ["docs/a.md: has no alerts; remove it from not_yet.txt"]
