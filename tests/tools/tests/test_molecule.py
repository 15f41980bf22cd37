# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which scenarios there are, and what they fail for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from tests.lab.host.playbook import CHECKOUT, Run
from tests.tools.molecule import fault, lab_secrets, scenarios

SECRET = "not to be shown anywhere"


def run(output: str, code: int = 0) -> Run:
    return Run(code, f"ok: [node]\n{output}\nPLAY RECAP ***\n", 1.0)


def pinned(file: str, package: str) -> str:
    text = (CHECKOUT / "requirements" / file).read_text()
    found = re.search(rf"^{package}==(\S+)$", text, re.MULTILINE)
    assert found, f"{file} pins no {package}"
    return found[1]


@pytest.mark.parametrize("role", sorted(path.name for path in (CHECKOUT / "roles").iterdir()))
def test_every_role_has_a_scenario_of_linux_and_windows_nodes(role: str) -> None:
    scenario = yaml.safe_load((CHECKOUT / "molecule" / role / "molecule.yml").read_text())
    nodes = set(scenario["ansible"]["env"]["PULLPROOF_NODES"].split(","))
    windows = {"windows-2019", "windows-2025"}
    assert role in scenarios()
    assert windows < nodes


def test_a_run_that_says_nothing_special_passes() -> None:
    assert fault(run("changed: [node]"), [SECRET]) == ""


@pytest.mark.parametrize(
    "line",
    [
        "[WARNING]: Something is odd.",
        "[DEPRECATION WARNING]: Something goes away.",
        "[DEPRECATED]: Something has gone.",
        "  [WARNING]: Something is odd.",
        "WARNING  [ca_trust > check] Something is odd.",
    ],
)
def test_a_warning_in_any_form_fails_the_scenario(line: str) -> None:
    assert fault(run(line), []) == f"FAILED for its warnings: {line}"


def test_warnings_before_the_first_step_are_those_of_molecule_itself() -> None:
    listing = "[DEPRECATION WARNING]: tree has been deprecated.\n"
    step = "INFO     [ca_trust > prepare] Executing\n"
    assert fault(run(listing + step), []) == ""
    assert fault(run(listing + step + "[WARNING]: x"), []) == "FAILED for its warnings: [WARNING]: x"


def test_a_password_in_the_output_fails_the_scenario_and_is_not_told_again() -> None:
    message = fault(run(f"+  password: {SECRET}"), [SECRET])
    assert message == "FAILED for a password in its output"


def test_a_failed_run_is_told_by_its_exit_code() -> None:
    assert fault(run("[WARNING]: x", code=2), []) == "FAILED, exit code 2"


def test_secrets_of_the_lab_are_those_too_long_for_chance_as_they_are_and_as_in_a_url(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    file.write_text(json.dumps({"registry": {"short": "a", "long": "a b" * 6}, "proxy": {"user": "p" * 16}}))
    assert lab_secrets(file) == sorted(["a b" * 6, "a%20b" * 6, "p" * 16])


def test_the_oldest_ansible_core_that_is_promised_is_one_that_molecule_can_run_on() -> None:
    promised = yaml.safe_load((CHECKOUT / "meta" / "runtime.yml").read_text())["requires_ansible"]
    assert promised == f">={pinned('core/2.19.txt', 'ansible-core')}"


def test_every_other_ansible_core_has_the_collections_of_its_time() -> None:
    cores = [path.stem for path in (CHECKOUT / "requirements" / "core").glob("*.txt") if "-" not in path.stem]
    assert cores
    for core in cores:
        assert pinned(f"core/{core}.txt", "ansible-core").startswith(f"{core}.")
        assert pinned(f"core/{core}-collections.txt", "ansible")
