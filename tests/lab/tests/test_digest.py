# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of caches: what changes them, and what does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lab.host.digest import digest, tree_digest


@pytest.fixture(name="tree")
def _tree(tmp_path: Path) -> Path:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_text("text")
    return tmp_path


def test_borders_between_texts_count() -> None:
    assert digest(["ab", "c"]) != digest(["a", "bc"])


def test_order_of_texts_counts() -> None:
    assert digest(["a", "b"]) != digest(["b", "a"])


def test_a_tree_that_did_not_change_keeps_its_key(tree: Path) -> None:
    before = tree_digest(tree)
    (tree / "folder" / "file").write_text("text")
    assert tree_digest(tree) == before


def test_a_changed_content_changes_the_key(tree: Path) -> None:
    before = tree_digest(tree)
    (tree / "folder" / "file").write_text("other")
    assert tree_digest(tree) != before


def test_a_moved_file_changes_the_key(tree: Path) -> None:
    before = tree_digest(tree)
    (tree / "folder" / "file").rename(tree / "file")
    assert tree_digest(tree) != before


def test_a_file_made_executable_changes_the_key(tree: Path) -> None:
    before = tree_digest(tree)
    (tree / "folder" / "file").chmod(0o755)
    assert tree_digest(tree) != before


def test_a_single_file_has_a_key_too(tree: Path) -> None:
    assert tree_digest(tree / "folder" / "file") != tree_digest(tree)
