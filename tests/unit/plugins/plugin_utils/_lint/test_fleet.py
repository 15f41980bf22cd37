# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The findings of a fleet, for people and for programs."""

from __future__ import annotations

import json

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.fleet import FleetFindings
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

ERROR = Finding("unknown-key", "error", "registries_mirrors", "A word that nobody reads.", "Mend it.", "a source")
WARNING = Finding("host-upper-case", "warning", "registries_configs", "Letters.", "Write small ones.")
INFO = Finding("config-unused", "info", "registries_configs", "Nobody needs it.", "Remove it.")


def test_a_finding_of_several_hosts_is_shown_once_and_errors_come_first() -> None:
    fleet = FleetFindings.of({"a": [INFO, WARNING], "b": [WARNING, ERROR]})
    assert fleet.lines() == [
        "ERROR    unknown-key: registries_mirrors on b",
        "  A word that nobody reads.",
        "  Fix: Mend it.",
        "",
        "WARNING  host-upper-case: registries_configs on all 2 hosts",
        "  Letters.",
        "  Fix: Write small ones.",
        "",
        "INFO     config-unused: registries_configs on a",
        "  Nobody needs it.",
        "  Fix: Remove it.",
        "",
        "lint: 1 error, 1 warning, 1 info on 2 hosts",
    ]


@pytest.mark.parametrize(
    ("hosts", "total", "expected"),
    [(1, 1, "on h0"), (3, 9, "on h0, h1, h2"), (5, 9, "on h0, h1, h2 and 2 more"), (9, 9, "on all 9 hosts")],
)
def test_hosts_are_named_shortly(hosts: int, total: int, expected: str) -> None:
    fleet = FleetFindings.of({f"h{number}": [ERROR] * (number < hosts) for number in range(total)})
    assert fleet.lines()[0] == f"ERROR    unknown-key: registries_mirrors {expected}"


def test_only_what_is_asked_for_is_shown_and_everything_is_counted() -> None:
    fleet = FleetFindings.of({"a": [INFO, WARNING]})
    assert "config-unused" not in "".join(fleet.lines(("error", "warning")))
    assert fleet.lines(())[0] == "lint: 0 errors, 1 warning, 1 info on 1 host"


@pytest.mark.parametrize(
    ("finding", "fail_on", "acceptable"),
    [
        (ERROR, "error", False),
        (ERROR, "warning", False),
        (ERROR, "never", True),
        (WARNING, "error", True),
        (WARNING, "warning", False),
        (INFO, "warning", True),
    ],
)
def test_what_is_acceptable_depends_on_what_is_to_fail(finding: Finding, fail_on: str, acceptable: bool) -> None:
    assert FleetFindings.of({"a": [finding], "b": []}).is_acceptable(fail_on) is acceptable


def test_a_host_without_a_result_is_named_and_never_acceptable() -> None:
    fleet = FleetFindings.of({"a": []}, ["b"])
    assert fleet.lines() == ["Without a result: b.", "lint: 0 errors, 0 warnings, 0 infos on 1 host"]
    assert not fleet.is_acceptable("never")


def test_the_lines_fit_the_page_and_hold_no_escape_sequence() -> None:
    finding = Finding("image-invalid", "error", "verify_images[0]", "word " * 90, "\x1b[31mred")
    lines = FleetFindings.of({"a" * 60: [finding]}).lines()
    assert max(map(len, lines)) <= 100
    assert "\x1b" not in "".join(lines)


def test_the_json_has_all_of_it() -> None:
    document = json.loads(FleetFindings.of({"a": [ERROR], "b": [ERROR]}, ["c"]).as_json())
    assert (document["errors"], document["hosts"], document["without_result"]) == (1, ["a", "b"], ["c"])
    assert document["findings"] == [{**vars(ERROR), "hosts": ["a", "b"]}]
