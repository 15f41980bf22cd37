# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which runtime is meant, on nodes that have one, several, or none yet."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import (
    choose_runtime,
    choose_runtime_if_needed,
    other_active_runtime,
    pending_restart,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError


def unit(active: str = "active", enabled: str = "enabled", *stale: str) -> dict[str, Any]:
    return {
        "unit": {"active": active, "enabled": enabled},
        "restart": {"pending": bool(stale), "roles": list(stale)},
        "version": "v1",
    }


IDLE = unit("inactive", "disabled")


def seen(planned: tuple[str, ...] = (), **runtimes: Any) -> Any:
    return {"runtimes": {name.replace("_", "-"): found for name, found in runtimes.items()}, "planned": list(planned)}


def test_the_unit_in_use_is_meant_not_the_one_installed_beside_it() -> None:
    assert choose_runtime("auto", seen(rke2_server=IDLE, rke2_agent=unit("activating"))).runtime.name == "rke2-agent"


def test_docker_is_meant_where_it_brings_its_own_containerd() -> None:
    assert choose_runtime("auto", seen(containerd=unit(), docker=unit())).runtime.name == "docker"


def test_the_only_unit_is_meant_even_if_it_was_never_started() -> None:
    assert choose_runtime("auto", seen(k3s_agent=IDLE)).runtime.name == "k3s-agent"


@pytest.mark.parametrize("runtimes", [{}, {"rke2_server": IDLE, "rke2_agent": IDLE}])
def test_where_nothing_tells_the_runtime_has_to_be_named(runtimes: dict[str, Any]) -> None:
    with pytest.raises(PullproofError, match=r"name the runtime"):
        choose_runtime("auto", seen(**runtimes))


def test_a_named_runtime_need_not_be_installed_yet() -> None:
    chosen = choose_runtime("rke2-agent", seen())
    assert (chosen.installed, chosen.version) == (False, None)
    assert pending_restart(chosen, seen()) == {"pending": False, "roles": []}


def test_a_misspelt_name_is_an_error_that_lists_the_names() -> None:
    with pytest.raises(PullproofError, match=r"'rke2'.*rke2-server"):
        choose_runtime("rke2", seen())


def test_a_pending_restart_names_what_was_not_loaded_and_in_check_mode_what_would_not_be() -> None:
    observation = seen(("proxy",), docker=unit("active", "enabled", "ca_trust"))
    chosen = choose_runtime("auto", observation)
    assert pending_restart(chosen, observation) == {"pending": True, "roles": ["ca_trust", "proxy"]}


def test_a_unit_that_is_installed_but_neither_runs_nor_is_enabled_is_not_expected_to_run() -> None:
    assert choose_runtime("rke2-server", seen(rke2_server=IDLE)).expected_to_run is False
    assert choose_runtime("rke2-server", seen(rke2_server=unit("failed", "disabled"))).expected_to_run is True
    assert choose_runtime("rke2-server", seen(rke2_server=unit("inactive"))).expected_to_run is True


def test_where_no_runtime_is_needed_an_unclear_one_is_no_error() -> None:
    assert choose_runtime_if_needed("auto", seen(), needed=False) is None
    with pytest.raises(PullproofError, match=r"name the runtime"):
        choose_runtime_if_needed("auto", seen(), needed=True)


def test_the_facts_of_a_runtime_that_is_not_installed_are_not_made_up() -> None:
    with pytest.raises(ValueError, match="rke2-agent is not installed"):
        _ = choose_runtime("rke2-agent", seen()).installed_facts


@pytest.mark.parametrize("state", ["active", "activating"])
@pytest.mark.parametrize("needed", [True, False])
def test_a_named_runtime_is_refused_while_another_one_is_active(state: str, needed: bool) -> None:
    node = seen(rke2_agent=IDLE, containerd=unit(state))
    with pytest.raises(
        PullproofError, match=r"containerd\.service is active.*set pullproof_runtime to containerd or auto"
    ):
        choose_runtime_if_needed("rke2-agent", node, needed)


def test_docker_is_named_as_the_active_runtime_and_not_its_containerd() -> None:
    assert other_active_runtime("k3s-agent", seen(containerd=unit(), docker=unit())) == "docker"


@pytest.mark.parametrize(
    "runtimes",
    [
        {},
        {"rke2_server": IDLE, "containerd": unit("inactive")},
        {"rke2_agent": unit("inactive"), "docker": unit()},
        {"rke2_agent": unit("failed", "disabled"), "docker": unit()},
    ],
)
def test_a_named_runtime_that_is_enabled_or_was_started_is_not_refused(runtimes: dict[str, Any]) -> None:
    assert choose_runtime("rke2-agent", seen(**runtimes)).runtime.name == "rke2-agent"


def test_the_chosen_runtime_has_the_paths_of_the_node_also_before_it_is_installed() -> None:
    paths = {"k3s-agent": {"data_dir": "/data", "registries_file": "/srv/registries.yaml"}}
    for observation in (seen(), seen(k3s_agent=IDLE)):
        observation["paths"] = paths
        chosen = choose_runtime("k3s-agent", observation)
        assert chosen.runtime.generated == "/data/agent/etc/containerd"
        assert chosen.runtime.registries_file == "/srv/registries.yaml"
