# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files, their access and their search."""

from __future__ import annotations

import base64
import hashlib

import pytest

from tests.lab.tests.windows.conftest import CallModule, RunLine
from tests.lab.windows.simulator.machine import Machine, ModuleFailureError
from tests.lab.windows.simulator.system.access import ADMINISTRATORS, SYSTEM, USERS, effective, mirror

FOLDER = "C:\\etc\\rancher\\rke2"
FILE = f"{FOLDER}\\registries.yaml"


@pytest.fixture(autouse=True)
def _file(module: CallModule, machine: Machine) -> None:
    module("win_file", path=FOLDER, state="directory")
    machine.files.at(FILE).write_text("mirrors: {}\n")


def test_a_file_is_described_by_its_checksum(module: CallModule) -> None:
    stat = module("win_stat", path=FILE, checksum_algorithm="sha256")["stat"]
    assert stat["checksum"] == hashlib.sha256(b"mirrors: {}\n").hexdigest()
    assert module("win_stat", path=f"{FILE}.none")["stat"] == {"exists": False}


def test_a_file_is_read(module: CallModule) -> None:
    assert base64.b64decode(module("slurp", src=FILE)["content"]) == b"mirrors: {}\n"
    with pytest.raises(ModuleFailureError, match="file not found"):
        module("slurp", src=f"{FILE}.none")


def test_ordinary_users_may_read_what_inherits(machine: Machine) -> None:
    assert effective(machine.state, FILE)[USERS] == "ReadAndExecute"


def test_without_inheritance_only_those_who_were_named_may(machine: Machine, module: CallModule) -> None:
    for user in ("SYSTEM", "S-1-5-32-544"):
        module("win_acl", path=FILE, user=user, type="allow", rights="FullControl", state="present")
    assert module("win_acl_inheritance", path=FILE, state="absent")["changed"] is True
    assert effective(machine.state, FILE) == {SYSTEM: "FullControl", ADMINISTRATORS: "FullControl"}
    assert module("win_acl_inheritance", path=FILE, state="absent")["changed"] is False


def test_access_to_a_folder_is_access_to_what_is_in_it(machine: Machine, module: CallModule) -> None:
    module("win_acl_inheritance", path=FOLDER, state="absent", reorganize=True)
    module("win_acl", path=FOLDER, user="Users", type="allow", rights="ReadAndExecute", state="absent")
    assert USERS not in effective(machine.state, FILE)


def test_content_that_is_replaced_keeps_its_access(machine: Machine, module: CallModule) -> None:
    module("win_acl_inheritance", path=FILE, state="absent", reorganize=True)
    machine.files.at("C:\\Windows\\Temp\\new").write_text("new\n")
    source = "C:\\Windows\\Temp\\new"
    module("win_copy", src=source, dest=FILE, _copy_mode="single", _original_basename="new")
    assert machine.files.at(FILE).read_text() == "new\n"
    assert machine.state["acls"][FILE.lower()]["inherits"] is False


def test_what_ordinary_users_may_not_read_is_roots_alone_in_the_container(machine: Machine, module: CallModule) -> None:
    module("win_acl_inheritance", path=FOLDER, state="absent")
    mirror(machine.state, machine.files)
    assert machine.files.at(FILE).stat().st_mode & 0o777 == 0o600
    module("win_acl_inheritance", path=FOLDER, state="present")
    mirror(machine.state, machine.files)
    assert machine.files.at(FILE).stat().st_mode & 0o777 == 0o644


def test_a_copy_on_the_node_replaces_the_file_and_its_access(machine: Machine, module: CallModule) -> None:
    source = "C:\\Windows\\Temp\\source"
    machine.files.at(source).write_text("other")
    module("win_acl_inheritance", path=FILE, state="absent", reorganize=True)
    module("win_copy", src=source, dest=FILE, _copy_mode="remote")
    assert FILE.lower() not in machine.state["acls"]


def test_a_file_that_goes_takes_its_access_along(machine: Machine, module: CallModule) -> None:
    module("win_acl_inheritance", path=FILE, state="absent", reorganize=True)
    assert module("win_file", path=FILE, state="absent")["changed"] is True
    assert module("win_file", path=FILE, state="absent")["changed"] is False
    assert FILE.lower() not in machine.state["acls"]


def test_a_folder_that_is_missing_is_not_made_by_a_copy(machine: Machine, module: CallModule) -> None:
    machine.files.at("C:\\Windows\\Temp\\new").write_text("new\n")
    with pytest.raises(ModuleFailureError, match="does not exist"):
        module("win_copy", src="C:\\Windows\\Temp\\new", dest="C:\\no\\folder\\x", _copy_mode="single")


def test_files_are_found_by_name(module: CallModule) -> None:
    found = module("win_find", paths=["C:\\etc"], recurse=True, patterns=["*.YAML"])
    assert [entry["path"] for entry in found["files"]] == [FILE]
    assert module("win_find", paths=["C:\\etc"], patterns=["*.yaml"])["matched"] == 0


def test_a_folder_that_is_not_there_is_a_warning(module: CallModule) -> None:
    assert "does not exist" in module("win_find", paths=["C:\\none"])["warnings"][0]


def test_a_temporary_file_is_made(machine: Machine, module: CallModule) -> None:
    made = module("win_tempfile", prefix="ansible.")
    assert machine.files.at(made["path"]).is_file()


def test_owners_are_accounts_that_there_are(module: CallModule) -> None:
    assert module("win_owner", path=FILE, user="SYSTEM")["changed"] is True
    assert module("win_stat", path=FILE)["stat"]["owner"] == SYSTEM
    with pytest.raises(ModuleFailureError, match="not a valid user"):
        module("win_owner", path=FILE, user="nobody")


def test_icacls_shows_and_sets_the_same_access(machine: Machine, line: RunLine) -> None:
    assert "(I)" in line(f"icacls {FILE}").out
    line(f"icacls {FILE} /inheritance:r /grant:r *S-1-5-18:F *S-1-5-32-544:F")
    assert effective(machine.state, FILE) == {SYSTEM: "FullControl", ADMINISTRATORS: "FullControl"}
    assert "(I)" not in line(f"icacls {FILE}").out
