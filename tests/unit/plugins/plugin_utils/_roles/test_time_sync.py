# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of time_sync become files of the time service that the node has."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.time_sync import (
    TimeServer,
    choose_provider,
    parse_servers,
    plan_servers,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

DEBIAN = {"config": "/etc/chrony/chrony.conf", "path": "/etc/chrony/sources.d/90-pullproof.sources", "line": None}
RUNNING = {"active": "active", "enabled": "enabled"}
STOPPED = {"active": "inactive", "enabled": "disabled"}


def clock(*installed: str, running: str | None = None, others: tuple[str, ...] = (), chrony: Any = None) -> Any:
    units = {name: {"name": name, **(RUNNING if name == running else STOPPED)} for name in installed}
    return {"units": units, "provider": running, "others": list(others), "chrony": chrony}


def planned(provider: str | None, *servers: TimeServer, family: str = "debian", chrony: Any = None) -> dict[str, str]:
    observation: Any = {"os": {"family": family}, "clock": clock("chrony", chrony=chrony)}
    plan = plan_servers(provider, servers, observation, b"key", False)
    return {item.path: item.content or "".join(item.entries) for item in plan.files}


def test_a_name_that_could_carry_further_directives_is_refused() -> None:
    for hostname in ("a b", "a\nserver b", "", "-x", "a;b", "#a"):
        _servers, findings = parse_servers([{"hostname": hostname, "pool": False, "iburst": True}])
        assert [finding.id for finding in findings] == ["time-server-name"], hostname


def test_names_and_addresses_are_taken() -> None:
    items = [
        {"hostname": name, "pool": False, "iburst": True} for name in ("ntp.lab", "192.0.2.1", "2001:db8::1", "a.")
    ]
    assert parse_servers(items)[1] == []


def test_a_server_listed_twice_is_named_once() -> None:
    item = {"hostname": "ntp.lab", "pool": False, "iburst": True}
    assert [finding.where for finding in parse_servers([item, item])[1]] == ["time_sync_servers[1].hostname"]


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (clock("chrony", "timesyncd", running="timesyncd"), "timesyncd"),
        (clock("timesyncd"), "timesyncd"),
        (clock("timesyncd", "chrony"), "chrony"),
        (clock(), "chrony"),
    ],
    ids=["the one that runs", "the one installed", "chrony of two that stand still", "chrony where there is none"],
)
def test_auto_takes(seen: Any, expected: str) -> None:
    assert choose_provider("auto", seen, needed=True) == expected


def test_nothing_is_installed_where_no_server_is_listed() -> None:
    assert choose_provider("auto", clock(), needed=False) is None


def test_another_time_service_is_not_replaced_unasked() -> None:
    with pytest.raises(PullproofError, match=r"ntpsec\.service.*Fix: set time_sync_provider: chrony"):
        choose_provider("auto", clock(others=("ntpsec.service",)), needed=True)
    assert choose_provider("chrony", clock(others=("ntpsec.service",)), needed=True) == "chrony"


def test_chrony_prefers_and_trusts_what_is_listed() -> None:
    text = planned("chrony", TimeServer("ntp1"), TimeServer("pool1", pool=True, iburst=False), chrony=DEBIAN)
    assert text == {
        DEBIAN["path"]: "# Managed by pullproof.registry. Changes made here are overwritten.\n"
        "server ntp1 iburst prefer trust\npool pool1 prefer trust\n"
    }


def test_where_chrony_includes_no_folder_one_line_is_added() -> None:
    files = planned("chrony", TimeServer("ntp1"), family="el")
    assert list(files) == ["/etc/chrony.d/90-pullproof.conf", "/etc/chrony.conf"]
    assert files["/etc/chrony.conf"] == "include /etc/chrony.d/*-pullproof.conf"


def test_timesyncd_forgets_what_earlier_files_list() -> None:
    files = planned("timesyncd", TimeServer("ntp1"), TimeServer("ntp2"))
    assert files["/etc/systemd/timesyncd.conf.d/90-pullproof.conf"].endswith("[Time]\nNTP=\nNTP=ntp1 ntp2\n")


def test_without_servers_nothing_of_ours_is_to_be_there() -> None:
    assert planned("chrony", chrony=DEBIAN) == {}
