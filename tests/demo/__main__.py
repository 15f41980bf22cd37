# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job on the embedded lab, start to end: bare nodes that can pull nothing become nodes whose every image is
proven.

Ends with `demo: P of P pulls proven on N nodes, second run changed 0`, or with exit code 1 and what was wrong.
"""

from __future__ import annotations

import sys

from tests.lab.cli import main as lab
from tests.lab.host.lab import this_lab
from tests.lab.host.playbook import CHECKOUT, Proven, run_playbook
from tests.lab.nodes.lifecycle import all_nodes, existing_nodes

# Whether something is wrong, and the sentence that says so.
Fault = tuple[bool, str]

CORE = ("--limit", "nodes:windows")
REPORTS = CHECKOUT / ".lab" / "report"
MISSPELT = CHECKOUT / "tests" / "demo" / "misspelt_mirrors.yml"
WRONG_PASSWORD = CHECKOUT / "tests" / "demo" / "wrong_password.yml"


def core_nodes() -> list[str]:
    """The nodes of the demo; the lab may have more, for molecule."""
    return [node.name for node in all_nodes() if not node.extra]


def bad_inventory_stopped() -> list[Fault]:
    """A misspelt variable stops the run before a node is changed, and is reported once."""
    run = run_playbook("provision.yml", *CORE, "-e", f"@{MISSPELT}", quiet=True)
    shown = run.output.partition("[Show the findings")[2].partition("PLAY RECAP")[0]
    print("\n".join(["$ ansible-playbook provision.yml -e @tests/demo/misspelt_mirrors.yml", *shown.splitlines()[1:]]))
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


def diagnosed(node: str) -> list[Fault]:
    """A wrong password on one node: the cause is named, and once it is put right everything is proven again."""
    broken = run_playbook("provision.yml", "--limit", node, "-e", f"@{WRONG_PASSWORD}", quiet=True)
    shown = broken.output.partition("[pullproof.registry.verify : Show the pulls")[2].partition("\nok: ")[0]
    command = f"$ ansible-playbook provision.yml --limit {node} -e @{WRONG_PASSWORD.relative_to(CHECKOUT)}"
    print("\n".join([command, *shown.splitlines()[1:]]))
    mended = run_playbook("provision.yml", "--limit", node, quiet=True)
    done, total = mended.proven.done, mended.proven.listed
    print(f"\nWith the right password again: {done} of {total} pulls proven on {node}")
    return [
        (broken.code == 0 or "[credentials_wrong]" not in shown, "the wrong password was not named as the cause"),
        (
            mended.code != 0 or not 0 < done == total,
            f"after it was put right: exit code {mended.code}, {done} of {total} proven",
        ),
    ]


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
    say("8. A wrong password on one node: the cause, and the fix")
    slipped += diagnosed("rke2-agent-1")
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
