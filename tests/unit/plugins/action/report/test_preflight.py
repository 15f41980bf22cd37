# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report about the preflight checks of all hosts."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

from tests.unit.plugins.action.report.reporting import report_on


def result_of(version: str, name: str = "rke2-agent", **changes: Any) -> dict[str, Any]:
    found = {"runtime_name": name, "version": version, "findings": [], "upgraded": False, "cluster": ""}
    return {"pullproof_preflight": {**found, **changes}}


def test_an_invalid_target_version_is_refused_before_any_host_has_a_result() -> None:
    with pytest.raises(PullproofError, match="latest"):
        report_on({"n1": {}}, of="preflight", target_version="latest", check_only=True)
    result, shown = report_on({"n1": {}}, of="preflight", target_version="v1.32.2+rke2r1", check_only=True)
    assert (result["msg"], shown) == ("the options are valid", [])


def test_a_misspelt_variable_of_the_playbooks_is_refused_with_the_options() -> None:
    with pytest.raises(PullproofError, match=r"preflight_target_verison.*Did you mean preflight_target_version"):
        report_on({"n1": {}}, of="preflight", check_only=True, variables={"preflight_target_verison": "v1.32.2"})


def test_a_host_whose_check_failed_is_without_a_result_and_not_acceptable() -> None:
    result, shown = report_on({"n1": result_of("v1.31.1+rke2r1"), "n2": result_of("", "")}, of="preflight")
    assert (result["acceptable"], result["without_result"]) == (False, ["n2"])
    assert shown == ["\n".join(result["lines"])]


def test_an_agent_that_becomes_newer_than_a_server_that_stays_is_a_finding() -> None:
    hosts = {
        "agent": result_of("v1.31.1+rke2r1", upgraded=True),
        "server": result_of("v1.31.1+rke2r1", "rke2-server"),
    }
    result, _shown = report_on(
        hosts, of="preflight", hosts=["agent"], servers=["server"], target_version="v1.32.2+rke2r1"
    )
    assert (result["counts"]["errors"], result["acceptable"]) == (1, False)
