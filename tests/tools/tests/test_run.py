# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The runner of all stages: what it says of those that fail."""

from __future__ import annotations

import pytest

from tests import run


def stage(name: str, script: str) -> run.Stage:
    return run.Stage(name, (run.PYTHON, "-c", script))


def test_a_failed_stage_is_told_with_its_last_lines_after_all_others_have_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stages = (
        stage("broken", "import sys; print('first'); print(*range(60), sep='\\n'); sys.exit(3)"),
        stage("sound", "import sys; print('to stderr', file=sys.stderr)"),
    )
    monkeypatch.setattr(run, "TEST", stages)

    assert run.main([]) == 1

    while_running, said_again = capsys.readouterr().out.split("== broken FAILED with exit code 3; it ended so:\n")
    assert "== broken\nfirst\n0\n" in while_running
    assert "== sound\nto stderr\n" in while_running
    assert "first" not in said_again
    assert "\n59\n" in said_again
    assert said_again.splitlines()[-1] == "1 passed, 1 failed"


def test_where_no_stage_fails_nothing_is_said_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "LINT", (stage("sound", "print('once')"),))

    assert run.main(["lint"]) == 0

    out = capsys.readouterr().out
    assert out.count("once") == 1
    assert out.endswith("1 passed, 0 failed\n")
