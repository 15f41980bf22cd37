# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The helper winapi.exe, which calls the API of Windows for registry and certificate stores.

One process stays and answers requests, each a line of JSON, because a start takes Wine a third of a second.
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
from typing import Any

from .programs import ENVIRONMENT, command

HELPER = r"C:\usr\local\lib\standin\winapi.exe"

Operation = dict[str, Any]
Result = dict[str, Any]


class WinApiError(RuntimeError):
    """The helper failed, or Windows refused an operation."""


class WinApi:
    """A connection to the helper, which is started when it is needed. A restart of Wine ends it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def run(self, *operations: Operation) -> list[Result]:
        """The results of operations, in order. Raises WinApiError."""
        request = json.dumps({"operations": operations}) + "\n"
        with self._lock:
            answer = self._exchange(request) or self._exchange(request)
        if not answer:
            raise WinApiError("winapi.exe does not answer")
        results: list[Result] = json.loads(answer)["results"]
        for operation, result in zip(operations, results, strict=True):
            if result["error"]:
                raise WinApiError(f"{operation['do']}: {result['error']}")
        return results

    def _exchange(self, request: str) -> str:
        """The answer; empty if the process has ended, as after a restart of Wine."""
        if self._process is None:
            self._process = self._start()
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(request)
            process.stdin.flush()
            answer = process.stdout.readline()
        except OSError:
            answer = ""
        if not answer:
            process.kill()
            process.wait()
            self._process = None
        return answer

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command(HELPER),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **ENVIRONMENT},
        )
