# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.module_utils._text.containerd_variables import (
    containerd_environment,
    without_prefix,
)


def test_a_variable_for_containerd_replaces_that_of_the_service() -> None:
    given = {"HTTPS_PROXY": "p:1", "CONTAINERD_HTTPS_PROXY": "c:1", "NO_PROXY": "a"}
    assert containerd_environment(given) == {**given, "HTTPS_PROXY": "c:1"}


def test_an_empty_variable_for_containerd_replaces_it_as_well() -> None:
    assert containerd_environment({"NO_PROXY": "a", "CONTAINERD_NO_PROXY": ""})["NO_PROXY"] == ""


def test_only_the_start_of_a_name_is_a_prefix() -> None:
    assert (without_prefix("CONTAINERD_X"), without_prefix("X"), without_prefix("MY_CONTAINERD_X")) == (
        "X",
        "X",
        "MY_CONTAINERD_X",
    )
