# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alerts have the path and the line of the source, for pages and for documentation in YAML."""

from __future__ import annotations

from pathlib import Path

from tests.lab.host.lab import this_lab
from tests.prose.__main__ import find_alerts
from tests.prose.vale import ensure_vale

MODULE = 'DOCUMENTATION = r"""\ndescription:\n  - Reads a file.\n  - Tells which one.\n"""\n'
FAULT = 'FAULT = (\n    "Checked: the log. Observed: it is absent.",\n    "The log tells it.",\n)\n'


def test_alerts_point_to_the_source(tmp_path: Path) -> None:
    (tmp_path / "plain.md").write_text("The log reports it.\n")
    (tmp_path / "old.md").write_text("# Log\n\nThe log tells it.\n")
    (tmp_path / "module.py").write_text(MODULE)
    (tmp_path / "fault.py").write_text(FAULT)

    alerts = find_alerts(ensure_vale(this_lab()), tmp_path, ["fault.py", "module.py", "old.md", "plain.md"])

    assert {(alert.path, alert.line, alert.rule) for alert in alerts} == {
        ("fault.py", 3, "Verbs"),
        ("module.py", 4, "Verbs"),
        ("old.md", 3, "Verbs"),
    }
