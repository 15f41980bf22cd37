# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Searches for seeded secrets in everything that runs of the main playbook print or leave, with `-vvv --diff`.

Searched: output, reports, Ansible's log, cached facts, process arguments and openly readable temporary files seen
during the runs, files that changed on nodes and controller, and the nodes' journals. What runtimes themselves log or
generate is distinguished (`places`). Ends with `leaks: 0 in N bytes`, and with exit code 0 only if that is so, every
run went as planned and what it showed can be read.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.lab.cli import main as lab_command
from tests.lab.host.lab import Lab, this_lab
from tests.lab.host.playbook import Run, run_playbook
from tests.stages.leaks.collection import nodes
from tests.stages.leaks.collection.controller import MARK, leftovers, shared_names, watch
from tests.stages.leaks.collection.hive import write_hives
from tests.stages.leaks.collection.nodes import Found
from tests.stages.leaks.scenario.canary import missed_canaries, planted
from tests.stages.leaks.scenario.killed import ended_half_way, half_done
from tests.stages.leaks.scenario.rounds import ROUNDS, SIMULATED, WORDS, Round, runtime_log_lines
from tests.stages.leaks.scenario.seeds import FILE, first_secrets
from tests.stages.leaks.scenario.unmanaged_files import put_unmanaged_files
from tests.stages.leaks.search.matcher import Matcher
from tests.stages.leaks.search.places import Place, Verdict, judge
from tests.stages.leaks.search.readability import mangled


class Search:
    """One search: plays the rounds, and adds up bytes, leaks and faults."""

    def __init__(self, lab: Lab, folder: Path) -> None:
        self._lab, self._folder = lab, folder
        first = first_secrets(lab.state_dir)
        self._secrets = {"first": first, "changed": first.changed(), "wrong": first.wrong()}
        seeds = {seed.value: seed for one in self._secrets.values() for seed in one.seeds()}
        self._matcher = Matcher(list(seeds.values()))
        self._random_only = Matcher([seed for seed in seeds.values() if seed.is_random])
        self._outputs: list[bytes] = []
        self._verdicts: Counter[Verdict] = Counter()
        self.searched = self.leaks = self.faults = 0

    def run_round(self, one: Round) -> None:
        """Run the playbook and search all that came of it."""
        started = time.time()
        secrets = self._secrets[one.secrets]
        secrets.write(self._lab.state_dir)
        if one.plants:
            put_unmanaged_files(self._lab, secrets.unmanaged)
        if one.breaks:
            nodes.break_runtimes(self._lab, runtime_log_lines(secrets))
        before = shared_names()
        with watch(self._lab, self._folder / "tmp") as seen, ended_half_way(self._lab, one.is_killed):
            run = self._run(one)
        if one.breaks:
            nodes.repair_runtimes(self._lab)
        if one.heals:
            self._fault_each(one, half_done(self._lab))
        if one.hosts == SIMULATED:
            write_hives(self._lab)
        left = [*nodes.collect(self._lab, started), *leftovers(self._lab, started, self._folder, before)]
        output = Found(Place("controller", f"output of the round {one.name!r}"), run.output.encode())
        for text in (output, *seen, *left):
            self._judge(text, one)
        self._outputs.append(output.content)
        self._fault_each(one, [*one.faults(run), *(f"mangled: {place}" for place in mangled(run.output, WORDS))])
        log(f"{one.name}: exit code {run.code}, {run.seconds:.0f} s, all in all {time.time() - started:.0f} s")

    def _run(self, one: Round) -> Run:
        reports = ("-e", f"verify_report_dir={self._folder / 'report'}")
        options = ("-i", "tests/stages/leaks/inventory", "-vvv", "--diff", "--limit", one.hosts, *reports, *one.options)
        return run_playbook(one.playbook, *options, environment=self._environment(one), quiet=True)

    def _environment(self, one: Round) -> dict[str, str]:
        name, _, value = MARK.partition("=")
        return {
            name: value,
            "TMPDIR": str(self._folder / "tmp"),
            "ANSIBLE_PIPELINING": str(one.pipelining),
            "ANSIBLE_NOCOLOR": "true",
            "ANSIBLE_LOG_PATH": str(self._folder / f"{one.name}.log"),
            "ANSIBLE_CACHE_PLUGIN": "ansible.builtin.jsonfile",
            "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(self._folder / "facts"),
        }

    def _judge(self, text: Found, one: Round) -> None:
        self.searched += len(text.content)
        hits = (self._random_only if text.is_unrelated else self._matcher).search(text.content)
        verdicts = [(hit, judge(text.place, hit, one.empties, one.is_killed)) for hit in hits]
        for hit, verdict in verdicts:
            if verdict is Verdict.LEAK:
                self.leaks += 1
                log(f"leak: {one.name}: {text.place}: {hit.seed}, {hit.form}, line {hit.line}: {hit.excerpt}")
        self._verdicts.update(verdict for _hit, verdict in verdicts)
        for kind in (Verdict.RUNTIME, Verdict.LEFT, Verdict.OPEN):
            own = [hit.seed for hit, verdict in verdicts if verdict is kind]
            if own:
                log(f"{kind.value}, no leak: {one.name}: {text.place}: {', '.join(own)}")

    def check_itself(self) -> None:
        """A search that finds nothing may be blind: what is planted must be found."""
        for seed in self._matcher.seeds:
            if seed.name not in {hit.seed for hit in self._matcher.search(planted(self._outputs[0], seed))}:
                self._fault(f"a secret planted in a copy of the output was not found: {seed.name}")
        for place in missed_canaries(self._lab, self._folder):
            self._fault(f"a secret planted here was not found: {place}")
        if not self._verdicts[Verdict.LEFT]:
            self._fault("the killed run left nothing: it was not killed while a secret was on its way")

    def _fault_each(self, one: Round, texts: Iterable[str]) -> None:
        for text in texts:
            self._fault(f"{one.name}: {text}")

    def _fault(self, text: str) -> None:
        self.faults += 1
        log(f"fault: {text}")


def main() -> int:
    """Play all rounds on bare nodes."""
    lab = this_lab()
    if lab_command(["up"]) or lab_command(["reset", *nodes.NODES]):
        return 1
    search = Search(lab, _fresh_folder(lab))
    for one in ROUNDS:
        search.run_round(one)
    search.check_itself()
    (lab.state_dir / FILE).unlink()
    print(f"leaks: {search.leaks} in {search.searched} bytes")
    return int(bool(search.leaks or search.faults))


def _fresh_folder(lab: Lab) -> Path:
    """Where the logs stay for who wants to look closer. Its `tmp` takes temporary files, as open to all as /tmp is."""
    folder = lab.state_dir / "leaks"
    shutil.rmtree(folder, ignore_errors=True)
    for path in (folder, folder / "tmp"):
        path.mkdir()
        path.chmod(0o755)
    return folder


def log(sentence: str) -> None:
    """One line about the search, at once."""
    print(f"leaks: {sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
