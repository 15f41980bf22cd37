# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test secrets for the search itself: it must find each of them where it was written."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.lab.host.lab import Lab
from tests.stages.leaks.collection.controller import MARK, leftovers, shared_names, watch
from tests.stages.leaks.collection.hive import SET_VALUE, write_hives
from tests.stages.leaks.collection.nodes import collect
from tests.stages.leaks.search.hive import HIVE
from tests.stages.leaks.search.matcher import Matcher, Seed
from tests.stages.leaks.search.places import Verdict, judge

NODE, SIMULATED = "containerd-1", "windows-2025"
# The canary comes on standard input; the sleep gives the watch several chances, also on a slow machine.
_ON_NODE = """
read -r canary
echo "$canary" > /tmp/leaks-canary
echo "$canary" > /etc/leaks-canary
chmod 600 /etc/leaks-canary
echo "$canary" | systemd-cat
sh -c 'sleep 2; :' sh "$canary"
rm /tmp/leaks-canary
echo "$canary" > /var/tmp/leaks-canary
"""
_ON_WINDOWS = """
read -r canary
echo "$canary" >> /var/lib/simulated-windows/Application.jsonl
echo "$canary" > /var/lib/wine/drive_c/windows/temp/leaks-canary
sleep 2
rm /var/lib/wine/drive_c/windows/temp/leaks-canary
"""


def planted(output: bytes, seed: Seed) -> bytes:
    """A copy of the output with the secret in it."""
    middle = output.find(b"\n", len(output) // 2)
    return output[:middle] + f"\npassword: {json.dumps(seed.value)}".encode() + output[middle:]


def missed_canaries(lab: Lab, folder: Path) -> list[str]:
    """Plant them in every kind of place but the output, and tell where they were not found to be leaks."""
    seed = Seed("canary", secrets.token_urlsafe(36))
    places = {
        f"{NODE}: process arguments",
        f"{NODE}: temporary file that others can read: /tmp/leaks-canary",
        f"{NODE}: /etc/leaks-canary",
        f"{NODE}: /var/tmp/leaks-canary",
        f"{NODE}: journal",
        f"{SIMULATED}: /var/lib/simulated-windows/Application.jsonl",
        f"{SIMULATED}: {HIVE}",
        f"{SIMULATED}: temporary file that others can read: /var/lib/wine/drive_c/windows/temp/leaks-canary",
        "controller: process arguments",
        "controller: process environment",
        f"controller: {folder / 'tmp' / 'left'}",
        f"controller: temporary file that others can read: {folder / 'tmp' / 'left'}",
    }
    return sorted(places - _found(lab, folder, seed))


def _found(lab: Lab, folder: Path, seed: Seed) -> set[str]:
    started, before = time.time(), shared_names()
    with watch(lab, folder / "tmp") as seen, ThreadPoolExecutor(4) as pool:
        jobs = [
            pool.submit(_on_node, lab, NODE, _ON_NODE, seed.value),
            pool.submit(_on_node, lab, SIMULATED, _ON_WINDOWS, seed.value),
            pool.submit(_on_node, lab, SIMULATED, SET_VALUE, seed.value),
            pool.submit(_on_controller, folder, seed.value),
        ]
        for job in jobs:
            job.result()
        write_hives(lab)
    matcher, found = Matcher([seed]), set()
    for text in (*seen, *collect(lab, started), *leftovers(lab, started, folder, before)):
        if any(judge(text.place, hit, False) is Verdict.LEAK for hit in matcher.search(text.content)):
            found.add(f"{text.place.host}: {'journal' if text.place.name.startswith('journal') else text.place.name}")
    return found


def _on_node(lab: Lab, node: str, script: str, canary: str) -> None:
    lab.podman.exec(lab.container(node), "bash", "-c", script, "bash", "canary", data=f"{canary}\n".encode())


def _on_controller(folder: Path, canary: str) -> None:
    (folder / "tmp" / "left").write_text(canary)
    name, _, value = MARK.partition("=")
    environment = {**os.environ, name: value, "CANARY": canary}
    subprocess.run(["sh", "-c", "sleep 2; :", "sh", canary], env=environment, check=True)
