# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Argument specs are read from documentation as Ansible itself reads it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.pullproof.registry.plugins.doc_fragments._options import ModuleDocFragment
from ansible_collections.pullproof.registry.plugins.modules import preflight_info, registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.argument_spec import (
    VARIABLES,
    argument_spec,
    with_role_variables,
)

ROOT = Path(__file__).resolve().parents[5]
FOLDER = ROOT / "plugins" / "modules"
MODULES = sorted(".".join(path.relative_to(FOLDER).with_suffix("").parts) for path in FOLDER.rglob("*.py"))
EXTENDS = "extends_documentation_fragment"


@pytest.fixture(scope="module")
def merged_by_ansible() -> dict[str, Any]:
    program = Path(sys.executable).with_name("ansible-doc")
    names = [f"pullproof.registry.{module}" for module in MODULES]
    printed = subprocess.run([program, "--json", "-t", "module", *names], capture_output=True, check=True)
    documented: dict[str, Any] = json.loads(printed.stdout)
    return {name.removeprefix("pullproof.registry."): entry["doc"]["options"] for name, entry in documented.items()}


def without_words(option: dict[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in option.items() if key not in {"description", "suboptions"}}
    if "suboptions" in option:
        rest["options"] = {name: without_words(inner) for name, inner in option["suboptions"].items()}
    return rest


@pytest.mark.parametrize("module", MODULES)
def test_the_spec_has_the_options_that_ansible_documents(module: str, merged_by_ansible: dict[str, Any]) -> None:
    documented = merged_by_ansible[module]
    assert argument_spec(module) == {name: without_words(option) for name, option in documented.items()}


def test_options_of_a_fragment_are_part_of_the_spec() -> None:
    assert argument_spec("registries")["overwrite_unmanaged"] == {"type": "bool", "default": False}


def test_a_module_refines_an_option_of_a_fragment(monkeypatch: pytest.MonkeyPatch) -> None:
    refined = f"{EXTENDS}: [pullproof.registry._options.runtime]\noptions: {{runtime: {{default: docker}}}}"
    monkeypatch.setattr(preflight_info, "DOCUMENTATION", refined)
    runtime = argument_spec("preflight_info")["runtime"]
    assert (runtime["default"], runtime["type"]) == ("docker", "str")


def test_a_fragment_that_is_not_there_is_not_overlooked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registries, "DOCUMENTATION", f"{EXTENDS}: [pullproof.registry._options.absent]")
    with pytest.raises(AttributeError, match="ABSENT"):
        argument_spec("registries")


def test_options_that_are_not_set_have_the_variables_of_the_roles_that_are_defined() -> None:
    variables = {"registries_mirrors": "m", "registries_configs": "c", "proxy_http": "p", "ca_trust_certificates": "x"}
    spec: dict[str, Any] = {"mirrors": {}, "configs": {}, "proxy_http": {}, "proxy_https": {}}
    found = with_role_variables({"configs": "own"}, spec, variables, lambda raw: f"<{raw}>")
    assert found == {"mirrors": "<m>", "configs": "own", "proxy_http": "<p>"}


@pytest.mark.parametrize("module", ["image_pull", "registries_info"])
def test_every_option_of_the_fragment_has_a_variable(module: str) -> None:
    shared = yaml.safe_load(ModuleDocFragment.VARIABLES)["options"].keys() - {"from_variables"}
    assert shared <= argument_spec(module).keys() & VARIABLES.keys()
