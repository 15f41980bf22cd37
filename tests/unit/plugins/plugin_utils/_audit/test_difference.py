# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A difference between two nodes in words."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._audit.difference import differences
from ansible_collections.pullproof.registry.plugins.plugin_utils._audit.peers import Item


def item(shown: str | None, digest: str = "", key: str = "k") -> Item:
    return Item("/f", key, shown, digest)


@pytest.mark.parametrize(
    ("here", "there", "words"),
    [
        (item("a"), item("b"), "k: 'a' here, 'b' with A"),
        (item(""), item("b"), "k: nothing here, 'b' with A"),
        (item(None, "1"), item(None, "2"), "k: differs (not shown: it may be a secret)"),
        (item("***@h", "1"), item("***@h", "2"), "k: '***@h' on both, and what is not shown of it differs"),
        (item("a,b", key="NO_PROXY"), item("b,c", key="NO_PROXY"), "NO_PROXY: lacks c; has a, which A lacks"),
        (item("a,b", key="NO_PROXY"), item("b,a", key="NO_PROXY"), "NO_PROXY: in another order"),
    ],
)
def test_a_key_that_both_have(here: Item, there: Item, words: str) -> None:
    assert differences([here], [there], "A") == [f"/f: {words}"]


def test_what_is_the_same_is_not_told() -> None:
    assert differences([item("a"), item(None, "1", "s")], [item(None, "1", "s"), item("a")], "A") == []


def test_a_key_that_only_one_has() -> None:
    both = item("x", key="both")
    assert differences([both, item("a")], [both], "A") == ["/f: k: only here ('a')"]
    assert differences([both], [both, item(None, "1")], "A") == ["/f: k: missing here"]


def test_a_file_that_only_one_has_is_one_sentence() -> None:
    assert differences([], [item("a"), item("b", key="l")], "A") == ["/f: missing here, or without any such setting"]
    assert differences([item("a"), item("b", key="l")], [], "A") == ["/f: only here"]


@pytest.mark.parametrize("place", [r"C:\etc\rancher\rke2\registries.yaml", r"HKLM\SYSTEM\Services\rke2\Environment"])
def test_a_file_or_registry_key_of_windows_is_one_sentence_too(place: str) -> None:
    both = [Item(place, "a", "1"), Item(place, "b", "2")]
    assert differences([], both, "A") == [f"{place}: missing here, or without any such setting"]


def test_what_is_no_file_is_told_by_its_keys() -> None:
    here = Item("chronyd", "asks other.example", "")
    assert differences([here], [], "A") == ["chronyd: asks other.example: only here"]


def test_a_key_that_is_there_twice_is_compared_twice() -> None:
    assert differences([item("a"), item("b")], [item("a")], "A") == ["/f: k (again, 2): only here ('b')"]
