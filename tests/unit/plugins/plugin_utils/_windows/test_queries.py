# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read of the answers of in-box programs, whatever the language of the system."""

from __future__ import annotations

import hashlib

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.queries import (
    parse_access,
    parse_read_only,
    parse_sha256,
    parse_subkeys,
    quoted,
)

_GERMAN = (
    "C:\\x\\y NT-AUTORITÄT\\SYSTEM:{0}(F)\r\n       VORDEFINIERT\\Administratoren:{1}(F)\r\n\r\n1 Dateien verarbeitet"
)


@pytest.mark.parametrize(
    ("answer", "private"),
    [
        (_GERMAN.format("", ""), True),
        (_GERMAN.format("(OI)(CI)", "(OI)(CI)"), True),
        (_GERMAN.format("(I)", "(I)"), False),
        (_GERMAN.format("", "").replace("Administratoren:(F)", "Benutzer:(RX)"), False),
        (_GERMAN.format("", "").replace("\r\n\r\n", "\r\n       VORDEFINIERT\\Benutzer:(F)\r\n\r\n"), False),
        ("", False),
    ],
)
def test_private_is_two_entries_with_full_control_and_nothing_inherited(answer: str, private: bool) -> None:
    assert parse_access(answer).is_private is private


def test_a_checksum_is_read_with_and_without_spaces() -> None:
    digest = hashlib.sha256(b"").hexdigest()
    spaced = " ".join(digest[index : index + 2] for index in range(0, 64, 2))
    for shown in (digest, spaced, digest.upper()):
        assert parse_sha256(f"SHA256-Hash von C:\\x:\r\n{shown}\r\nCertUtil: erfolgreich") == digest
    assert parse_sha256("CertUtil: -hashfile-Befehl ist fehlgeschlagen: 0x80070002") is None


def test_subkeys_are_the_last_parts_of_their_names() -> None:
    assert parse_subkeys("\r\nHKEY_LOCAL_MACHINE\\A\\Certificates\\abc1\r\n    Blob    REG_BINARY    00\r\n") == {
        "ABC1"
    }


@pytest.mark.parametrize("path", ['C:\\a"b', "C:\\%PATH%", "C:\\a!b", "C:\\a\nb"])
def test_a_path_that_cmd_exe_would_interpret_is_refused(path: str) -> None:
    with pytest.raises(PullproofError, match=r"cmd\.exe"):
        quoted(path)


@pytest.mark.parametrize(
    ("answer", "read_only"),
    [
        (r"A    R               C:\Etc\registries.yaml", True),
        (r"     R               C:\Etc\registries.yaml", True),
        (r"A  SH                C:\RR\registries.yaml", False),
        (r"                     C:\Etc\registries.yaml", False),
        (r"File not found - C:\READ\R", False),
        ("", False),
    ],
)
def test_a_read_only_file_has_a_letter_before_its_path(answer: str, read_only: bool) -> None:
    assert parse_read_only(answer) is read_only


@pytest.mark.parametrize(
    ("rights", "folder"),
    [(r"C:\a VORDEFINIERT\Administratoren:(I)(OI)(CI)(F)", True), (r"C:\a NT AUTHORITY\SYSTEM:(I)(F)", False)],
)
def test_only_folders_have_rights_that_are_inherited(rights: str, folder: bool) -> None:
    assert parse_access(rights).is_folder is folder
