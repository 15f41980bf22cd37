# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All pulls of a node in one call. The test provides the output of crictl.exe."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullPlan, RuntimeAccess, WantedPull
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.pull import WindowsPulls, pull_all

NAME = "registry.lab:5000/team/winapp:1"
IMAGE = {"id": "sha256:1", "repoTags": [NAME], "repoDigests": ["registry.lab:5000/team/winapp@sha256:2"], "size": "9"}
FATAL = 'level=fatal msg="pulling image: rpc error: code = Unknown desc = failed to pull: it says so"'


@dataclass
class SimulatedNode:
    """A node whose win_command prints the texts of a test, by the name of the program."""

    said: dict[str, tuple[int, str]]
    lines: list[str] = field(default_factory=list)
    check_mode: bool = False
    answers: dict[str, Any] | None = None

    def call(self, module: str, arguments: dict[str, Any], secret: bool = False) -> dict[str, Any]:
        assert (module, secret) == ("ansible.windows.win_command", False)
        self.lines.append(arguments["cmd"])
        blocks = [
            f"==pullproof-begin {name} 0 10:00:00,00\n{text}\n\n==pullproof-end {name} {rc} 10:00:01,50\n"
            for name, (rc, text) in self.said.items()
            if f"begin {name} " in arguments["cmd"]
        ]
        return {"stdout": "".join(blocks)}

    def query(self, module: str, arguments: dict[str, Any], secret: bool = False) -> dict[str, Any]:
        raise AssertionError(module, arguments, secret)


def _plan(*names: str, cleanup: bool = True) -> PullPlan:
    images = [WantedPull(name, name, name.rpartition(":")[0], name.rpartition(":")[2]) for name in names]
    return PullPlan(RuntimeAccess("cri", "npipe:"), images, cleanup=cleanup)


def _images(*images: dict[str, Any]) -> tuple[int, str]:
    warning = "time=x level=warning msg=w"
    return 0, f"{warning}\n{json.dumps({'images': list(images)})}\n{warning}"


def test_a_fresh_pull_is_proven_and_removed_again() -> None:
    node = SimulatedNode(
        {
            "before": _images(),
            "0": (0, "Image is up to date for sha256:1"),
            "after": _images(IMAGE),
            "containers": (0, '{"containers": []}'),
            "rmi-0": (0, f"Deleted: {NAME}"),
        }
    )

    pulls = pull_all(node, _plan(NAME))

    (outcome,) = pulls.outcomes
    assert (outcome.state, outcome.proof, outcome.digest, outcome.seconds) == ("passed", "fresh", "sha256:2", 1.5)
    assert (pulls.changed, pulls.left_behind, len(node.lines)) == (False, [], 2)


def _after_a_failed_removal(left: tuple[int, str]) -> WindowsPulls:
    said = {
        "before": _images(),
        "0": (0, "Image is up to date for sha256:1"),
        "after": _images(IMAGE),
        "containers": (0, '{"containers": []}'),
        "rmi-0": (124, "it took too long"),
        "left": left,
    }
    return pull_all(SimulatedNode(said), _plan(NAME))


@pytest.mark.parametrize("left", [_images(IMAGE), (1, "no pipe")])
def test_an_image_whose_removal_failed_is_left_behind(left: tuple[int, str]) -> None:
    assert _after_a_failed_removal(left).left_behind == ["Image sha256:1 could not be removed: it took too long"]


def test_an_image_that_is_gone_although_its_removal_failed_is_not_left_behind() -> None:
    pulls = _after_a_failed_removal(_images())
    assert (pulls.left_behind, pulls.changed) == ([], False)


def test_an_image_that_a_container_uses_by_now_stays() -> None:
    node = SimulatedNode(
        {
            "before": _images(),
            "0": (0, "Image is up to date for sha256:1"),
            "after": _images(IMAGE),
            "containers": (0, '{"containers": [{"imageRef": "sha256:1"}]}'),
        }
    )

    pulls = pull_all(node, _plan(NAME))

    assert (pulls.changed, len(node.lines)) == (True, 1)
    assert pulls.left_behind == ["Image sha256:1 could not be removed: a container uses it"]


def test_a_failure_has_the_runtimes_own_words_and_the_others_go_on() -> None:
    node = SimulatedNode(
        {
            "before": _images(IMAGE),
            "0": (1, FATAL),
            "1": (0, "Image is up to date for sha256:1"),
            "after": _images(IMAGE),
            "containers": (0, "{}"),
        }
    )

    failed, passed = pull_all(node, _plan("registry.lab:5000/team/other:1", NAME)).outcomes

    assert (failed.state, failed.error) == ("failed", "failed to pull: it says so")
    assert (passed.state, passed.proof) == ("passed", "manifest_only")


def test_many_images_are_as_few_calls_as_cmd_exe_takes() -> None:
    node = SimulatedNode({})
    names = [f"registry.lab:5000/team/image-{number:02}:1" for number in range(50)]

    outcomes = pull_all(node, _plan(*names)).outcomes

    assert len(outcomes) == 50
    assert 1 < len(node.lines) < 5
    assert all(len(line) < 8192 for line in node.lines)
    assert all(sum(f" {name} " in line for line in node.lines) == 1 for name in names)
