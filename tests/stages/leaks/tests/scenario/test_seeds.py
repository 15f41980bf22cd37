# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The secrets of the rounds: which change, which stay, and who can read their file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.stages.leaks.scenario.canary import planted
from tests.stages.leaks.scenario.seeds import FILE, Secrets, first_secrets
from tests.stages.leaks.search.matcher import Matcher, Seed

LAB = {
    "registry.lab": {
        "svc-pull": "1" * 20,
        "short": "a",
        "same-name-user-7f3a": "same-name-user-7f3a",
        "quoted": '"' * 20,
    },
    "harbor.lab": {"robot$ci": "2" * 20},
    "proxy.lab": {"proxyuser": "3" * 20},
}


@pytest.fixture
def first(tmp_path: Path) -> Secrets:
    (tmp_path / "secrets.json").write_text(json.dumps(LAB))
    return first_secrets(tmp_path)


def test_every_secret_is_searched_for(first: Secrets) -> None:
    searched = {seed.value for seed in first.seeds()}
    lab = {first.harbor, first.proxy}
    made_up = {first.identity_token, first.auth_password, first.header, first.client_key, first.unmanaged}
    assert searched == {*first.registry.values(), *lab, *made_up}


def test_a_rotation_leaves_the_passwords_that_the_lab_checks(first: Secrets) -> None:
    changed = first.changed()
    assert (changed.registry, changed.harbor, changed.proxy) == (first.registry, first.harbor, first.proxy)
    assert changed.identity_token != first.identity_token
    assert changed.client_key != first.client_key


def test_wrong_passwords_are_all_others(first: Secrets) -> None:
    wrong = first.wrong()
    assert not set(wrong.registry.values()) & set(first.registry.values())
    assert wrong.proxy != first.proxy


def test_the_file_for_the_inventory_is_private(first: Secrets, tmp_path: Path) -> None:
    first.write(tmp_path)
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    assert json.loads((tmp_path / FILE).read_text())["harbor"] == first.harbor


@pytest.mark.parametrize("value", ["a", 'with "quotes" and a \\ in it', "-----BEGIN KEY-----\nQUJDREVGR0hJSktMTU5P\n"])
def test_a_planted_secret_is_found_in_the_copy_of_the_output(value: str) -> None:
    seed = Seed("planted", value, "user")
    output = b"one\ntwo\nthree\nfour\n"
    assert Matcher([seed]).search(output) == []
    assert [hit.seed for hit in Matcher([seed]).search(planted(output, seed))] == ["planted"]
