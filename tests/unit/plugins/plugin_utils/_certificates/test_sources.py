# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files on the controller, found as an action finds them."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible.errors import AnsibleFileNotFound
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.pem import PemError
from ansible_collections.pullproof.registry.plugins.plugin_utils._certificates.sources import pem_text


def test_the_text_is_that_of_the_file_that_was_found_in_files(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "ca.pem").write_text("PEM")
    assert pem_text(lambda folder, source: str(tmp_path / folder / source), "ca.pem") == "PEM"


def not_found(_folder: str, source: str) -> str:
    raise AnsibleFileNotFound(file_name=source)


def test_for_a_file_that_is_not_found_the_fix_is_a_path() -> None:
    with pytest.raises(PemError, match=r"ca\.pem was not found on the controller") as caught:
        pem_text(not_found, "ca.pem")
    assert "inventory_dir" in caught.value.fix


def test_a_line_break_at_the_end_of_a_path_is_shown() -> None:
    with pytest.raises(PemError, match=r"'ca\.pem\\n' was not found"):
        pem_text(not_found, "ca.pem\n")


def test_a_file_that_can_not_be_read_has_its_reason(tmp_path: Path) -> None:
    with pytest.raises(PemError, match=r"can't be read on the controller \(Is a directory\)"):
        pem_text(lambda _folder, _source: str(tmp_path), "ca.pem")


def test_a_certificate_in_der_is_not_pem(tmp_path: Path) -> None:
    (tmp_path / "ca.der").write_bytes(b"\x30\x82\xff\xfe")
    with pytest.raises(PemError, match="is not a text file") as caught:
        pem_text(lambda _folder, source: str(tmp_path / source), "ca.der")
    assert caught.value.identifier == "not-pem"
