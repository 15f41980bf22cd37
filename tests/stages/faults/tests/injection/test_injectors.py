# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done to nodes by hand: each script is a script, and what it did can be undone."""

from __future__ import annotations

import subprocess

import pytest

from tests.stages.faults.injection.injectors import INJECTORS, script
from tests.stages.faults.model.cases import KINDS, Injection

ARGUMENTS = {"name": "a'b", "address": "10.0.0.1", "server": "10.0.0.2", "port": "123", "kind": "prohibit"}


@pytest.mark.parametrize("undo", [False, True])
@pytest.mark.parametrize("node", KINDS)
@pytest.mark.parametrize("name", INJECTORS)
def test_every_script_can_be_parsed_by_a_shell(name: str, node: str, undo: bool) -> None:
    text = script(node, Injection(name, ARGUMENTS), undo)
    done = subprocess.run(["sh", "-n"], input=text, text=True, capture_output=True, check=False, timeout=10)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_script_knows_the_runtime_of_its_node() -> None:
    assert "UNIT=rke2-server;" in script("rke2-server-1", Injection("stopped_runtime"))
    assert "CERTS=/var/lib/rancher/k3s/agent/etc/containerd/certs.d" in script("k3s-agent-1", Injection("full_store"))
    assert "CONTENT=/var/lib/docker/tmp" in script("docker-1", Injection("small_store"))
    assert "CERTS=/etc/containerd/certs.d" in script("containerd-2", Injection("full_store"))


def test_an_injector_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError, match="magic"):
        script("docker-1", Injection("magic"))
