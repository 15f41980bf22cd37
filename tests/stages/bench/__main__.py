# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run costs on the provisioned lab, as counts and as ratios measured in one go.

Ends with `bench: calls_per_host=… windows_calls_per_host=… noop_vs_ping=… verify20_vs_slowest=… verify_calls=…
dead_mirror_seconds=… dial_timeout_ratio=… verify_memory_mb=…`: remote executions per host of a run that changes nothing
(counted where ssh is started; on Windows nodes on Wine the modules that they were asked for), its wall time against a
playbook that only pings the same nodes, the time in which one node proves 20 images against its slowest pull, the
remote executions per host that explaining, probing and pulling take, the time in which a first mirror that swallows
packets is named, the time of a pull past this mirror with `registries_dial_timeout: 2s` against one without, and the
memory that it all takes on the node. With `--scale`, only what `scale/measure.py` measures.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import yaml

from tests.lab.cli import main as lab
from tests.lab.host.lab import this_lab
from tests.lab.host.playbook import CHECKOUT, Run, run_playbook
from tests.lab.nodes.lifecycle import all_nodes
from tests.stages.bench.scale import measure

HERE = Path(__file__).parent
CORE = ("--limit", "nodes")
WINDOWS = ("--limit", "windows")
EVENTS = "/var/lib/simulated-windows/Application.jsonl"
ROUNDS = 3
TIMED = ("noop_vs_ping", "verify20_vs_slowest", "dead_mirror_seconds", "dial_timeout_ratio")
"""Figures that other programs on the machine influence: a missed limit is printed, and is not a failure."""
AIMS = {
    "calls_per_host": 2.0,
    "windows_calls_per_host": 6.0,
    "noop_vs_ping": 3.0,
    "verify20_vs_slowest": 1.2,
    "verify_calls": 2.0,
    "dead_mirror_seconds": 3.0,
    "dial_timeout_ratio": 0.2,
    "verify_memory_mb": 60.0,
}


def main() -> int:
    """Provision bare nodes, measure in alternation, print the figures beside their aims."""
    lab(["up"])
    if sys.argv[1:] == ["--scale"]:
        return measure.main()
    lab(["reset", *(node.name for node in all_nodes() if not node.extra)])
    _succeed(run_playbook("provision.yml", "--limit", "nodes:windows", quiet=True), "provisioning the lab")
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        figures = {**_noop_figures(where), **_windows_figures(), **_verify_figures(where), **_diagnosis_figures(where)}
    return judged(figures)


def judged(figures: Mapping[str, float]) -> int:
    """Show the figures beside their aims; the exit code, which is 1 if one that is no time is missed."""
    missed = [name for name, aim in AIMS.items() if figures[name] > aim]
    for name, aim in AIMS.items():
        print(f"bench: {name}: {figures[name]:g}, aim at most {aim:g}" + ": MISSED" * (name in missed))
    print("bench: " + " ".join(f"{name}={figures[name]:g}" for name in AIMS))
    return int(bool(set(missed) - set(TIMED)))


def _noop_figures(folder: Path) -> dict[str, float]:
    noop, ping = [], []
    for _round in range(ROUNDS):
        ping.append(_succeed(run_playbook(str(HERE / "ping.yml"), *CORE, quiet=True), "ping").seconds)
        run = _succeed(run_playbook("provision.yml", *CORE, quiet=True), "a run with nothing to do")
        if run.changed:
            raise SystemExit(f"bench: a run with nothing to do changed {run.changed}")
        noop.append(run.seconds)
    seconds = {"nothing to do": statistics.median(noop), "ping": statistics.median(ping)}
    print(f"bench: medians of {ROUNDS}: " + ", ".join(f"{what} {value:.1f} s" for what, value in seconds.items()))
    return {
        "calls_per_host": float(max(_calls_by_host(folder, "provision.yml").values())),
        "noop_vs_ping": round(statistics.median(noop) / statistics.median(ping), 2),
    }


