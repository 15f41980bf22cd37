# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The container runtime of a Windows node, from its services."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import run_query
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.services import (
    INSTALLED_SERVICES,
    Services,
    choose_service,
    choose_service_if_needed,
)

from tests.unit.plugins.plugin_utils.simulated_windows_node import SimulatedWindowsNode


def test_the_services_of_a_node_are_read_in_one_call(node: SimulatedWindowsNode) -> None:
    assert run_query(node, INSTALLED_SERVICES) == Services("rke2", docker=False, rancher=False)
    assert len(node.calls) == 1


@pytest.mark.parametrize(
    ("requested", "services", "name", "installed"),
    [
        ("auto", Services("rke2-two", True, False), "rke2-two", True),
        ("auto", Services("", True, False), "docker", True),
        ("docker", Services("rke2", False, False), "docker", False),
        ("rke2-agent", Services("", True, False), "rke2", False),
    ],
)
def test_the_requested_runtime_or_the_one_that_is_found_is_chosen(
    requested: str, services: Services, name: str, installed: bool
) -> None:
    chosen = choose_service(requested, services)
    assert (chosen.name, chosen.installed) == (name, installed)


@pytest.mark.parametrize(
    ("requested", "known"),
    [("auto", "will have: rke2-agent or docker"), ("k3s-agent", "to auto, rke2-agent or docker")],
)
def test_a_runtime_that_is_not_found_is_an_error_that_lists_the_known_ones(requested: str, known: str) -> None:
    with pytest.raises(PullproofError, match=known):
        choose_service(requested, Services("", False, False))


def test_without_settings_no_runtime_is_needed() -> None:
    assert choose_service_if_needed("auto", Services("", False, False), needed=False) is None
