# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration that earlier versions of RKE2 wrote on Windows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stages.fidelity.row import Expected, Row
from tests.stages.fidelity.world.windows.old_rke2 import config_of, write_as_in

CRI = 'plugins."io.containerd.grpc.v1.cri"'
CURRENT = f"""version = 2

[{CRI}]
  sandbox_image = "pause"

[{CRI}.registry]
  config_path = "C:\\\\certs.d"

[{CRI}.registry.configs."a.lab".auth]
  username = "puller"
"""
AUTH = {"auth": {"username": "puller", "password": 'a"b'}}
ROW = Row(
    "row",
    "reg.example:5000/app:1",
    Expected(),
    {"reg.example:5000": {"endpoint": ["https://m1.lab"], "rewrite": {"^a/": "b/"}}},
    {"a.lab": AUTH, "b.lab": {"tls": {}}},
)


@pytest.mark.parametrize("year", [2023, 2024])
def test_credentials_are_in_a_wrong_table_and_the_table_of_each_host_has_the_same_name(year: int) -> None:
    text = config_of(CURRENT, ROW, year)
    assert f'[{CRI}.registry.configs.auth."a.lab"]\n  username = "puller"\n  password = "a\\"b"\n' in text
    assert text.count(f"[{CRI}.registry.auths]") == 2
    assert '."a.lab".auth]' not in text
    assert text.startswith(CURRENT.partition(f"[{CRI}.registry]")[0])


def test_mirrors_were_in_the_file_until_2023() -> None:
    text = config_of(CURRENT, ROW, 2023)
    table = f'[{CRI}.registry.mirrors."reg.example:5000"'
    assert f'{table}]\n  endpoint = ["https://m1.lab"]\n{table}.rewrite]\n  "^a/" = "b/"\n' in text
    assert f'[{CRI}.registry]\n  config_path = ""\n' in text
    assert "mirrors" not in config_of(CURRENT, ROW, 2024)
    assert 'config_path = "C:\\\\certs.d"' in config_of(CURRENT, ROW, 2024)


def test_folders_had_the_port_in_2024_and_did_not_exist_before(tmp_path: Path) -> None:
    for name in ("reg.example_5000_", "a.lab"):
        (tmp_path / "certs.d" / name).mkdir(parents=True)
    (tmp_path / "config.toml").write_text(CURRENT, encoding="utf-8")
    write_as_in(2024, ROW, tmp_path)
    assert sorted(path.name for path in (tmp_path / "certs.d").iterdir()) == ["a.lab", "reg.example:5000"]
    write_as_in(2023, ROW, tmp_path)
    assert not (tmp_path / "certs.d").exists()
