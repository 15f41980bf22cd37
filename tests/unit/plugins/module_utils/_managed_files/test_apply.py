# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans are carried out on real files in a folder of the test."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.apply import apply_plan
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.digest import entries_text, managed_part
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import (
    Plan,
    PlannedFile,
    PlannedTrust,
    decode_plan,
    encode_plan,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import load_record
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.summary import SettingsSummary
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import CommandResult
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

MARKED = "# Managed by pullproof.registry\n"
DER = b"not parsed, only digested"
PEM = f"-----BEGIN CERTIFICATE-----\n{base64.b64encode(DER).decode()}\n-----END CERTIFICATE-----\n"


def whole(path: Path, text: str = "x: secret\n", masked: str = "x: ***\n") -> PlannedFile:
    return PlannedFile(str(path), "whole", "0600", "restart", MARKED + text, MARKED + masked)


def entries(path: Path, **values: str) -> PlannedFile:
    masked = "".join(f"{name}=***\n" for name in sorted(values))
    return PlannedFile(str(path), "env", None, "restart", masked=masked, entries=values)


def run(
    files: NodeFiles, *planned: PlannedFile, commands: Any = None, check: bool = False, **options: Any
) -> dict[str, Any]:
    return apply_plan(Plan("registries", b"key", planned, **options), files, commands, check)


def test_a_new_file_is_written_readable_by_root_only_and_recorded(node_files: NodeFiles, tmp_path: Path) -> None:
    result = run(node_files, whole(tmp_path / "registries.yaml"))
    assert (tmp_path / "registries.yaml").read_text() == MARKED + "x: secret\n"
    assert node_files.mode(str(tmp_path / "registries.yaml")) == "0600"
    assert result["changed"] and result["files"][0]["change"] == "created"
    assert load_record(node_files).of("registries").keys() == {str(tmp_path / "registries.yaml")}


def test_the_second_run_changes_nothing(node_files: NodeFiles, tmp_path: Path) -> None:
    run(node_files, whole(tmp_path / "f"))
    assert run(node_files, whole(tmp_path / "f"))["changed"] is False


def test_check_mode_writes_nothing_and_says_the_same(node_files: NodeFiles, tmp_path: Path) -> None:
    result = run(node_files, whole(tmp_path / "f"), check=True)
    assert result["changed"] is True
    assert list(tmp_path.iterdir()) == []


def test_the_diff_shows_lines_with_secrets_masked(node_files: NodeFiles, tmp_path: Path) -> None:
    run(node_files, whole(tmp_path / "f"))
    shown = run(node_files, whole(tmp_path / "f", "x: other\ny: 1\n", "x: ***\ny: 1\n"))["diff"][0]
    assert (shown["before"], shown["after"]) == (MARKED + "x: ***\n", MARKED + "x: ***\ny: 1\n")


def test_the_diff_says_when_only_a_masked_value_changed(node_files: NodeFiles, tmp_path: Path) -> None:
    run(node_files, whole(tmp_path / "f"))
    shown = run(node_files, whole(tmp_path / "f", "x: other\n"))["diff"][0]
    assert shown["after"].endswith("# (what changed is masked, or the file's mode)\n")


def with_password(password: str) -> SettingsSummary:
    return SettingsSummary({"config h": {}}, {"config h": {"credentials": password}})


def test_the_diff_says_in_words_what_changes_before_it_shows_the_lines(node_files: NodeFiles, tmp_path: Path) -> None:
    first = run(node_files, whole(tmp_path / "f"), summary=with_password("secret"))["diff"]
    assert [shown["after_header"] for shown in first] == ["registries: summary", str(tmp_path / "f")]
    assert first[0]["after"] == "config h: credentials added\n"
    second = run(node_files, whole(tmp_path / "f", "x: other\n"), summary=with_password("other"), check=True)["diff"]
    assert (second[0]["before"], second[0]["after"]) == ("", "config h: credentials changed\n")
    assert run(node_files, summary=SettingsSummary())["diff"][0]["after"] == "config h: removed\n"


def test_a_file_that_is_put_back_is_told_as_such(node_files: NodeFiles, tmp_path: Path) -> None:
    run(node_files, whole(tmp_path / "f"), summary=with_password("secret"))
    (tmp_path / "f").write_text(MARKED + "x: theirs\n")
    shown = run(node_files, whole(tmp_path / "f"), summary=with_password("secret"))["diff"]
    assert "the settings do not change" in shown[0]["after"]


def test_the_secrets_of_a_meaning_are_kept_as_digests_only(node_files: NodeFiles, tmp_path: Path) -> None:
    run(node_files, whole(tmp_path / "f"), summary=with_password("tr0ub4dor"))
    assert "tr0ub4dor" not in Path(tmp_path / "state" / "owned.json").read_text()


def test_files_of_a_time_without_meanings_are_not_told_as_new(node_files: NodeFiles, tmp_path: Path) -> None:
    run(node_files, whole(tmp_path / "f"))
    shown = run(node_files, whole(tmp_path / "f", "x: other\n"), summary=with_password("secret"))["diff"]
    assert [entry["after_header"] for entry in shown] == [str(tmp_path / "f")]
    assert run(node_files, summary=SettingsSummary())["diff"][0]["after"] == "config h: removed\n"


def test_lines_that_someone_else_wrote_into_our_file_are_not_shown(node_files: NodeFiles, tmp_path: Path) -> None:
    run(node_files, whole(tmp_path / "f"))
    (tmp_path / "f").write_text(MARKED + "password: theirs\n")
    shown = run(node_files, whole(tmp_path / "f"))["diff"][0]
    assert "theirs" not in shown["before"] and "not shown" in shown["before"]


def test_a_unmanaged_file_is_refused_with_its_likely_owner(node_files: NodeFiles, tmp_path: Path) -> None:
    (tmp_path / "f").write_text("# File generated by rke2. DO NOT EDIT.\n")
    with pytest.raises(NodeError, match=r"RKE2 generator.*registries_overwrite_unmanaged"):
        run(node_files, whole(tmp_path / "f"))
    assert (tmp_path / "f").read_text().startswith("# File generated")


def test_nothing_is_written_when_the_second_of_two_files_is_unmanaged(node_files: NodeFiles, tmp_path: Path) -> None:
    (tmp_path / "b").write_text("theirs\n")
    with pytest.raises(NodeError):
        run(node_files, whole(tmp_path / "a"), whole(tmp_path / "b"))
    assert not (tmp_path / "a").exists()


def test_taking_over_keeps_the_unmanaged_file(node_files: NodeFiles, tmp_path: Path) -> None:
    (tmp_path / "f").write_text("theirs\n")
    run(node_files, whole(tmp_path / "f"), overwrite_unmanaged=True)
    assert (tmp_path / "f.before-pullproof").read_text() == "theirs\n"
    assert node_files.mode(str(tmp_path / "f.before-pullproof")) == "0600"


def test_a_file_no_longer_wanted_is_removed(node_files: NodeFiles, tmp_path: Path) -> None:
    run(node_files, whole(tmp_path / "f"))
    removed = {"path": str(tmp_path / "f"), "change": "removed", "takes_effect": "restart", "disruption": "restart"}
    assert run(node_files)["files"] == [removed]
    assert not (tmp_path / "f").exists() and not load_record(node_files).files


def test_a_kept_file_stays(node_files: NodeFiles, tmp_path: Path) -> None:
    run(node_files, whole(tmp_path / "f"))
    assert run(node_files, keep=(str(tmp_path / "f"),))["changed"] is False
    assert (tmp_path / "f").exists()


def test_the_target_of_a_symbolic_link_is_written_and_the_link_stays(node_files: NodeFiles, tmp_path: Path) -> None:
    (tmp_path / "real").write_text(MARKED)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    run(node_files, whole(tmp_path / "link"))
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == MARKED + "x: secret\n"


def test_lines_of_others_in_a_shared_file_stay_byte_for_byte(node_files: NodeFiles, tmp_path: Path) -> None:
    (tmp_path / "env").write_text("# theirs\nFOO='bar'  \n")
    run(node_files, entries(tmp_path / "env", HTTPS_PROXY="http://proxy:3128"))
    assert (tmp_path / "env").read_text() == "# theirs\nFOO='bar'  \nHTTPS_PROXY=http://proxy:3128\n"
    run(node_files)
    assert (tmp_path / "env").read_text() == "# theirs\nFOO='bar'  \n"


def test_a_shared_file_that_we_made_goes_with_our_last_entry(node_files: NodeFiles, tmp_path: Path) -> None:
    run(node_files, entries(tmp_path / "env", A="1", B="2"))
    run(node_files, entries(tmp_path / "env", B="2"))
    assert (tmp_path / "env").read_text() == "B=2\n"
    run(node_files)
    assert not (tmp_path / "env").exists()


def test_another_order_of_our_members_of_a_list_is_a_change(node_files: NodeFiles, tmp_path: Path) -> None:
    def mirrors(*urls: str) -> PlannedFile:
        members = {json.dumps(["registry-mirrors", [url]]): json.dumps(url) for url in urls}
        return PlannedFile(str(tmp_path / "d"), "json", None, "reload", masked=" ".join(urls), entries=members)

    run(node_files, mirrors("https://b", "https://a"))
    first = load_record(node_files).files[str(tmp_path / "d")]
    assert managed_part("json", (tmp_path / "d").read_text(), first.ids) == entries_text(
        mirrors("https://b", "https://a").entries
    )
    shown = run(node_files, mirrors("https://a", "https://b"))["diff"]
    assert json.loads((tmp_path / "d").read_text()) == {"registry-mirrors": ["https://a", "https://b"]}
    assert (shown[0]["before"], shown[0]["after"]) == ("https://b https://a", "https://a https://b")
    assert load_record(node_files).files[str(tmp_path / "d")].digest != first.digest


def test_a_unmanaged_value_is_refused_and_put_back_after_a_take_over(node_files: NodeFiles, tmp_path: Path) -> None:
    (tmp_path / "env").write_text("A=theirs\n")
    with pytest.raises(NodeError, match=r"who owns A in"):
        run(node_files, entries(tmp_path / "env", A="ours"))
    run(node_files, entries(tmp_path / "env", A="ours"), overwrite_unmanaged=True)
    assert (tmp_path / "env").read_text() == "A=ours\n"
    run(node_files)
    assert (tmp_path / "env").read_text() == "A=theirs\n"


def test_a_run_killed_before_its_last_write_is_healed_by_the_next(
    node_files: NodeFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_write = NodeFiles.write

    def dies_at_b(self: NodeFiles, path: str, text: str, mode: str | None) -> None:
        if path.endswith("/b"):
            raise KeyboardInterrupt
        real_write(self, path, text, mode)

    monkeypatch.setattr(NodeFiles, "write", dies_at_b)
    with pytest.raises(KeyboardInterrupt):
        run(node_files, whole(tmp_path / "a"), whole(tmp_path / "b"))
    monkeypatch.setattr(NodeFiles, "write", real_write)
    assert run(node_files, whole(tmp_path / "a"), whole(tmp_path / "b"))["changed"] is True
    assert run(node_files)["changed"] is True
    assert not (tmp_path / "a").exists() and not (tmp_path / "b").exists()


def test_what_a_killed_write_left_beside_the_target_is_swept_away(node_files: NodeFiles, tmp_path: Path) -> None:
    (tmp_path / ".pullproof-abc").write_text("half a secret")
    run(node_files, whole(tmp_path / "f"))
    assert not (tmp_path / ".pullproof-abc").exists()


def test_the_bundle_is_rebuilt_when_it_lacks_our_certificate(
    node_files: NodeFiles, tmp_path: Path, commands: Any
) -> None:
    bundle = tmp_path / "bundle.crt"
    anchor = PlannedFile(str(tmp_path / "ca.crt"), "whole", "0644", "restart", PEM, "subject: x\n")
    trust = PlannedTrust(str(bundle), ("update-ca-certificates",), (hashlib.sha256(DER).hexdigest(),))
    commands.answers["update-ca-certificates"] = CommandResult(0, "", "")
    commands.effects["update-ca-certificates"] = lambda: bundle.write_text(PEM)
    assert run(node_files, anchor, trust=trust, commands=commands)["trust_refreshed"] is True
    bundle.unlink()
    assert run(node_files, anchor, trust=trust, commands=commands)["trust_refreshed"] is True
    assert run(node_files, anchor, trust=trust, commands=commands)["changed"] is False


def test_a_bundle_that_stays_without_our_certificate_is_an_error(
    node_files: NodeFiles, tmp_path: Path, commands: Any
) -> None:
    trust = PlannedTrust(str(tmp_path / "bundle.crt"), ("update-ca-certificates",), ("00" * 32,))
    commands.answers["update-ca-certificates"] = CommandResult(0, "", "W: skipping it")
    with pytest.raises(NodeError, match=r"1 managed certificates missing.*skipping it"):
        run(node_files, trust=trust, commands=commands)


def test_a_plan_survives_its_journey_to_the_node() -> None:
    plan = Plan("c", b"k", (entries(Path("/e"), A="ä"),), True, PlannedTrust("/b", ("cmd",), ("f",)), ("/kept",))
    arrived = decode_plan(encode_plan(plan))
    assert arrived.files[0] == plan.files[0]
    assert (arrived.role, arrived.key, arrived.overwrite_unmanaged, arrived.keep) == ("c", b"k", True, ("/kept",))


def test_a_plan_does_not_show_its_secrets() -> None:
    plan = Plan("c", b"key-of-this-run", (whole(Path("/f")), entries(Path("/e"), A="hunter2")))
    assert "secret" not in repr(plan) and "hunter2" not in repr(plan) and "key-of-this-run" not in repr(plan)


def test_no_file_with_a_secret_is_readable_by_others_for_a_moment(
    node_files: NodeFiles, tmp_path: Path, moving_module: Any
) -> None:
    run(node_files, whole(tmp_path / "registries.yaml"))
    assert moving_module.modes and not [mode for mode in moving_module.modes if mode & 0o077]


def test_a_removal_that_died_before_the_bundle_was_rebuilt_is_healed(
    node_files: NodeFiles, tmp_path: Path, commands: Any
) -> None:
    bundle = tmp_path / "bundle.crt"
    anchor = PlannedFile(str(tmp_path / "ca.crt"), "whole", "0644", "restart", PEM, "subject: x\n")
    trust = PlannedTrust(str(bundle), ("update-ca-certificates",), (hashlib.sha256(DER).hexdigest(),))
    commands.answers["update-ca-certificates"] = CommandResult(0, "", "")
    commands.effects["update-ca-certificates"] = lambda: bundle.write_text(PEM)
    run(node_files, anchor, trust=trust, commands=commands)
    commands.answers["update-ca-certificates"] = CommandResult(1, "", "disk full")
    none_wanted = PlannedTrust(str(bundle), ("update-ca-certificates",), ())
    with pytest.raises(NodeError, match="disk full"):
        run(node_files, trust=none_wanted, commands=commands)
    commands.answers["update-ca-certificates"] = CommandResult(0, "", "")
    commands.effects["update-ca-certificates"] = lambda: bundle.write_text("")
    assert run(node_files, trust=none_wanted, commands=commands)["trust_refreshed"] is True
    assert bundle.read_text() == ""


def test_a_take_over_that_can_keep_no_copy_does_not_make_the_file_ours(
    node_files: NodeFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "f").write_text("theirs\n")
    real_write = NodeFiles.write

    def full(self: NodeFiles, path: str, text: str, mode: str | None) -> None:
        if path.endswith(".before-pullproof"):
            raise OSError(28, "No space left on device", path)
        real_write(self, path, text, mode)

    monkeypatch.setattr(NodeFiles, "write", full)
    with pytest.raises(OSError, match="No space"):
        run(node_files, whole(tmp_path / "f"), overwrite_unmanaged=True)
    monkeypatch.setattr(NodeFiles, "write", real_write)
    with pytest.raises(NodeError, match="overwrite_unmanaged"):
        run(node_files, whole(tmp_path / "f"))
    assert (tmp_path / "f").read_text() == "theirs\n"


def test_a_file_that_became_someone_elses_stays_when_ours_goes(node_files: NodeFiles, tmp_path: Path) -> None:
    run(node_files, whole(tmp_path / "f"))
    (tmp_path / "f").write_text("theirs now\n")
    assert run(node_files)["changed"] is False
    assert (tmp_path / "f").read_text() == "theirs now\n"
    assert not load_record(node_files).files


def test_removal_through_a_symbolic_link_removes_what_it_leads_to(node_files: NodeFiles, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    run(node_files, whole(tmp_path / "link"))
    run(node_files)
    assert not (tmp_path / "real").exists()


@pytest.mark.parametrize(("kind", "text", "broken"), [("json", '{"a": 1}', '{"a": 1'), ("toml", "a = 1\n", "a = [\n")])
def test_a_shared_file_that_somebody_broke_does_not_have_what_we_left_there(kind: str, text: str, broken: str) -> None:
    ids = ['["a"]']
    assert managed_part(kind, broken, ids) not in (None, managed_part(kind, text, ids))


@pytest.mark.parametrize("check", [True, False])
def test_a_folder_that_cannot_be_written_stops_the_plan_before_anything_is_changed(
    node_files: NodeFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, check: bool
) -> None:
    closed = tmp_path / "etc"
    closed.mkdir()
    monkeypatch.setattr("os.access", lambda path, mode: not str(path).startswith(str(closed)))
    monkeypatch.setattr("os.statvfs", lambda path: SimpleNamespace(f_flag=os.ST_RDONLY))
    with pytest.raises(NodeError) as raised:
        run(node_files, whole(tmp_path / "open.yaml"), whole(closed / "certs.d" / "a" / "hosts.toml"), check=check)
    assert raised.value.checked == f"whether {closed}/certs.d/a/hosts.toml can be written"
    assert "is mounted read-only" in raised.value.observed
    assert "remount,rw" in raised.value.fix
    assert list(tmp_path.iterdir()) == [closed]


def test_a_record_that_cannot_be_written_stops_the_plan(
    node_files: NodeFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "state").mkdir()
    monkeypatch.setattr("os.access", lambda path, mode: not str(path).endswith("/state"))
    with pytest.raises(NodeError, match=r"owned\.json can be written.*chattr"):
        run(node_files, whole(tmp_path / "open.yaml"), check=True)


def test_a_plan_that_changes_nothing_needs_no_writable_folder(
    node_files: NodeFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(node_files, whole(tmp_path / "open.yaml"))
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert run(node_files, whole(tmp_path / "open.yaml"))["changed"] is False


def test_a_member_that_was_put_before_the_managed_one_differs_from_the_plan_and_moves_behind_it(
    node_files: NodeFiles, tmp_path: Path
) -> None:
    path, name = tmp_path / "daemon.json", '["registry-mirrors", ["https://m"]]'
    planned = PlannedFile(str(path), "json", None, "reload", entries={name: '"https://m"'})
    path.write_text('{"registry-mirrors": ["https://old"]}')
    run(node_files, planned)
    assert json.loads(path.read_text())["registry-mirrors"] == ["https://m", "https://old"]
    assert managed_part("json", path.read_text(), [name]) == entries_text(planned.entries)
    path.write_text('{"registry-mirrors": ["https://old", "https://m"]}')
    assert managed_part("json", path.read_text(), [name]) != entries_text(planned.entries)
    assert run(node_files, planned)["changed"]
    run(node_files)
    assert json.loads(path.read_text()) == {"registry-mirrors": ["https://old"]}
