# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/lint.md and the code say the same: every finding is documented, and its two examples do what they say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import (
    CONFIG_PATH,
    describe_config,
)
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_loaded import (
    observe_containerd_config,
)
from ansible_collections.pullproof.registry.plugins.module_utils._text.pem_blocks import describe_pem
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.argument_spec import argument_spec
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.containerd_facts import ContainerdFacts
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.key_pairs import SeenFile
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.pem import PemError
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.host import (
    Controller,
    HostProfile,
    lint_host,
    subject_of,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.table import KNOWN_ISSUES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.lint import lint
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.catalogue import RULES, with_source
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.containerd import check_containerd
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.docker import (
    check_command_line,
    check_unmanaged_mirrors,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream import go_regexp
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.proxy import check_environment, environment_for
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.values import UnresolvedError, values_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.roles.registries import check_data_dir

from tests.unit.plugins.plugin_utils.conftest import NOW, MakeCertificate

ROOT = Path(__file__).resolve().parents[5]
CODE = ROOT / "plugins" / "plugin_utils"
SOURCES = (
    "_lint/**/*.py",
    "_registries/**/*.py",
    "_resolver/images.py",
    "_roles/ca_trust.py",
    "_roles/proxy*.py",
    "_roles/time_sync.py",
    "_variables/*.py",
    "_windows/roles/ca_trust.py",
    "_windows/roles/registries.py",
)
CONSTRUCTORS = ("Finding", "KnownIssue", "WrongType", "error", "info", "_unsupported")
# check_certificates puts "tls-" before what is wrong with the PEM text.
OF_PEM = {"tls-not-pem", "tls-private-key", "tls-no-certificate", "tls-not-key"}
# parse_anchors puts "ca-" before it.
OF_ANCHORS = {
    "ca-docker-registry",
    "ca-expired",
    "ca-no-certificate",
    "ca-no-source",
    "ca-not-a-ca",
    "ca-not-pem",
    "ca-not-yet-valid",
    "ca-private-key",
    "ca-source",
}
# What is known of the nodes beside their variables.
OF_THE_SUBJECT = ("environment", "target_version")
CERTIFICATES: dict[str, str] = {}
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
            patch.setattr(go_regexp, "_re2", None)
        return found_in(given)


def found_in(given: dict[str, Any]) -> list[Finding]:
    registries = parse_registries(given.get("registries_mirrors"), given.get("registries_configs"))
    files = {path: seen_file(value) for path, value in given.pop("node_files", {}).items()}
    error = given.pop("containerd_error", "")
    conflicts = given.pop("containerd_conflicts", ())
    on_disk = ContainerdFacts((2, 1), error=error, conflicts={CONFIG_PATH: conflicts} if conflicts else {})
    if "containerd_import" in given:
        on_disk = facts_with_import(given.pop("containerd_import"), given["version"])
    options, unmanaged = given.pop("docker_command_line", ()), given.pop("unmanaged_mirrors", ())
    unit, data_dir = seen_unit(given), given.pop("data_dir", "")
    # The role makes it from the cluster's domain and ranges.
    given["proxy_no_proxy_defaults"] = argument_spec("proxy")["no_proxy_defaults"]["default"]
    beside = {name: given.pop(name) for name in OF_THE_SUBJECT if name in given}
    if "containerd_config" in given:
        beside["containerd"] = containerd_facts(given.pop("containerd_config"), given.get("version", ""))
    known = HostProfile(
        given.get("pullproof_runtime", ""),
        given.pop("version", ""),
        given.pop("platform", "linux"),
        given.pop("embedded_registry", False),
    )
    subject = replace(subject_of(values_of(given, evaluated), known, NOW), node_files=files, **beside)
    seen = check_containerd(RegistrySettings(registries), on_disk)
    on_node = seen if subject.product == "containerd" and (error or conflicts or on_disk.loaded) else []
    on_node += check_command_line(RegistrySettings(registries), options) if options else []
    on_node += check_unmanaged_mirrors(RegistrySettings(registries), unmanaged) if unmanaged else []
    on_node += service_findings(given, unit) if unit else []
    on_node += check_data_dir(data_dir)
    by_variables = lint_host(given, known, Controller(evaluated, no_file, NOW))
    by_subject = lint(subject, given.get("registries_lint_skip", ())) if beside or files else ()
    return [*by_variables, *by_subject, *map(with_source, on_node)]


def facts_with_import(drop_in: str, version: str) -> ContainerdFacts:
    """The facts of a node whose config.toml imports one file."""
    texts = {CONFIG_PATH: 'version = 2\nimports = ["/etc/containerd/a.toml"]\n', "/etc/containerd/a.toml": drop_in}
    files: Any = SimpleNamespace(read=texts.get)
    programs: Any = {"version": version, "config": observe_containerd_config(files, version)}
    return ContainerdFacts.of(programs)


def containerd_facts(config: str, version: str) -> ContainerdFacts:
    """The facts of a node with this config.toml."""
    facts = {"config": describe_config(config), "version": str(version)}
    return ContainerdFacts.of(facts)  # type: ignore[arg-type]


def seen_unit(given: dict[str, Any]) -> dict[str, Any]:
    """What the page says of the service's unit, in the shape of an observed node; nothing if it says nothing."""
    names = ("environment_files", "environment_lines", "daemon_proxies")
    of_node = {name: given.pop(name) for name in names if name in given}
    if not of_node:
        return {}
    loaded = of_node.get("environment_files", {"/etc/default/rke2-agent": []})
    files = [{"path": path, "names": set_there, "drop_in": ""} for path, set_there in loaded.items()]
    unit = {"environment_files": files, "environment_lines": of_node.get("environment_lines", {})}
    return {"unit": unit, "daemon_proxies": of_node.get("daemon_proxies", [])}


def service_findings(given: dict[str, Any], seen: Any) -> list[Finding]:
    arguments = values_of(given, evaluated).of("proxy")
    runtime = RUNTIMES[given["pullproof_runtime"]]
    return check_environment(environment_for(arguments, runtime), ChosenRuntime(runtime, seen), arguments)


def seen_file(value: str | dict[str, Any] | None) -> SeenFile:
    """What the page says of a file: its text, what was seen of it (of keys), or that there is none."""
    if value is None:
        return SeenFile(present=False)
    return SeenFile.of(describe_pem(value) if isinstance(value, str) else value)


def evaluated(value: object) -> object:
    """What the page writes as a template: certificates, and secrets, which are left as they stand."""
    if not isinstance(value, str) or "{{" not in value:
        return value
    name = value.strip("{} ")
    if name == "defined_nowhere":
        raise UnresolvedError(f"'{name}' is undefined")
    return CERTIFICATES.get(name, value)


def no_file(source: str) -> str:
    raise PemError("no-source", f"{source} can't be read on the controller", "correct src")


@pytest.fixture(autouse=True, scope="module")
def certificates(make_certificate: MakeCertificate, private_key: str) -> None:
    """What the names in the examples stand for."""
    CERTIFICATES.update(
        ca=make_certificate("ca"),
        expired_ca=make_certificate("old", begins=-9, ends=-1),
        future_ca=make_certificate("new", begins=1),
        expiring_ca=make_certificate("soon", ends=9),
        issuing_ca=make_certificate("issuing", issuer="root"),
        leaf=make_certificate("leaf", ca=False),
        private_key=private_key,
    )


def ids_of_code() -> set[str]:
    trees = [ast.parse(path.read_text()) for path in {path for pattern in SOURCES for path in CODE.glob(pattern)}]
    used = {name for tree in trees for node in ast.walk(tree) for name in ids_in(node)}
    return OF_PEM | OF_ANCHORS | used


def ids_in(node: ast.AST) -> Iterator[str]:
    """The id of a finding that is made here, or of a rule that is taken out of the catalogue."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[ast.Constant(value=value), *_]):
            if name in CONSTRUCTORS:
                yield str(value)
        case ast.Subscript(value=ast.Name(id="RULES"), slice=ast.Constant(value=value)):
            yield str(value)


def test_every_finding_of_the_code_is_documented_and_the_other_way_round() -> None:
    assert {section.id for section in SECTIONS} == ids_of_code()


def test_no_finding_is_documented_twice() -> None:
    assert len({section.id for section in SECTIONS}) == len(SECTIONS)


def test_every_id_is_in_kebab_case() -> None:
    assert [name for name in ids_of_code() if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)] == []


def test_the_page_has_the_severity_and_the_source_of_each_rule_and_known_issue() -> None:
    severities = {rule.id: f"{rule.severity}, {rule.exception}".removesuffix(", ") for rule in RULES.values()}
    documented_here = {(section.id, section.severity, section.source) for section in SECTIONS}
    rules = {(rule.id, severities[rule.id], rule.source) for rule in RULES.values()}
    assert documented_here == rules | {(issue.id, issue.severity, issue.source) for issue in KNOWN_ISSUES}


def test_the_page_lists_what_can_not_be_skipped() -> None:
    listed = re.search(r"These can't be skipped.*?:\n(.*?)\n\n", (ROOT / "docs" / "lint.md").read_text(), re.S)
    assert listed and set(re.findall(r"`([^`]+)`", listed[1])) == {
        rule.id for rule in RULES.values() if not rule.skippable
    }


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
