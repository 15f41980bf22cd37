# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Docker Engine has loaded of daemon.json, by answers in the form of Docker 20.10."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.docker_reload import (
    dropped_keys,
    has_live_restore,
    kept_by_reload,
    registries_not_loaded,
)


class SimulatedEngine:
    """An engine that has these mirrors and insecure registries."""

    def __init__(self, mirrors: list[str], insecure: list[str]) -> None:
        indexes: dict[str, Any] = {host: {"Secure": False} for host in insecure}
        self.config = {
            "Mirrors": mirrors,
            "InsecureRegistryCIDRs": ["127.0.0.0/8"],
            "IndexConfigs": {**indexes, "docker.io": {"Secure": True, "Mirrors": mirrors}},
        }

    def lines(self, method: str, path: str, seconds: float, headers: Mapping[str, str] | None = None) -> Iterator[str]:
        yield json.dumps({"RegistryConfig": self.config, "LiveRestoreEnabled": bool(self.config["Mirrors"])})


class SilentEngine(SimulatedEngine):
    def lines(self, method: str, path: str, seconds: float, headers: Mapping[str, str] | None = None) -> Iterator[str]:
        raise TimeoutError("the engine did not finish in time")


def daemon(**keys: list[str]) -> str:
    return json.dumps({key.replace("_", "-"): value for key, value in keys.items()})


ENGINE = SimulatedEngine(["https://m/"], ["plain.lab:5000"])


def test_an_engine_that_has_what_the_file_says_has_loaded_it() -> None:
    text = daemon(registry_mirrors=["https://m"], insecure_registries=["plain.lab:5000"])
    assert registries_not_loaded(text, ENGINE) == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (daemon(registry_mirrors=["https://new"]), "registry-mirrors are https://m, not https://new"),
        (daemon(registry_mirrors=[]), "registry-mirrors are https://m, not none"),
        (daemon(insecure_registries=["other.lab"]), "insecure-registries lack other.lab"),
        ("{broken", "did not return its registries"),
    ],
)
def test_what_differs_is_named(text: str, words: str) -> None:
    assert words in registries_not_loaded(text, ENGINE)


def test_options_of_the_command_line_are_not_missed_in_the_file() -> None:
    assert registries_not_loaded("{}", ENGINE) == ""


def test_an_engine_that_does_not_answer_has_loaded_nothing() -> None:
    assert "did not finish in time" in registries_not_loaded("{}", SilentEngine([], []))
    assert kept_by_reload("{}", SilentEngine([], [])) == []


def test_a_key_that_was_removed_from_the_file_stays_in_the_engine_until_a_restart() -> None:
    assert kept_by_reload("{}", ENGINE) == ["registry-mirrors", "insecure-registries"]
    assert kept_by_reload(daemon(registry_mirrors=["https://m"]), ENGINE) == ["insecure-registries"]
    assert kept_by_reload("", SimulatedEngine([], [])) == []


def test_a_change_that_takes_a_key_away_is_known_before_it_is_made() -> None:
    before = daemon(registry_mirrors=["https://m"], insecure_registries=["h:5000"])
    assert dropped_keys(before, daemon(insecure_registries=["h:5000"])) == ["registry-mirrors"]
    assert dropped_keys(before, "") == ["registry-mirrors", "insecure-registries"]
    assert dropped_keys(before, daemon(registry_mirrors=["https://n"], insecure_registries=["i"])) == []
    assert dropped_keys("no JSON", "") == []


def test_live_restore_is_known_from_the_engine_and_not_assumed_of_one_that_is_silent() -> None:
    assert has_live_restore(ENGINE)
    assert not has_live_restore(SimulatedEngine([], []))
    assert not has_live_restore(SilentEngine(["https://m/"], []))
