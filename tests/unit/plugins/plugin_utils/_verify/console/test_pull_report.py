# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report on the pulls of all hosts."""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.results import HostPulls
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.console.table import report


def test_the_report_names_hosts_without_a_result_and_images_that_were_there() -> None:
    found = report([HostPulls("n1", [PullOutcome("a", "passed", proof="manifest_only")])], ["n2", "n3"])
    assert found.lines[-3:] == [
        "Without a result: n2, n3.",
        "1 image was on the node already: manifest_only proves no blobs.",
        "0 of 1 pulls proven on 1 node",
    ]
    assert (found.proven, found.total, found.without_result) == (0, 1, ["n2", "n3"])


def test_the_report_of_check_mode_says_what_would_be_pulled() -> None:
    found = report([HostPulls("n1", [PullOutcome("a", "skipped", "check_mode")])], [])
    assert found.lines[-2:] == ["Check mode: 1 pull would be made.", "0 of 0 pulls proven on 1 node"]
