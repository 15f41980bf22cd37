# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.change.entries import (
    change_entries,
    remove_entries,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.change.file_change import (
    FileState,
    UnmanagedFileError,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import Plan, PlannedFile


def test_an_entry_that_was_there_with_our_value_stays_when_ours_goes() -> None:
    theirs = '{"registry-mirrors": ["https://one.example"]}'
    planned = PlannedFile(
        "/etc/docker/daemon.json",
        "json",
        None,
        "reload",
        entries={
            '["registry-mirrors", ["https://one.example"]]': '"https://one.example"',
            '["registry-mirrors", ["https://two.example"]]': '"https://two.example"',
        },
    )
    before = FileState("digest", "0644", text=theirs)
    change = change_entries(planned, before, None, Plan("registries", b""), keeps_values=True)
    assert change.change == "updated"
    assert change.managed is not None
    after = FileState("other", "0644", text=change.text)
    assert remove_entries(planned.path, after, change.managed).text == theirs


@pytest.mark.parametrize(
    ("keeps_values", "old_value"),
    [(True, "the old value is recorded, and restored when"), (False, "the whole file is backed up; restore the old")],
)
def test_the_hint_for_an_unmanaged_entry_describes_how_its_old_value_can_be_restored(
    keeps_values: bool, old_value: str
) -> None:
    entry = '["registry-mirrors"]'
    planned = PlannedFile("/etc/docker/daemon.json", "json", None, "reload", entries={entry: '["https://one.example"]'})
    before = FileState("digest", "0644", text='{"registry-mirrors": ["https://two.example"]}')
    with pytest.raises(UnmanagedFileError) as refused:
        change_entries(planned, before, None, Plan("registries", b""), keeps_values)
    assert old_value in refused.value.found.fix
