# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The docstrings and messages of Python code keep their line numbers, and what is not prose is not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.prose.python_code import python_prose

CODE = '''"""A module.

Its second paragraph
has two lines.

Its third has one.
"""

DOCUMENTATION = r"""
description:
  - Restarts the service.
"""


class Reader:
    """Reads a file; None if it is absent."""

    def read(self, name):
        """Return the text."""
        raise ValueError(
            f"{name} can't be read: "
            "correct the path"
        )


NAME = "two words"
'''


def prose_of(path: Path, code: str) -> dict[int, str]:
    path.write_text(code, encoding="utf-8")
    return {number: line for number, line in enumerate(python_prose(path).splitlines(), start=1) if line}


def test_docstrings_and_messages_stand_on_the_lines_where_they_start(tmp_path: Path) -> None:
    assert prose_of(tmp_path / "sample.py", CODE) == {
        1: "- A module.",
        3: "- Its second paragraph has two lines.",
        6: "- Its third has one.",
        11: "Restarts the service.",
        16: "- Reads a file; `None` if it is absent.",
        19: "- Return the text.",
        21: "- VALUE can't be read: correct the path",
    }


def test_messages_on_one_line_share_an_item(tmp_path: Path) -> None:
    assert prose_of(tmp_path / "sample.py", 'A = ("It has no host.", "Write a host name.")\n') == {
        1: "- It has no host. / Write a host name."
    }


@pytest.mark.parametrize(
    "text",
    [
        "two words",
        r"^the (name|path) of it\.$",
        "(?:a name) of it",
        "journalctl -u docker and more",
        "curl --head the server",
        "$name = Get-Item of it",
        "the {{ name }} of it",
        "default-src 'none'; img-src 'self'",
    ],
)
def test_what_is_not_prose_is_not_read(tmp_path: Path, text: str) -> None:
    assert prose_of(tmp_path / "sample.py", f"A = {text!r}\n") == {}
