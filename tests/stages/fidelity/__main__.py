# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``./dev fidelity [--only ROW]... [--on CONTAINERD]...``: pull all rows on all containerds, and compare.

Exit code 1 if anything differs from the rows, 2 for a wrong argument.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from tests.lab.host.console import say
from tests.lab.host.lab import Lab, this_lab
from tests.lab.host.podman import sudo
from tests.stages.fidelity.containerds import load_containerds, mounted_wine
from tests.stages.fidelity.report import is_perfect, report
from tests.stages.fidelity.rows import load_rows, selected
from tests.stages.fidelity.world.task import Result, Task

_NAMESPACES = ("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")


def main(arguments: Sequence[str]) -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="./dev fidelity")
    parser.add_argument("--only", action="append", default=[], metavar="ROW", help="a row, or all below ROW/")
    parser.add_argument("--on", action="append", default=[], metavar="CONTAINERD", help="a name in containerds.yml")
    given = parser.parse_args(arguments)
    lab = this_lab()
    try:
        selected(load_rows({}), given.only)
        chosen = load_containerds(given.on)
    except ValueError as error:
        parser.error(str(error))
    with mounted_wine(lab, chosen) as wine:
        tasks = {one.name: one.task(lab, given.only, wine) for one in chosen}
        say(f"fidelity: {len(tasks)} containerd(s)")
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            results = dict(zip(tasks, pool.map(lambda task: _run(lab, task), tasks.values()), strict=True))
    for line in report(results):
        print(line)
    return 0 if is_perfect(results) else 1


def _run(lab: Lab, task: Task) -> list[Result]:
    """The results of one world; RuntimeError if it ends early."""
    environment = [f"PATH={os.environ['PATH']}", f"PYTHONPATH={lab.checkout}/.ansible/collections"]
    command = [*sudo(), *_NAMESPACES, "env", *environment, sys.executable, "-m", "tests.stages.fidelity.world"]
    done = subprocess.run(command, input=task.text, capture_output=True, text=True, check=False, cwd=lab.checkout)
    if done.returncode:
        raise RuntimeError(f"{task.labels[-1]}: exit code {done.returncode}\n{done.stderr[-4000:]}")
    results = [Result.decode(line) for line in done.stdout.splitlines()]
    say(f"{task.labels[-1]}: {len(results)} rows, {sum(bool(one.differences) for one in results)} differ")
    return results


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
