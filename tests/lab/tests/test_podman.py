# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files with secrets leave nothing behind on this machine, and a container is removed on a machine under load too."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from tests.lab.host.podman import Podman, PodmanError, Upload, sudo

# Plays a podman that, as 4.3 does, keeps what it read from standard input in its folder for temporary files.
STAND_IN = """#!/bin/sh
cat > "$TMPDIR/1234567"
cp "$TMPDIR/1234567" "{folder}/received.tar"
echo "$TMPDIR $*" > "{folder}/called"
"""
# Plays a podman that gives up waiting for killed processes until the third command.
SLOW_TO_REMOVE = """#!/bin/sh
echo "$*" >> "{folder}/called"
[ "$(wc -l < "{folder}/called")" -ge {succeeds} ] || {{ echo "given PIDs did not die within timeout" >&2; exit 125; }}
"""


def test_an_upload_leaves_no_copy_in_the_folder_for_temporary_files(tmp_path: Path) -> None:
    program = tmp_path / "podman"
    program.write_text(STAND_IN.format(folder=tmp_path))
    program.chmod(0o755)
    Podman((*sudo(), str(program))).upload("node", [Upload("/etc/secret", b"content", 0o600)])
    folder, *arguments = (tmp_path / "called").read_text().split()
    assert arguments == ["cp", "-", "node:/"]
    assert not Path(folder).exists()
    with tarfile.open(tmp_path / "received.tar") as archive:
        assert [(member.name, member.mode) for member in archive] == [("etc/secret", 0o600)]


@pytest.mark.parametrize(("succeeds", "commands"), [(1, 1), (3, 3)])
def test_a_removal_that_times_out_is_repeated(tmp_path: Path, succeeds: int, commands: int) -> None:
    program = slow_to_remove(tmp_path, succeeds)
    Podman((str(program),)).remove("node")
    assert len((tmp_path / "called").read_text().splitlines()) == commands


def test_a_removal_that_never_succeeds_reports_why(tmp_path: Path) -> None:
    with pytest.raises(PodmanError, match="did not die within timeout"):
        Podman((str(slow_to_remove(tmp_path, succeeds=99)),)).remove("node")


def slow_to_remove(folder: Path, succeeds: int) -> Path:
    program = folder / "podman"
    program.write_text(SLOW_TO_REMOVE.format(folder=folder, succeeds=succeeds))
    program.chmod(0o755)
    return program
