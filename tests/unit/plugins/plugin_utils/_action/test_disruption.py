# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a change disrupts, in words."""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.disruption import (
    disruption_sentence,
    planned_change_lines,
    worst_of,
)


def files(*disruptions: str) -> list[dict[str, str]]:
    changed = [{"change": "updated", "disruption": name} for name in disruptions]
    return [*changed, {"change": "unchanged", "disruption": "none"}]


def test_changes_that_take_effect_at_the_same_time_are_one_sentence() -> None:
    assert disruption_sentence(files("live", "live"), True) == "2 files would change: takes effect at the next pull"
    assert disruption_sentence(files("restart"), False) == "1 file changed: takes effect at a restart of the service"


def test_changes_of_several_kinds_are_counted_the_worst_first() -> None:
    sentence = disruption_sentence(files("live", "restart", "live"), False)
    assert sentence == "3 files changed: 1 of them at a restart of the service, 2 of them at the next pull"
    assert worst_of(files("live", "restart", "live")) == "restart"


def test_what_did_not_change_disrupts_nothing() -> None:
    assert (disruption_sentence(files(), True), worst_of(files())) == ("", "none")


def test_a_host_is_named_in_the_line_of_its_worst_disruption() -> None:
    foreseen: dict[str, dict[str, list[str]]] = {
        "n1": {"restart": ["proxy"], "live": ["registries"]},
        "n2": {"restart": [], "live": ["registries"]},
        "n3": {"restart": [], "live": []},
        "n4": {"restart": ["ca_trust"], "live": []},
    }
    assert planned_change_lines(foreseen) == [
        "Would take effect at a restart of the service: n1, n4 (2)",
        "Would take effect at the next pull: n2 (1)",
        "No file would change: n3 (1)",
    ]


def test_no_host_no_line() -> None:
    assert planned_change_lines({}) == []
