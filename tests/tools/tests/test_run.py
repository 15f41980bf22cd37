# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The runner of all stages."""

from __future__ import annotations

import pytest
import yaml

from tests import run
from tests.lab.host.playbook import CHECKOUT


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

    while_running, said_again = capsys.readouterr().out.split("== broken FAILED with exit code 3; its last lines:\n")
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


def test_lint_runs_the_named_stages_alone(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(run, "LINT", (stage("first", "print('one')"), stage("second", "print('two')")))

    assert run.main(["lint", "second"]) == 0

    out = capsys.readouterr().out
    assert "two" in out
    assert "one" not in out


def test_a_stage_that_does_not_exist_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "LINT", (stage("first", "print('one')"),))

    assert run.main(["lint", "first", "secnod"]) == 2

    assert capsys.readouterr() == ("", "test has the option --all, lint these stages: first\n")


def test_the_option_all_runs_the_long_stages_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "TEST", (stage("short", "print('one')"),))
    monkeypatch.setattr(run, "ALL", (stage("short", "print('one')"), stage("long", "print('two')")))

    assert run.main(["--all"]) == 0

    assert "two" in capsys.readouterr().out


def test_a_mistyped_option_of_test_runs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["--al"]) == 2

    assert capsys.readouterr().out == ""


def test_every_stage_of_test_is_part_of_all_or_covered_by_a_stage_of_all() -> None:
    everything = {" ".join(stage.command) for stage in run.ALL}

    assert all(any(" ".join(stage.command).startswith(one) for one in everything) for stage in run.TEST)


def test_the_hooks_of_pre_commit_run_stages_of_lint() -> None:
    hooks = yaml.safe_load((CHECKOUT / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    names = [hook["name"] for hook in hooks]
    assert names
    assert set(names) <= {stage.name for stage in run.LINT}
    assert [hook["entry"] for hook in hooks] == [f'./dev lint "{name}"' for name in names]
