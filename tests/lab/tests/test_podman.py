# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files with secrets reach a container and leave nothing behind on this machine."""

from __future__ import annotations

import tarfile
from pathlib import Path

from tests.lab.host.podman import Podman, Upload, sudo

# Plays a podman that, as 4.3 does, keeps what it read from standard input in its folder for temporary files.
STAND_IN = """#!/bin/sh
cat > "$TMPDIR/1234567"
cp "$TMPDIR/1234567" "{folder}/received.tar"
echo "$TMPDIR $*" > "{folder}/called"
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
