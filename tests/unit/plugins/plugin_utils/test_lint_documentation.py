# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/lint.md and the code say the same: every finding is documented, and its two examples do what they say."""

from __future__ import annotations

import ast
import datetime
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.pullproof.registry.plugins.module_utils._tls_files import describe_pem
from ansible_collections.pullproof.registry.plugins.plugin_utils import _go_regexp
from ansible_collections.pullproof.registry.plugins.plugin_utils._containerd_config import ContainerdFacts
from ansible_collections.pullproof.registry.plugins.plugin_utils._finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint import lint
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint_ids import IDS
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint_sources import with_source
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint_subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries_containerd import check_containerd
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries_docker import check_command_line
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries_wanted import Wanted
from ansible_collections.pullproof.registry.plugins.plugin_utils._tls_material import SeenFile

ROOT = Path(__file__).resolve().parents[4]
CODE = ROOT / "plugins" / "plugin_utils"
SOURCES = ("_lint*.py", "_known_issue*.py", "_registries*.py", "_variable_reader.py", "_render_config_json.py")
# registries.yaml as a program reads it, not the variables.
TODAY = datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC)
OTHER_READERS = ("_registries_yaml.py",)
CONSTRUCTORS = ("Finding", "Rule", "KnownIssue", "error", "_unsupported")
# check_certificates puts "tls-" before what is wrong with the PEM text.
OF_PEM = {"tls-not_pem", "tls-private_key", "tls-no_certificate", "tls-not_key"}
SECTION = re.compile(
    r"^### (?P<id>\S+)\n\n- Severity: (?P<severity>[^\n]+)\n- Source: (?P<source>[^\n]+)\n(?P<rest>.*?)(?=^##|\Z)",
    re.M | re.S,
)
YAML = re.compile(r"^```yaml\n(.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Section:
    """What the page says about one finding."""

    id: str
    severity: str
    source: str
    triggering: dict[str, Any]
    harmless: dict[str, Any]


def documented() -> list[Section]:
    text = (ROOT / "docs" / "lint.md").read_text()
    sections = []
    for match in SECTION.finditer(text):
        triggering, harmless = (yaml.safe_load(block) for block in YAML.findall(match["rest"]))
        sections.append(Section(match["id"], match["severity"], match["source"], triggering, harmless))
    assert len(sections) == text.count("\n### ")
    return sections


SECTIONS = documented()


def findings(example: dict[str, Any]) -> list[Finding]:
    given = dict(example)
    with pytest.MonkeyPatch.context() as patch:
        if not given.pop("google_re2", True):
            patch.setattr(_go_regexp, "_re2", None)
        return found_in(given)


def found_in(given: dict[str, Any]) -> list[Finding]:
    registries = parse_registries(given.pop("registries_mirrors", None), given.pop("registries_configs", None))
    skip = given.pop("registries_lint_skip", ())
    files = {path: seen_file(value) for path, value in given.pop("node_files", {}).items()}
    error = given.pop("containerd_error", "")
    conflicts = tuple(given.pop("containerd_conflicts", ()))
    options = given.pop("docker_command_line", ())
    arguments = {key.removeprefix("registries_").replace("pullproof_", ""): value for key, value in given.items()}
    for key in ("images", "docker_config"):
        arguments[key] = tuple(arguments.get(key, ()))
    subject = LintSubject(registries, node_files=files, now=TODAY, **arguments)
    seen = check_containerd(Wanted(registries), ContainerdFacts((2, 1), error=error, conflicts=conflicts))
    on_node = seen if subject.product == "containerd" and (error or conflicts) else []
    on_node += check_command_line(Wanted(registries), options) if options else []
    return [*lint(subject, skip), *map(with_source, on_node)]


def seen_file(value: str | dict[str, Any] | None) -> SeenFile:
    """What the page says of a file: its text, what was seen of it (of keys), or that there is none."""
    if value is None:
        return SeenFile(present=False)
    return SeenFile.of(describe_pem(value) if isinstance(value, str) else value)


def ids_of_code() -> set[str]:
    ids = set(OF_PEM)
    for path in {path for pattern in SOURCES for path in CODE.glob(pattern) if path.name not in OTHER_READERS}:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in CONSTRUCTORS:
                    ids.add(str(node.args[0].value))
    return ids


def test_every_finding_of_the_code_is_documented_and_the_other_way_round() -> None:
    assert {section.id for section in SECTIONS} == ids_of_code()


def test_no_finding_is_documented_twice() -> None:
    assert len({section.id for section in SECTIONS}) == len(SECTIONS)


def test_what_may_be_skipped_is_what_is_documented() -> None:
    assert {section.id for section in SECTIONS} == IDS


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.id)
def test_the_first_example_triggers_the_finding_as_documented(section: Section) -> None:
    found = [finding for finding in findings(section.triggering) if finding.id == section.id]
    assert found
    for finding in found:
        assert finding.severity in section.severity
        assert finding.source == section.source
        assert finding.where and finding.message.endswith((".", ")")) and finding.fix


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.id)
def test_the_second_example_is_free_of_errors_and_warnings(section: Section) -> None:
    found = findings(section.harmless)
    assert section.id not in {finding.id for finding in found}
    assert [finding for finding in found if finding.severity != "info"] == []
