# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configurations that people wrote, reduced from public reports: what lint and explain show for each of them."""

from __future__ import annotations

import datetime
import os
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.argument_spec import (
    argument_spec,
    with_role_variables,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.host import Controller, HostProfile, lint_host
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.explain.findings import (
    findings_of_variables,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._preflight.explain.node import explain_node, subject_of

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(__file__).parent / "data"
EXPECTED: dict[str, Any] = yaml.safe_load((DATA / "field_findings.yml").read_text())
NOW = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)
CONTROLLER = Controller(lambda value: value, lambda _source: "", NOW)
DEFAULTS = {name: option.get("default") for name, option in argument_spec("registries_info").items()}


def variables(case: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DATA / "field" / f"{case}.yml").read_text())["all"]["vars"]
    return found


def profile(given: dict[str, Any]) -> HostProfile:
    return HostProfile(given["pullproof_runtime"], given.get("pullproof_runtime_version", ""))


def table(case: str) -> list[str]:
    given = variables(case)
    arguments = with_role_variables({}, DEFAULTS, given, lambda value: value)
    arguments = {**DEFAULTS, **arguments, "images": given["verify_images"]}
    known = profile(given)
    linted = findings_of_variables(given, given["verify_images"], known, CONTROLLER)
    return explain_node(subject_of(arguments, RUNTIMES[known.runtime], known.version), linted).table


def test_every_case_has_its_findings() -> None:
    assert set(EXPECTED) == {path.stem for path in (DATA / "field").glob("*.yml")}


@pytest.mark.parametrize("case", EXPECTED)
def test_the_lint_finds_what_is_wrong_and_no_more(case: str) -> None:
    given, expected = variables(case), EXPECTED[case]["findings"]
    found = lint_host(given, profile(given), CONTROLLER)
    assert {one.id for one in found if one.severity != "info" or one.id in expected} == set(expected)
    for one in found:
        wanted = expected.get(one.id, {"severity": "info", "words": []})
        assert one.severity == wanted["severity"]
        if one == next(other for other in found if other.id == one.id):
            assert [word for word in wanted["words"] if word not in replace(one, source="").sentence] == []


@pytest.mark.parametrize("case", EXPECTED)
def test_explain_shows_it_at_the_entry(case: str) -> None:
    lines = table(case)
    assert [start for start in EXPECTED[case]["explain"] if not any(line.startswith(start) for line in lines)] == []
    shown = "\n".join(lines)
    assert [name for name in EXPECTED[case]["findings"] if f"({name}):" not in shown] == []
    assert "s3cret" not in shown


@pytest.mark.parametrize(
    ("playbook", "options", "code"), [("lint", [], 2), ("explain", ["-e", "explain_offline=true"], 0)]
)
def test_the_playbooks_show_the_same(playbook: str, options: list[str], code: int, tmp_path: Path) -> None:
    inventory = DATA / "field" / "rewrite_to_an_invalid_name.yml"
    command = ["ansible-playbook", "-i", str(inventory), str(ROOT / "playbooks" / f"{playbook}.yml"), *options]
    (tmp_path / "ansible.cfg").touch()
    environment = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".ansible" / "collections"),
        "ANSIBLE_HOME": str(tmp_path),
        "ANSIBLE_CONFIG": str(tmp_path / "ansible.cfg"),
        "ANSIBLE_NOCOLOR": "1",
    }
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    assert "library/nginx becomes 'rke-prod/docker.io//nginx'" in " ".join(done.stdout.split())
