# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's passwords: kept, complete, unreadable to others, and as nasty as promised."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from tests.lab.services import passwords


def test_they_are_made_once_and_then_kept(tmp_path: Path) -> None:
    made = passwords.ensure(tmp_path / "secrets.json")
    assert passwords.ensure(tmp_path / "secrets.json") == made
    assert json.loads((tmp_path / "secrets.json").read_text()) == made


def test_only_the_owner_can_read_them(tmp_path: Path) -> None:
    passwords.ensure(tmp_path / "secrets.json")
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_another_lab_has_other_passwords(tmp_path: Path) -> None:
    first, second = (passwords.ensure(tmp_path / name) for name in ("a.json", "b.json"))
    assert first["registry.lab"]["svc-pull"] != second["registry.lab"]["svc-pull"]


def test_a_user_that_is_missing_is_added_and_the_others_stay(tmp_path: Path) -> None:
    made = passwords.ensure(tmp_path / "secrets.json")
    known = {service: dict(users) for service, users in made.items()}
    del known["harbor.lab"]["robot$ci"]
    (tmp_path / "secrets.json").write_text(json.dumps(known))
    again = passwords.ensure(tmp_path / "secrets.json")
    assert again["harbor.lab"].keys() == made["harbor.lab"].keys()
    assert again["registry.lab"] == made["registry.lab"]


def test_the_users_of_the_registry_trip_careless_masking_and_quoting(tmp_path: Path) -> None:
    users = passwords.ensure(tmp_path / "secrets.json")["registry.lab"]
    assert users["short"] == "a"
    assert users["same-name-user-7f3a"] == "same-name-user-7f3a"
    assert set("\"'%$ \\") <= set(users["quoted"])
    assert len(users["svc-pull"]) > 40
