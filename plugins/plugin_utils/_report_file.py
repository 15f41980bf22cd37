# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files on the controller that a report leaves for programs.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from pathlib import Path

from ansible_collections.pullproof.registry.plugins.plugin_utils._errors import PullproofError


def write_report(path: str, text: str, variable: str) -> None:
    """Write the file; raise PullproofError, naming the variable that the path is from, where that can't be done."""
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise PullproofError(
            f"Checked: the file for the report. Observed: {path} can't be written ({error.strerror}). "
            f"Expected: a file in a folder that exists. Fix: correct {variable}."
        ) from None
