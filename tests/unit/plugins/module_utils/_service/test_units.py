# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Units as systemd 257 showed them on a node of the lab, and drop-ins that load environment files."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import CommandResult
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._service.facts import UnitFacts
from ansible_collections.pullproof.registry.plugins.module_utils._service.units import observe_units, process_start

SHOWN = (Path(__file__).parents[1] / "data" / "systemd" / "show_rke2_agent.txt").read_text()


def seen(commands: Any, node_files: NodeFiles, shown: str) -> dict[str, UnitFacts]:
    commands.answers["systemctl"] = CommandResult(0, shown, "")
    return observe_units(["any.service"], node_files, commands)


def test_only_loaded_units_are_there(commands: Any, node_files: NodeFiles) -> None:
    assert set(seen(commands, node_files, SHOWN)) == {"rke2-server.service", "rke2-agent.service"}


def test_the_state_of_a_running_unit(commands: Any, node_files: NodeFiles) -> None:
    unit = seen(commands, node_files, SHOWN)["rke2-agent.service"]
    assert (unit["active"], unit["sub"], unit["enabled"], unit["pid"]) == ("active", "running", "enabled", 2464)
    assert unit["invocation"] == "f68d21f0d0db46a4ad59cf749b513219" and unit["needs_reload"] is False
    assert [loaded["path"] for loaded in unit["environment_files"]] == [
        "/etc/default/rke2-agent",
        "/etc/sysconfig/rke2-agent",
        "/usr/local/lib/systemd/system/rke2-agent.env",
    ]


def test_a_node_without_systemd_has_no_units(commands: Any, node_files: NodeFiles) -> None:
    assert observe_units(["containerd.service"], node_files, commands) == {}


@pytest.mark.parametrize(
    "line", ["EnvironmentFile=-{path}", 'EnvironmentFile="{path}"', " EnvironmentFile = -{folder}/%N.env"]
)
def test_a_file_that_a_drop_in_loads_names_it_and_its_variables_but_no_value(
    line: str, tmp_path: Path, commands: Any, node_files: NodeFiles
) -> None:
    loaded, drop_in = tmp_path / "containerd.env", tmp_path / "50-site.conf"
    loaded.write_text("HTTP_PROXY=http://user:secret@h:1\nA=1\n")
    drop_in.write_text(f"[Service]\n{line.format(path=loaded, folder=tmp_path)}\n")
    shown = (
        f"Id=containerd.service\nLoadState=loaded\nDropInPaths={drop_in}\nEnvironmentFiles={loaded} (ignore_errors=no)"
    )
    unit = seen(commands, node_files, shown)["containerd.service"]
    assert unit["environment_files"] == [
        {"path": str(loaded), "present": True, "drop_in": "50-site.conf", "names": ["A", "HTTP_PROXY"]}
    ]


def test_variables_of_the_unit_are_named_without_their_values(commands: Any, node_files: NodeFiles) -> None:
    shown = 'Id=docker.service\nLoadState=loaded\nEnvironment=A=1 "HTTP_PROXY=http://user:se cret@h:1"\n'
    assert seen(commands, node_files, shown)["docker.service"]["environment_names"] == ["A", "HTTP_PROXY"]


def test_a_process_that_is_gone_has_no_start() -> None:
    assert process_start(2**22 + 1) is None
    assert (process_start(os.getpid()) or 0) > process_start(1)  # type: ignore[operator]


def test_a_process_starts_after_what_was_written_before(tmp_path: Path) -> None:
    for _turn in range(3):
        written = tmp_path / "config"
        written.write_text("x")
        time.sleep(0.05)
        with subprocess.Popen(["sleep", "5"]) as process:
            started = process_start(process.pid)
            process.kill()
        assert started is not None
        assert written.stat().st_ctime < started <= time.time()
        time.sleep(0.3)


def test_options_of_the_command_line_are_named_without_their_values_wherever_they_come_from(
    tmp_path: Path, commands: Any, node_files: NodeFiles
) -> None:
    loaded = tmp_path / "docker"
    loaded.write_text('OPTS="--registry-mirror=https://u:s3cr3t@h"\nUNUSED=--debug\n')
    command = "{ path=/d ; argv[]=/d -H fd:// --containerd=/run/c.sock $OPTS ${MORE} ; ignore_errors=no }"
    shown = f'Id=docker.service\nLoadState=loaded\nExecStart={command}\nEnvironment="MORE=--insecure-registry r"\n'
    unit = seen(commands, node_files, f"{shown}EnvironmentFiles={loaded} (ignore_errors=yes)\n")["docker.service"]
    assert unit["options"] == ["containerd", "insecure-registry", "registry-mirror"]
    assert "s3cr3t" not in str(unit)


def test_lines_of_others_that_set_variables_are_named_with_their_file_and_without_values(
    tmp_path: Path, commands: Any, node_files: NodeFiles
) -> None:
    drop_in = tmp_path / "http-proxy.conf"
    drop_in.write_text(
        "[Service]\nEnvironment=\"HTTPS_PROXY=http://u:s3cr3t=x@p:1\" 'NO_PROXY=a b' A=1\n#Environment=B=1\n"
    )
    shown = f"Id=docker.service\nLoadState=loaded\nDropInPaths={drop_in}\n"
    unit = seen(commands, node_files, shown)["docker.service"]
    assert unit["environment_lines"] == dict.fromkeys(("HTTPS_PROXY", "NO_PROXY", "A"), str(drop_in))
    assert "s3cr3t" not in str(unit)


def test_short_names_of_options_are_read_as_well(commands: Any, node_files: NodeFiles) -> None:
    shown = "Id=k3s.service\nLoadState=loaded\nExecStart={ argv[]=/bin/k3s server -d /data -c=/c.yaml -v 2 ; }\n"
    options = seen(commands, node_files, shown)["k3s.service"]["paths"]["options"]
    assert options == {"data-dir": "/data", "config": "/c.yaml"}


@pytest.mark.parametrize("shell", ["/bin/sh -c", "/usr/bin/bash -ec", "sh -c exec"])
def test_the_command_of_a_shell_is_not_a_path(commands: Any, node_files: NodeFiles, shell: str) -> None:
    shown = f"Id=k3s.service\nLoadState=loaded\nExecStart={{ argv[]={shell} /bin/k3s server -d /data ; }}\n"
    assert seen(commands, node_files, shown)["k3s.service"]["paths"]["options"] == {"data-dir": "/data"}


def test_paths_are_read_from_the_command_and_the_environment_and_no_other_values(
    commands: Any, node_files: NodeFiles
) -> None:
    command = "{ path=/bin/k3s ; argv[]=/bin/k3s agent --token s3cr3t --data-dir=/d ; ignore_errors=no }"
    variables = "Environment=K3S_CONFIG_FILE=/c K3S_TOKEN=s3cr3t"
    shown = f"Id=k3s-agent.service\nLoadState=loaded\nExecStart={command}\n{variables}\n"
    assert seen(commands, node_files, shown)["k3s-agent.service"]["paths"] == {
        "options": {"data-dir": "/d"},
        "variables": {"config": "/c"},
    }
