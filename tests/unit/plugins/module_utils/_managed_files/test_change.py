# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.change import removal_of, step_for
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
    step = step_for(planned, theirs, "0644", None, Plan("registries", b""))
    assert step.change == "updated"
    assert step.managed is not None
    assert removal_of(planned.path, step.managed, step.text, None).text == theirs
