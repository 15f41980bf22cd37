# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""README.md, CONTRIBUTING.md and docs/: links, paths and the table of layers are up to date."""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.playbook_options import PLAYBOOK_OPTIONS

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "roles").glob("*/README.md")]
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()
LINK = re.compile(r"\]\((?!https?://)([^)#\s]*)(?:#([^)\s]+))?\)")
CODE_BLOCK = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


def layers_of(contract: str) -> list[set[str]]:
    """The layers of a contract of .importlinter, from the top down."""
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter")
    lines = config[f"importlinter:contract:{contract}"]["layers"].split("\n")
    return [set(re.findall(r"\w+", line)) for line in lines if line.strip()]


def documented_layers(folder: str) -> list[set[str]]:
    """The layers in the page's table about a folder, from the top down."""
    table = (
        ARCHITECTURE.partition(f"(`plugins/{folder}`), from the top down:")[2].partition("\n\n")[2].partition("\n\n")[0]
    )
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `_")]
    return [set(re.findall(r"`(\w+)`", row)) for row in rows]


def anchors_of(page: Path) -> set[str]:
    """The anchors that a page's headings get."""
    headings = re.findall(r"^#+ (.*)$", CODE_BLOCK.sub("", page.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links_of(page: Path) -> Iterator[tuple[str, str]]:
    """Path and anchor of each link inside the repository."""
    yield from LINK.findall(CODE_BLOCK.sub("", page.read_text()))


@pytest.mark.parametrize(("folder", "contract"), [("plugin_utils", "controller"), ("module_utils", "node")])
def test_the_table_of_layers_is_that_of_import_linter(folder: str, contract: str) -> None:
    assert documented_layers(folder) == layers_of(contract)


@pytest.mark.parametrize(("folder", "contract"), [("plugin_utils", "controller"), ("module_utils", "node")])
def test_every_package_has_a_layer_and_is_in_the_picture(folder: str, contract: str) -> None:
    packages = {path.name for path in (ROOT / "plugins" / folder).glob("_*") if path.is_dir()}
    assert packages - {"__pycache__"} == set().union(*layers_of(contract))
    picture = ARCHITECTURE.partition("```mermaid")[2].partition("```")[0]
    assert [name for name in packages if not re.search(rf"\b{name}\b", picture)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    broken = []
    for path, anchor in links_of(page):
        target = page.parent / path if path else page
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            broken.append(f"{path}#{anchor}")
    assert broken == []


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_every_path_in_the_pages_for_contributors_exists(page: str) -> None:
    text = CODE_BLOCK.sub("", (ROOT / page).read_text())
    paths = [
        path
        for path in re.findall(r"`([\w.\-/]+)`", text)
        if path.startswith(("plugins/", "tests/", "docs/", "roles/"))
    ]
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_glossary_is_sorted_and_explains_each_word_once() -> None:
    words = re.findall(r"^\| ([^|`]+) \| [A-Z]", ARCHITECTURE.partition("## Glossary")[2], re.MULTILINE)
    assert len(words) > 40
    assert words == sorted(set(words), key=str.lower)


def test_every_variable_of_a_playbook_is_documented() -> None:
    text = "".join(page.read_text() for page in PAGES)
    assert [name for name in PLAYBOOK_OPTIONS if f"`{name}`" not in text] == []
