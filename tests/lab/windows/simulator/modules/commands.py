# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""win_command, which knows no check mode."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..machine import Call, Effect, Machine, ModuleFailureError
from ..programs import run
from .files import place


def _command(machine: Machine, call: Call) -> dict[str, Any]:
    if call.check_mode:
        return {"skipped": True, "msg": "remote module (win_command) does not support check mode"}
    line = call["cmd"] or call["_raw_params"] or " ".join(_escaped(word) for word in call["argv"] or ())
    if not line:
        raise ModuleFailureError("one of the following is required: _raw_params, cmd, argv")
    for option, there in (("creates", True), ("removes", False)):
        if call[option] and place(machine, call[option]).exists() is there:
            return {"skipped": True, "cmd": line, "rc": 0, "msg": f"skipped for {option} {call[option]}"}
    try:
        ended = run(machine, line, call["stdin"] or "")
    except FileNotFoundError:
        words = "The system cannot find the file specified (Win32 ErrorCode 2 - 0x00000002)"
        raise ModuleFailureError(f"Failed to run: '{line}': {words}", rc=2, cmd=line) from None
    result = {
        "changed": True,
        "cmd": line,
        "rc": ended.code,
        "stdout": ended.out,
        "stderr": ended.err,
        "stdout_lines": ended.out.splitlines(),
        "stderr_lines": ended.err.splitlines(),
    }
    return {**result, "failed": True, "msg": "non-zero return code"} if ended.code else result


def _escaped(word: str) -> str:
    if word and not re.search(r'[\s"]', word):
        return word
    quoted = re.sub(r'(\\*)"', r'\1\1\\"', word)
    return '"' + re.sub(r"(\\+)$", r"\1\1", quoted) + '"'


EFFECTS: Mapping[str, Effect] = {"ansible.windows.win_command": _command}
