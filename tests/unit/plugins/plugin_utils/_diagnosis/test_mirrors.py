# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a mirror is not used."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.mirrors import ignored_mirror
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import NO_HEADER, Endpoint, View

ENDPOINTS = (Endpoint("http://10.1.0.7:30020/v2", "app"), Endpoint("https://reg.example/v2", "app"))
REGISTRIES = parse_registries({"reg.example": {"endpoint": ["https://m1.lab"]}}, {})


@pytest.mark.parametrize(
    ("owner", "observed", "fix"),
    [
        ("Spegel", "certs.d/reg.example, a file of Spegel", "uninstall Spegel"),
        ("Dragonfly (dfinit)", "a file of Dragonfly (dfinit)", "switch dfinit off"),
        ("", "according to certs.d/reg.example", ""),
    ],
)
def test_the_program_that_wrote_the_file_is_in_the_cause(owner: str, observed: str, fix: str) -> None:
    view = View("containerd", ENDPOINTS, "certs.d/reg.example", owner=owner)
    fault = ignored_mirror(Evidence("reg.example/app:1", view=view, registries=REGISTRIES))
    assert fault is not None and fault.code == "mirror_ignored"
    assert observed in fault.observed and fault.fix.startswith(fix)


def test_hosts_without_a_table_header_are_the_reason() -> None:
    problem = f"certs.d/reg.example/hosts.toml has hosts {NO_HEADER}: https://m1.lab"
    view = View("containerd", ENDPOINTS[1:], "certs.d/reg.example", (problem,))
    fault = ignored_mirror(Evidence("reg.example/app:1", view=view, registries=REGISTRIES))
    assert fault is not None
    assert (fault.code, fault.observed) == ("mirror_ignored", problem)
    assert "with its own header" in fault.fix


@pytest.mark.parametrize(
    ("registry", "url", "observed", "fix"),
    [
        ("docker.io", "https://registry-1.docker.io/v2", "without m1.lab: daemon.json lacks them", ""),
        ("quay.io", "https://quay.io/v2", "only supports mirrors of docker.io", "use the name of the mirror"),
    ],
)
def test_docker_has_mirrors_of_docker_hub_unless_daemon_json_lacks_them(
    registry: str, url: str, observed: str, fix: str
) -> None:
    registries = parse_registries({registry: {"endpoint": ["https://m1.lab"]}}, {})
    view = View("docker", (Endpoint(url, "team/app"),))
    fault = ignored_mirror(Evidence(f"{registry}/team/app:1", view=view, registries=registries, product="docker"))
    assert fault is not None and fault.code == "mirror_ignored"
    assert fault.observed.endswith(observed) and fault.fix.startswith(fix) and bool(fault.fix) == bool(fix)
