# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""New cases in the form of tests/vectors: ``python -m tests.vectors.generator.make_vectors FOLDER COUNT SEED``.

Writes up to COUNT cases per file into FOLDER. The answers of four files come from the real code
(distribution/reference, the regexp package of Go, httpproxy, wharfie), at the versions of generator/programs/go.mod.
hosts_cases.json is NOT independent: the generator of K3s cannot be built as a module. Its answers come from the
stand-in of the lab, which was written to agree with the recorded cases.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from tests.lab.host.go_programs import TOOLS, ensure_program, go_environment
from tests.lab.host.lab import this_lab
from tests.vectors.generator.vector_questions import QUESTIONS, Question

Case = dict[str, Any]
SOURCES = Path(__file__).resolve().parent / "programs"
# What a case keeps of an answer's text that JSON could not carry: Go's strings are bytes.
LOST = "\ufffd"


def main(arguments: Sequence[str]) -> int:
    """Write the files; the exit code is 2 where the arguments are wrong."""
    if len(arguments) != 3 or not all(number.isdecimal() for number in arguments[1:]):
        print(f"usage: python -m tests.vectors.generator.make_vectors FOLDER COUNT SEED\n\n{__doc__}", file=sys.stderr)
        return 2
    folder, count, seed = Path(arguments[0]), int(arguments[1]), int(arguments[2])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        program = build(Path(temporary))
        for kind in QUESTIONS:
            cases = list(make_cases(kind, count, seed, program))
            text = json.dumps(cases, ensure_ascii=False, indent=1)
            (folder / f"{kind}_cases.json").write_text(text + "\n", encoding="utf-8")
            print(f"{kind}: {len(cases)} cases, answered by {'the stand-in' if kind == 'hosts' else 'the real code'}")
    return 0


def build(folder: Path) -> Path:
    """Compile the program that answers. CalledProcessError with the compiler's words on standard error."""
    program = folder / "vectors"
    environment = go_environment(this_lab()) | {"CGO_ENABLED": "0"}
    subprocess.run(["nice", "go", "build", "-o", str(program), "."], cwd=SOURCES, env=environment, check=True)
    return program


def make_cases(kind: str, count: int, seed: int, program: Path) -> Iterator[Case]:
    """The cases of one file; the same for the same seed."""
    random = Random(f"{kind} {seed}")
    questions = [QUESTIONS[kind](random) for _ in range(count)]
    answers = _hosts_answers(questions) if kind == "hosts" else ask(kind, questions, program)
    for number, (question, answer) in enumerate(zip(questions, answers, strict=True)):
        if answer is None or "refused" in answer or LOST in json.dumps(answer, ensure_ascii=False):
            continue
        name = {"name": f"s{seed}-{number:04}"} if kind == "hosts" else {}
        yield {**name, **question, **answer}


def ask(kind: str, questions: Sequence[Question], program: Path) -> list[Case | None]:
    """What the program that `build` made answers."""
    lines = "".join(json.dumps({"kind": kind, **question}) + "\n" for question in questions)
    done = subprocess.run([program], input=lines, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.split("\n") if line]


def _hosts_answers(questions: Sequence[Question]) -> Iterator[Case | None]:
    """None for a file that is refused: these cases have no room for an error."""
    standin = ensure_program(this_lab(), TOOLS) / "standin"
    for question in questions:
        done = subprocess.run(
            [standin, "render"], input=json.dumps(question), capture_output=True, text=True, check=False
        )
        yield _as_recorded(json.loads(done.stdout)) if done.returncode == 0 else None


def _as_recorded(answer: Case) -> Case:
    files = {name: {**file, **_parsed(file["text"])} for name, file in answer["registries"].items()}
    return {"log": answer["log"], "registries": files}


def _parsed(text: str) -> Case:
    """The content; the text is kept where it has none."""
    try:
        return {"toml_valid": True, "hosts_toml": tomllib.loads(text), "text": None}
    except tomllib.TOMLDecodeError:
        return {"toml_valid": False, "hosts_toml": None, "text": text}


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main(sys.argv[1:]))
