# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The output of crictl.exe as the answer of containerd."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.crictl import cri_answer
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import ProgramOutput

CRICTL, PIPE = r"C:\crictl.exe --runtime-endpoint", "npipe:////./pipe/containerd-containerd"


@pytest.mark.parametrize(
    ("rc", "text", "state", "words"),
    [
        (0, "Version:  0.1.0", "ready", ""),
        (9009, "", "crictl_absent", r"there is no C:\crictl.exe yet"),
        (1, "The system cannot find the path specified.", "crictl_absent", r"there is no C:\crictl.exe yet"),
        (1, 'msg="unknown service runtime.v1.RuntimeService"', "cri_disabled", "unknown service"),
        (
            1,
            'level=fatal msg="open //./pipe/containerd-containerd: no file specified"',
            "silent",
            "no answer on npipe",
        ),
        (1, 'level=fatal msg="deadline exceeded"', "error", "deadline exceeded"),
    ],
)
def test_each_output_is_one_state_of_readiness(rc: int, text: str, state: str, words: str) -> None:
    query = cri_answer(CRICTL, PIPE)
    answer = query.parse(dict.fromkeys(query.commands, ProgramOutput(rc, text)))
    assert answer.state == state and words in answer.words
