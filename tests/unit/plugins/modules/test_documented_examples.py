# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the documentation of modules and the README tell people to write is accepted."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.argument_spec import argument_spec
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries

from tests.unit.plugins.modules.documented_modules import FOLDER, MODULES, PUBLIC, examples, own_examples

ROOT = Path(__file__).resolve().parents[4]
ROLES = sorted(path.name for path in (ROOT / "roles").iterdir())
README_INVENTORY = re.search(r"```yaml\n(all:.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)


def without_templates(given: dict[str, Any], spec: dict[str, Any]) -> dict[str, Any]:
    """A value that only a run knows is replaced by an empty one of its type; its name is still checked."""
    empty = {"list": [], "dict": {}, "int": 0, "float": 0.0, "bool": False}
    return {
        name: empty.get(spec.get(name, {}).get("type"), value) if isinstance(value, str) and "{{" in value else value
        for name, value in given.items()
    }


@pytest.mark.parametrize("module", MODULES)
def test_every_example_of_a_module_fits_its_options(module: str) -> None:
    name, spec = f"pullproof.registry.{module}", argument_spec(module)
    tasks = [task for task in examples(module) if name in task]
    assert tasks
    for task in tasks:
        checked = ArgumentSpecValidator(spec).validate(without_templates(task[name] or {}, spec))
        assert checked.error_messages == []


SHOWN_COLUMNS = 36


@pytest.mark.parametrize("module", PUBLIC)
def test_every_public_module_has_three_examples(module: str) -> None:
    assert len(own_examples(module)) >= 3


@pytest.mark.parametrize("module", MODULES)
def test_a_short_description_is_not_cut_off_in_a_list_of_modules(module: str) -> None:
    text = (FOLDER / f"{module.replace('.', '/')}.py").read_text()
    short = re.search(r"^short_description: (.*)$", text, re.MULTILINE)
    assert short
    assert len(short.group(1)) <= SHOWN_COLUMNS


@pytest.mark.parametrize("module", MODULES)
def test_every_page_that_a_module_names_exists_and_its_place_is_explained(module: str) -> None:
    text = (FOLDER / f"{module.replace('.', '/')}.py").read_text()
    pages = re.findall(r"C\((docs/[^)]+)\)", text)
    assert all((ROOT / page).is_file() for page in pages)
    assert ("pullproof.registry._pages" in text) is bool(pages)


def needs_no_node(task: dict[str, Any]) -> bool:
    options = task.get("pullproof.registry.registries_info") or {}
    return bool({"pullproof.registry.lint_info", "pullproof.registry.report"} & task.keys()) or "offline" in options


def test_the_examples_that_need_no_node_run(tmp_path: Path) -> None:
    tasks = [task for module in ("lint_info", "report", "registries_info") for task in examples(module)]
    runnable = [task for task in tasks if needs_no_node(task)]
    play = [{"hosts": "localhost", "gather_facts": False, "tasks": runnable}]
    (tmp_path / "play.json").write_text(json.dumps(play))
    command = [str(Path(sys.executable).with_name("ansible-playbook")), "-i", "localhost,", "-c", "local", "--check"]
    done = subprocess.run([*command, "play.json"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("ok: [localhost]") == len(runnable), done.stdout


def readme_variables() -> dict[str, Any]:
    assert README_INVENTORY, "the README shows no inventory"
    variables: dict[str, Any] = yaml.safe_load(README_INVENTORY.group(1))["all"]["vars"]
    return variables


def role_spec(role: str) -> dict[str, Any]:
    text = (ROOT / "roles" / role / "meta" / "argument_specs.yml").read_text()
    options: dict[str, Any] = yaml.safe_load(text)["argument_specs"]["main"]["options"]
    return options


def test_the_inventory_of_the_readme_fits_the_roles() -> None:
    specs = {role: role_spec(role) for role in ROLES}
    left = set(readme_variables())
    for spec in specs.values():
        given = {name: value for name, value in readme_variables().items() if name in spec}
        assert ArgumentSpecValidator(spec).validate(given).error_messages == []
        left -= given.keys()
    assert left == {"ansible_become"}


def test_the_registries_of_the_readme_are_faultless() -> None:
    variables = readme_variables()
    parsed = parse_registries(variables["registries_mirrors"], variables["registries_configs"])
    assert parsed.findings == ()


def test_the_inventory_of_the_readme_has_ten_lines() -> None:
    assert README_INVENTORY is not None
    assert README_INVENTORY.group(1).count("\n") == 10
