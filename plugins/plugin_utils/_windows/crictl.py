# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether containerd of a Windows node answers CRI requests, as crictl.exe reports it.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.readiness import (
    CRI_DISABLED,
    CRICTL_ABSENT,
    ERROR,
    READY,
    SILENT,
    Answer,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import ProgramOutput, Query, output_of


def cri_answer(crictl: str, pipe: str) -> Query[Answer]:
    """The answer on a named pipe. `crictl` is the program with its options."""
    return output_of(f"{crictl} --timeout 5s version", lambda output: _answer(output, crictl.split()[0], pipe))


def _answer(output: ProgramOutput, program: str, pipe: str) -> Answer:
    if output.rc == 0:
        return Answer(READY)
    if output.rc in (1, 9009) and "msg=" not in output.text and "level=" not in output.text:
        return Answer(CRICTL_ABSENT, f"there is no {program} yet")
    if "unknown service runtime.v1" in output.text:
        return Answer(CRI_DISABLED, output.text)
    if "file specified" in output.text or "containerd-containerd" in output.text:
        return Answer(SILENT, f"there is no answer on {pipe}")
    return Answer(ERROR, output.text)
