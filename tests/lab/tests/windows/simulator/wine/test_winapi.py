# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection to the helper: one process for many requests, and another after it has ended."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.lab.windows.simulator.wine import winapi
from tests.lab.windows.simulator.wine.winapi import WinApi, WinApiError

# Each result has the number of its process. `end` is the number of requests after which a process ends.
_HELPER = """
import json, os, sys
for number, line in enumerate(sys.stdin):
    operations = json.loads(line)["operations"]
    results = [{"error": one.get("fail", ""), "pid": os.getpid()} for one in operations]
    print(json.dumps({"results": results}), flush=True)
    if number + 1 == END:
        break
"""


def api(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, end: int = 0) -> WinApi:
    helper = tmp_path / "helper.py"
    helper.write_text(_HELPER.replace("END", str(end)))
    monkeypatch.setattr(winapi, "command", lambda _program: [sys.executable, str(helper)])
    return WinApi()


def test_a_process_answers_many_requests(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    helper = api(monkeypatch, tmp_path)
    assert helper.run({"do": "a"}) == helper.run({"do": "b"})


@pytest.mark.parametrize("end", [1, 2])
def test_another_process_answers_if_one_has_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, end: int) -> None:
    helper = api(monkeypatch, tmp_path, end)
    answered = [helper.run({"do": "a"})[0]["pid"] for _request in range(4)]
    assert len(set(answered)) == 4 // end


def test_a_failed_operation_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(WinApiError, match="registry-set: access denied"):
        api(monkeypatch, tmp_path).run({"do": "registry-get"}, {"do": "registry-set", "fail": "access denied"})


def test_a_helper_that_does_not_answer_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(winapi, "command", lambda _program: ["true"])
    with pytest.raises(WinApiError, match="does not answer"):
        WinApi().run({"do": "registry-get"})
