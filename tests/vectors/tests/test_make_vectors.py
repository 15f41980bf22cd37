# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""New vectors have the form of the recorded ones, and their Go sources are in order."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from random import Random

import pytest

from tests.lab.host.go_programs import BUILD_SETTINGS, TOOLS, program_dir
from tests.lab.host.lab import this_lab
from tests.vectors import DEFAULT_FOLDER, load_cases
from tests.vectors.generator.make_vectors import SOURCES, build, main, make_cases
from tests.vectors.generator.vector_questions import QUESTIONS

BUILD = {"CGO_ENABLED": "0", **BUILD_SETTINGS}

needs_go = pytest.mark.skipif(shutil.which("go") is None, reason="needs the go command in PATH")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("vectors"))


def test_there_are_questions_for_every_file_of_vectors() -> None:
    assert {f"{kind}_cases.json" for kind in QUESTIONS} == {file.name for file in DEFAULT_FOLDER.glob("*.json")}


@pytest.mark.parametrize("kind", QUESTIONS)
def test_a_question_has_the_inputs_of_a_recorded_case(kind: str) -> None:
    recorded = load_cases(kind)[0]
    assert set(QUESTIONS[kind](Random(1))) <= set(recorded)


@pytest.mark.parametrize("kind", QUESTIONS)
def test_the_same_seed_asks_the_same_and_another_something_else(kind: str) -> None:
    first, again, other = ([QUESTIONS[kind](random) for _ in range(20)] for random in (Random(1), Random(1), Random(2)))
    assert first == again != other


@needs_go
@pytest.mark.parametrize("kind", sorted(set(QUESTIONS) - {"hosts"}))
def test_an_answer_has_the_form_of_a_recorded_case(kind: str, program: Path) -> None:
    forms = {frozenset(case) for case in load_cases(kind)}
    cases = list(make_cases(kind, 60, 1, program))
    assert len(cases) > 40
    assert {frozenset(case) for case in cases} <= forms


def test_the_stand_in_answers_for_the_generator_of_k3s() -> None:
    standin = program_dir(this_lab(), TOOLS) / "standin"
    if not standin.exists():
        pytest.skip(f"the lab's Go tools are not built for the present sources ({standin}): ./dev lab up builds them")
    cases = list(make_cases("hosts", 20, 1, standin))
    assert {frozenset(case) for case in cases} == {frozenset(load_cases("hosts")[0])}
    recorded_file = next(iter(load_cases("hosts")[0]["registries"].values()))
    for case in cases:
        assert all(set(file) == set(recorded_file) for file in case["registries"].values())


@pytest.mark.parametrize("arguments", [[], ["x", "y", "z"], ["folder", "10"]])
def test_wrong_arguments_are_answered_with_the_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "usage:" in capsys.readouterr().err


@needs_go
@pytest.mark.parametrize("command", [("gofmt", "-l", "."), ("go", "vet", "./...")])
def test_the_go_sources_are_formatted_and_pass_vet(command: tuple[str, ...]) -> None:
    done = subprocess.run(
        ["nice", *command], cwd=SOURCES, env={**os.environ, **BUILD}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
