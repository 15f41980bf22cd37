# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Without the real programs: the predictions, and the reading of what a program prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stages.fidelity.containerds import load_containerds
from tests.stages.runtimes.migrations import Migration, load_migrations, predicted, read_by

VERSIONS = {one.name: one.containerd_version for one in load_containerds()}


def program(folder: Path, body: str, version: str = "v2.1.9") -> Path:
    path = folder / "containerd"
    path.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && echo "containerd github.com/x {version} abc" && exit\n{body}\n'
    )
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("row", load_migrations(), ids=lambda row: row.name)
def test_what_real_containerds_read_is_predicted(row: Migration) -> None:
    assert {name: predicted(VERSIONS[name], row.config) for name in row.reads} == row.reads


def test_every_row_has_every_generation_of_containerd() -> None:
    assert {frozenset(row.reads) for row in load_migrations()} == {
        frozenset(("1.6", "1.7", "fork-2.0", "2.1", "2.3", "2.4"))
    }


def test_tables_with_content_and_the_folder_are_read_from_the_printed_configuration(tmp_path: Path) -> None:
    printed = """[plugins."io.containerd.cri.v1.images".registry]
config_path = "/x"
auths = {}
configs.h.auth.username = "u"
"""
    assert read_by(program(tmp_path, f"cat <<'END'\n{printed}END"), "version = 2") == "/x configs"


def test_the_command_depends_on_the_version(tmp_path: Path) -> None:
    body = """[ $4 = dump ] && echo '[plugins."io.containerd.grpc.v1.cri".registry]'"""
    assert read_by(program(tmp_path, body, "1.7.24~ds1"), "") == ""


def test_a_refused_version_is_a_result_and_another_failure_is_not(tmp_path: Path) -> None:
    refusal = "echo 'expected containerd config version equal to or less than `3`, got `4`' >&2; exit 1"
    assert read_by(program(tmp_path, refusal), "version = 4") == "refused"
    with pytest.raises(Exception, match="exit status 1"):
        read_by(program(tmp_path, "exit 1"), "")