def _calls_by_host(folder: Path, playbook: str) -> Counter[str]:
    counted = folder / "calls"
    counted.write_text("")
    environment = {"ANSIBLE_SSH_EXECUTABLE": str(HERE / "counting-ssh"), "COUNTED_CALLS": str(counted)}
    _succeed(run_playbook(playbook, *CORE, environment=environment, quiet=True), "the counted run")
    hosts = yaml.safe_load((CHECKOUT / ".lab" / "hosts.yml").read_text())["all"]["hosts"]
    names = {connection["ansible_host"]: name for name, connection in hosts.items()}
    calls = Counter(names[word] for line in counted.read_text().splitlines() for word in line.split() if word in names)
    print("bench: remote executions: " + ", ".join(f"{name} {count}" for name, count in sorted(calls.items())))
    return calls


def _windows_figures() -> dict[str, float]:
    """Each module is one remote call, which a simulated node writes to its event log."""
    names = [node.name for node in all_nodes() if node.windows_build]
    before = {name: _logged(name) for name in names}
    _succeed(run_playbook("provision.yml", *WINDOWS, quiet=True), "the counted run on Windows nodes")
    calls = {name: _logged(name) - count for name, count in before.items()}
    print("bench: remote calls: " + ", ".join(f"{name} {count}" for name, count in sorted(calls.items())))
    return {"windows_calls_per_host": float(max(calls.values()))}


def _logged(node: str) -> int:
    current = this_lab()
    return len(current.podman.exec(current.container(node), "cat", EVENTS).splitlines())


def _verify_figures(folder: Path) -> dict[str, float]:
    path = folder / "verify.json"
    _succeed(run_playbook(str(HERE / "verify20.yml"), "-e", f"bench_result={path}", quiet=True), "20 pulls on one node")
    result = json.loads(path.read_text())
    if result["counts"]["passed"] != 20 or any(pull["proof"] != "fresh" for pull in result["images"]):
        raise SystemExit(f"bench: not 20 fresh pulls: {result['counts']}")
    slowest = max(pull["seconds"] for pull in result["images"])
    print(f"bench: 20 images in {result['seconds']:.2f} s, slowest single pull {slowest:.2f} s")
    return {
        "verify20_vs_slowest": round(result["seconds"] / slowest, 2),
        "verify_memory_mb": result["memory_mb"],
        "verify_calls": float(max(_calls_by_host(folder, "verify.yml").values())),
    }


def _diagnosis_figures(folder: Path) -> dict[str, float]:
    """The time from the start of the probes to the verdict on a mirror that swallows packets, on the node: the best of
    several, because a machine that is busy with other things can only add to it. Then pulls past such a mirror.
    """
    seconds = {timeout: _pull_past_dead_mirror(folder, timeout) for timeout in ("", "2s")}
    print(
        f"bench: a pull past a dead first mirror: {seconds['']:.1f} s, with a dial timeout of 2s: {seconds['2s']:.1f} s"
    )
    return {
        "dead_mirror_seconds": min(_dead_mirror_seconds(folder) for _round in range(ROUNDS)),
        "dial_timeout_ratio": round(seconds["2s"] / seconds[""], 2),
    }


def _pull_past_dead_mirror(folder: Path, dial_timeout: str) -> float:
    path = folder / "past.json"
    variables = ("-e", f"bench_result={path}", "-e", f"bench_dial_timeout={dial_timeout}")
    _succeed(run_playbook(str(HERE / "dial_timeout.yml"), *variables, quiet=True), "a pull past a dead mirror")
    result = json.loads(path.read_text())
    if result["counts"]["passed"] != 1:
        raise SystemExit(f"bench: the image was not pulled past the dead mirror: {result['counts']}")
    return float(result["images"][0]["seconds"])


def _dead_mirror_seconds(folder: Path) -> float:
    path = folder / "dead.json"
    _succeed(run_playbook(str(HERE / "dead_mirror.yml"), "-e", f"bench_result={path}", quiet=True), "a dead mirror")
    result = json.loads(path.read_text())
    image = result["images"][0]
    codes = [cause["code"] for cause in [image["cause"] or {}, *image["warnings"]] if cause]
    if "connect_timeout" not in codes:
        raise SystemExit(f"bench: the dead mirror was not named: {codes}")
    return float(result["seconds"])


def _succeed(run: Run, what: str) -> Run:
    if run.code:
        print(run.output)
        raise SystemExit(f"bench: {what} failed with exit code {run.code}")
    return run


if __name__ == "__main__":
    sys.exit(main())
