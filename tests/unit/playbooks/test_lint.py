# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook lint, by inventories alone: none of their hosts is there."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(__file__).parent / "data" / "lint"


@dataclass(frozen=True)
class Linted:
    """One run: exit code, all that was printed, and the files."""

    code: int
    output: str
    json: Path
    junit: Path


def lint(folder: Path, inventory: str, *options: str, playbook: Path = ROOT / "playbooks" / "lint.yml") -> Linted:
    report, junit = folder / "lint.json", folder / "lint.xml"
    command = ["ansible-playbook", "-i", str(DATA / inventory), str(playbook), *options]
    command += ["-e", f"lint_json={report}", "-e", f"lint_junit={junit}"]
    environment = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".ansible" / "collections"),
        "ANSIBLE_HOME": str(folder),
        "ANSIBLE_CONFIG": str(folder / "ansible.cfg"),
        "ANSIBLE_NOCOLOR": "1",
    }
    (folder / "ansible.cfg").touch()
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    return Linted(done.returncode, done.stdout + done.stderr, report, junit)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Linted:
    """The lint of an inventory with errors, as talkative as it gets."""
    return lint(tmp_path_factory.mktemp("faulty"), "faulty.yml", "-vvvv")


@pytest.fixture(scope="module")
def warned(tmp_path_factory: pytest.TempPathFactory) -> Linted:
    """The lint of an inventory with a warning."""
    return lint(tmp_path_factory.mktemp("warned"), "warned.yml")


def test_errors_end_it_with_exit_code_2(faulty: Linted) -> None:
    assert faulty.code == 2
    assert "lint: 2 errors, 0 warnings, " in faulty.output


def test_each_finding_is_shown_once_with_the_hosts_it_concerns(faulty: Linted) -> None:
    table = faulty.output.partition("[Show the findings")[2].partition("\nlint: ")[0]
    assert table.count("unknown-key") == 1
    assert "ERROR    unknown-key: registries_mirrors['docker.io'] on all 5 hosts" in table
    assert "ERROR    variable-unknown: registries_miror on node-5" in table
    assert "Did you mean 'endpoint'?" in table


def test_the_table_fits_100_columns_and_names_errors_first(warned: Linted) -> None:
    lines = warned.output.partition("[Show the findings")[2].splitlines()[1:]
    table = lines[: lines.index("ok: [node-1]")]
    assert max(map(len, table)) <= 100
    assert [line.split()[0] for line in table if line[:1].isupper()] == ["WARNING", "INFO"]


def test_no_node_is_contacted_and_no_role_is_run(faulty: Linted) -> None:
    for trace in ("ESTABLISH", "SSH: EXEC", "AnsiballZ", "UNREACHABLE", "pullproof.registry.registries :"):
        assert trace not in faulty.output
    assert faulty.output.count("unreachable=0") == 1


def test_no_secret_is_shown(faulty: Linted) -> None:
    assert "s3cr3t-word" not in faulty.output + faulty.json.read_text() + faulty.junit.read_text()


def test_the_json_file_has_all_findings_with_all_hosts(faulty: Linted) -> None:
    document = json.loads(faulty.json.read_text())
    assert (document["errors"], document["warnings"], document["without_result"]) == (2, 0, [])
    found = {finding["id"]: finding for finding in document["findings"]}
    assert found["unknown-key"]["hosts"] == [f"node-{number}" for number in range(1, 6)]
    assert found["variable-unknown"]["hosts"] == ["node-5"]


def test_the_junit_file_has_a_case_per_host_that_fails_with_its_errors(faulty: Linted) -> None:
    suite = ElementTree.parse(faulty.junit).getroot().find("testsuite")
    assert suite is not None and (suite.get("tests"), suite.get("failures")) == ("5", "5")
    messages = {case.get("name"): case.find("failure") for case in suite.iter("testcase")}
    assert messages["node-5"] is not None
    assert messages["node-5"].get("message") == "unknown-key, variable-unknown"
    assert "registries_miror: " in str(messages["node-5"].text)


def test_warnings_alone_end_it_with_exit_code_0(warned: Linted) -> None:
    assert warned.code == 0
    assert "WARNING  proxy-not-for-bootstrap: proxy_containerd_https on node-2" in warned.output
    suite = ElementTree.parse(warned.junit).getroot().find("testsuite")
    assert suite is not None and suite.get("failures") == "0"
    assert "proxy-not-for-bootstrap" in str(suite.findtext("testcase[@name='node-2']/system-out"))


def test_warnings_fail_where_that_is_asked_for(tmp_path: Path) -> None:
    done = lint(tmp_path, "warned.yml", "-e", "lint_fail_on=warning")
    assert done.code == 2
    assert '<testsuite name="pullproof.lint" errors="0" skipped="0" tests="2" failures="1">' in done.junit.read_text()


def test_errors_do_not_fail_where_that_is_asked_for(tmp_path: Path) -> None:
    done = lint(tmp_path, "faulty.yml", "-e", "lint_fail_on=never")
    assert (done.code, "lint: 2 errors" in done.output) == (0, True)


def test_a_missing_secret_is_named_once_and_can_be_skipped(tmp_path: Path) -> None:
    missing = '{"registries_configs": {"h:5000": {"auth": {"username": "u", "password": "{{ vault_pw }}"}}}}'
    done = lint(tmp_path, "warned.yml", "-e", missing)
    assert done.code == 2
    assert done.output.count("The value can't be evaluated: 'vault_pw' is undefined.") == 1
    assert "variable-unresolved: registries_configs['h:5000'].auth.password on all 2 hosts" in done.output
    assert (
        lint(tmp_path, "warned.yml", "-e", missing, "-e", '{"registries_lint_skip": ["variable-unresolved"]}').code == 0
    )


def test_variables_of_a_play_take_precedence_on_all_hosts(tmp_path: Path) -> None:
    output = lint(tmp_path, "own_play_hosts.yml", playbook=DATA / "own_play.yml").output
    assert "out-of-range: verify_parallel on all 2 hosts" in output
    assert "out-of-range: verify_timeout on node-2" in output
