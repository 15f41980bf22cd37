# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stand-in gets the node's configuration with paths of the container."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lab.windows.simulator.machine import Machine
from tests.lab.windows.simulator.system.configuration import copy, translated


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        ("ca_file: ", "C:\\etc\\ca.crt", "\n"),
        ('ca_file: "', "C:\\\\etc\\\\ca.crt", '"\n'),
        ("ca_file: ", "c:/etc/ca.crt", "\n"),
        ("{ca_file: '", "C:\\etc\\ca.crt", "'}"),
        ("{ca_file: ", "C:\\etc\\ca.crt", "}"),
    ],
)
def test_every_spelling_of_a_path_becomes_the_containers(
    machine: Machine, tmp_path: Path, before: str, path: str, after: str
) -> None:
    assert translated(machine.files, before + path + after) == f"{before}{tmp_path}/C/etc/ca.crt{after}"


def test_addresses_are_no_paths(machine: Machine) -> None:
    text = "endpoint: [https://registry.lab:5000, http://c:8080]"
    assert translated(machine.files, text) == text


def test_the_copy_is_made_anew_and_for_its_owner_only(machine: Machine, tmp_path: Path) -> None:
    source, target = machine.files.at(r"C:\etc\rancher\rke2"), tmp_path / "copy"
    source.mkdir(parents=True)
    (source / "registries.yaml").write_text("mirrors: {}\n")
    target.mkdir()
    (target / "old.yaml").write_text("old\n")
    copy(machine.files, target)
    assert [path.name for path in target.iterdir()] == ["registries.yaml"]
    assert target.stat().st_mode & 0o077 == 0
