# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The prose of documentation keeps its line numbers, so alerts point to the source."""

from __future__ import annotations

from pathlib import Path

from tests.prose.extract import as_page, documentation_prose, yaml_prose

MODULE = '''from __future__ import annotations

DOCUMENTATION = r"""
module: sample
short_description: Restart a service
description:
  - Restarts the service O(name)
    if C(systemd) knows it, see L(the guide,https://example.com/guide).
options:
  name:
    description: Name of the service.
    type: str
"""

EXAMPLES = r"""
- name: Restart a service
  sample:
    name: demo
"""

RETURN = r"""
state:
  description: State of the service.
  sample: "said"
"""
'''


def lines_of(text: str) -> dict[int, str]:
    return {number: line for number, line in enumerate(text.splitlines(), start=1) if line}


def test_descriptions_and_names_of_tasks_stand_on_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "sample.py"
    path.write_text(MODULE)
    assert lines_of(as_page(documentation_prose(path))) == {
        5: "###### Restart a service",
        7: "Restarts the service `name` if `systemd` knows it, see the guide.",
        11: "Name of the service.",
        16: "Restart a service",
        23: "State of the service.",
    }


def test_argument_specs_are_read_like_modules(tmp_path: Path) -> None:
    path = tmp_path / "argument_specs.yml"
    path.write_text(
        "argument_specs:\n  main:\n    short_description: Manage it\n    options:\n"
        "      a:\n        description:\n          - First.\n          - Second.\n        default: told\n"
    )
    assert lines_of(yaml_prose(path)) == {3: "###### Manage it", 7: "First.", 8: "Second."}
