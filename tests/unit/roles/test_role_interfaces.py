# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Defaults, argument specs, README, example and Galaxy's metadata of each role agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES

from tests.tools.role_readme import Role, load_role, readme, role_folders

FOLDERS = role_folders()


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest) -> Path:
    """The folder of a role."""
    path: Path = request.param
    return path


@pytest.fixture
def role(folder: Path) -> Role:
    """A role."""
    return load_role(folder)


def every_option(name: str, options: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """All options with their paths, those inside others too."""
    for key, option in options.items():
        yield f"{name}{key}", option
        yield from every_option(f"{name}{key}.", option.get("options", {}))


def test_defaults_and_argument_specs_name_the_same_variables(role: Role) -> None:
    assert set(role.defaults) == set(role.options)


def test_all_variables_carry_the_name_of_the_role(role: Role) -> None:
    assert [name for name in role.options if not name.startswith(f"{role.name}_")] == []


def test_a_runtime_is_auto_or_one_of_the_catalogue(role: Role) -> None:
    option = role.options.get(f"{role.name}_runtime", {"choices": ["auto", *RUNTIMES]})
    assert sorted(option["choices"]) == sorted(["auto", *RUNTIMES])


def test_every_option_is_described_and_typed(role: Role) -> None:
    lacking = [path for path, option in every_option("", role.options) if not {"description", "type"} <= set(option)]
    assert lacking == []


def test_every_list_says_what_it_holds(role: Role) -> None:
    options = every_option("", role.options)
    assert [path for path, option in options if option.get("type") == "list" and "elements" not in option] == []


def test_the_defaults_that_the_specs_document_are_the_real_ones(role: Role) -> None:
    documented = {name: option["default"] for name, option in role.options.items() if "default" in option}
    real = {name: value for name, value in role.defaults.items() if name in documented and "{{" not in str(value)}
    assert real == {name: documented[name] for name in real}


def test_no_option_of_a_role_masks_by_itself(role: Role) -> None:
    assert [path for path, option in every_option("", role.options) if option.get("no_log")] == []


def test_the_readme_is_up_to_date(folder: Path, role: Role) -> None:
    assert (folder / "README.md").read_text() == readme(role), "run: python -m tests.tools.role_readme"


def test_galaxy_and_the_argument_specs_describe_the_role_alike(folder: Path, role: Role) -> None:
    galaxy = yaml.safe_load((folder / "meta" / "main.yml").read_text())["galaxy_info"]
    assert galaxy["description"] == role.main["short_description"]


def test_the_example_is_valid(role: Role) -> None:
    variables = yaml.safe_load(role.example)
    ours = {name: value for name, value in variables.items() if not name.startswith("pullproof_")}
    assert ArgumentSpecValidator(dict(role.options)).validate(ours).error_messages == []
