# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job on the embedded lab, start to end: bare nodes that can pull nothing become nodes whose every image is
proven.

Ends with `demo: P of P pulls proven on N nodes, second run changed 0`, or with exit code 1 and what was wrong.
"""

from __future__ import annotations

import signal
import sys
import time

from tests.lab.cli import main as lab
from tests.lab.host.lab import this_lab
from tests.lab.host.playbook import CHECKOUT, Proven, kill_playbook, run_playbook
from tests.lab.nodes.lifecycle import all_nodes, existing_nodes

# Whether something is wrong, and the sentence that says so.
Fault = tuple[bool, str]

CORE = ("--limit", "nodes:windows")
REPORTS = CHECKOUT / ".lab" / "report"
MISSPELT = CHECKOUT / "tests" / "stages" / "demo" / "misspelt_mirrors.yml"
INCOMPLETE = ("-e", "@tests/stages/demo/incomplete_mirror.yml")
WRONG = ("-e", "@tests/stages/demo/wrong_password.yml", "-e", "provision_require_images=none")


def core_nodes() -> list[str]:
    """The nodes of the demo; the lab may have more, for molecule."""
    return [node.name for node in all_nodes() if not node.extra]


def bad_inventory_stopped() -> list[Fault]:
    """A misspelt variable stops the run before a node is changed, and is reported once."""
    run = run_playbook("provision.yml", *CORE, "-e", f"@{MISSPELT}", quiet=True)
    shown = run.output.partition("[Show the plan")[2].partition("PLAY RECAP")[0]
    command = f"$ ansible-playbook provision.yml -e @{MISSPELT.relative_to(CHECKOUT)}"
    print("\n".join([command, *shown.splitlines()[1:]]))
    return [
        (run.code == 0 or run.changed != 0, f"bad inventory: exit code {run.code}, changed {run.changed}"),
        (shown.count("ERROR    unknown-key: ") != 1, "bad inventory: unknown-key is not shown once"),
    ]


def explained(node: str) -> list[Fault]:
    """Where a node will ask for its images, by its variables alone."""
    run = run_playbook(
        "explain.yml", "--limit", node, "-e", "explain_offline=true", "-e", "pullproof_runtime=rke2-agent"
    )
    return [(run.code != 0 or "https://registry.lab:5000" not in run.output, f"explain: exit code {run.code}")]


def incomplete_mirror_refused() -> list[Fault]:
    """A switch to a registry without one of the images stops before the first change."""
    run = run_playbook("provision.yml", "--limit", "nodes:windows:!docker", *INCOMPLETE, quiet=True)
    shown = run.output.partition("[Show the plan")[2].partition("\nok: ")[0]
    print("\n".join([f"$ ansible-playbook provision.yml {' '.join(INCOMPLETE)}", *shown.splitlines()[1:]]))
    return [
        (run.code == 0 or run.changed != 0, f"incomplete mirror: exit code {run.code}, changed {run.changed}"),
        ("[repository_unknown]" not in shown, "the missing image was not named"),
    ]


def lost_controller(node: str) -> list[Fault]:
    """The controller is killed between a wrong change and its proof."""
    at = "[pullproof.registry.runtime : Restart the runtime if its configuration changed]"
    run = kill_playbook("provision.yml", "--limit", node, *WRONG, "-e", "provision_confirm_timeout=60", at=at)
    print(f"The controller was killed, after the files of {node} were changed")
    return [(run.code != -signal.SIGKILL or not has_timer(node), f"the controller was not killed: {run.output[-500:]}")]


def stopped_at_first_node(*others: str) -> list[Fault]:
    """A wrong password for all nodes: the cause is named, the first node restores itself, and no other is changed."""
    run = run_playbook("provision.yml", "--limit", ",".join(others), *WRONG, quiet=True)
    shown = run.output.partition("[pullproof.registry.verify : Show the pulls")[2]
    states = run.output.partition("[Show which nodes have the new")[2].partition("\nok: ")[0]
    print(
        "\n".join(
            [f"$ ansible-playbook provision.yml {' '.join(WRONG)}", *shown.partition("\nok: ")[0].splitlines()[1:]]
        )
    )
    print("\n".join(states.splitlines()[1:]))
    return [
        (run.code == 0 or "[credentials_wrong]" not in shown, "the wrong password was not named as the cause"),
        (
            "has its former configuration again: rke2-server-1 (1)" not in states,
            "the first node did not restore itself",
        ),
        (f"({len(others) - 1})" not in states.partition("Not changed by this run")[2], "another node was changed"),
    ]


def restored(node: str) -> list[Fault]:
    """Both changes are undone: every image is proven again, without another change."""
    deadline = time.monotonic() + 300
    while has_timer(node) and time.monotonic() < deadline:
        time.sleep(1)
    run = run_playbook("verify.yml", *CORE, quiet=True)
    proven = run.proven
    print(f"{node} restored itself without a controller")
    print(f"{proven.done} of {proven.listed} pulls proven on {proven.nodes} nodes")
    return [(run.code != 0 or not 0 < proven.done == proven.listed, f"restored: exit code {run.code}, {proven}")]


def has_timer(node: str) -> bool:
    """Whether the node will restore itself."""
    here = this_lab()
    return "pullproof-restore" in here.podman.exec(here.container(node), "ls", "/etc/systemd/system")


def audited() -> list[Fault]:
    """Which nodes differ from their peers; after the main job none does."""
    run = run_playbook("audit.yml", *CORE)
    return [
        (run.code != 0 or ", no outlier" not in run.output, f"audit: exit code {run.code}"),
        (run.changed != 0 or bool(run.warnings), f"audit: changed {run.changed}, warnings {'; '.join(run.warnings)}"),
    ]


def main() -> int:
    """Run the acts and compare what they show with what they must show."""
    say("1. The lab: five Linux nodes, two Windows nodes on Wine, and their services")
    used = [name for name in core_nodes() if name in existing_nodes(this_lab())]
    lab(["up"])
    if used:
        lab(["reset", *used])
    say("2. Before: no listed image can be pulled")
    bare = run_playbook("verify.yml", *CORE)
    before = bare.proven.done
    say("3. A slip of the pen: nothing is changed")
    slipped = bad_inventory_stopped()
    say("4. What a node will do, before it does it: playbooks/explain.yml")
    slipped += explained("rke2-agent-1")
    say("5. The main job: playbooks/provision.yml")
    first = run_playbook("provision.yml", *CORE, "-e", f"verify_report_dir={REPORTS}")
    done, total, nodes = first.proven.done, first.proven.listed, first.proven.nodes
    manifest_only = first.output.count("manifest_only")
    say("6. Once more: nothing is to be done")
    second = run_playbook("provision.yml", *CORE)
    say("7. Which nodes differ from their peers: playbooks/audit.yml")
    slipped += audited()
    say("8. A registry switch with a missing image: nothing is changed")
    slipped += incomplete_mirror_refused()
    say("9. A wrong password: the controller is lost on one node, and the others stop at the first node")
    slipped += lost_controller("containerd-1")
    slipped += stopped_at_first_node(*(name for name in core_nodes() if name != "containerd-1"))
    slipped += restored("containerd-1")
    page = REPORTS / "verify.html"
    faults = [
        *slipped,
        (f"Report: {page}" not in first.output or not page.is_file(), f"{page} was not written"),
        (before != 0 or bare.code == 0, f"{before} images could be pulled before, exit code {bare.code}"),
        (bare.proven.listed == 0, "the playbook showed no report before"),
        (total == 0 or nodes != len(core_nodes()), f"{total} pulls on {nodes} of {len(core_nodes())} nodes"),
        (first.code != 0 or done != total, f"{done} of {total} pulls proven, exit code {first.code}"),
        (second.proven != Proven(total, total, nodes), f"second run: {second.proven}"),
        (manifest_only != 0, "a pull was not fresh"),
        (second.code != 0 or second.changed != 0, f"second run: exit code {second.code}, changed {second.changed}"),
        (bool(first.warnings or second.warnings), "warnings: " + "; ".join(first.warnings + second.warnings)),
    ]
    for wrong, sentence in faults:
        if wrong:
            print(f"demo: {sentence}", file=sys.stderr)
    print(f"demo: the report, for any browser: {page}")
    print(f"demo: {done} of {total} pulls proven on {nodes} nodes, second run changed {second.changed}")
    return int(any(wrong for wrong, _sentence in faults))


def say(sentence: str) -> None:
    """A heading between the acts."""
    print(f"\n=== {sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
