# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole plans: several endpoints at once, each judged, nothing waited for twice, strange targets."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import asdict

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Credential
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.run import run_probes
from ansible_collections.pullproof.registry.plugins.module_utils._service.proxy_environment import Environment

from tests.servers.probing import QUICK, image, probes_of
from tests.servers.raw import NamedNetwork, swallowing_server
from tests.servers.registry import Registry, basic
from tests.servers.web import web_server


def test_dead_endpoints_are_waited_for_at_the_same_time() -> None:
    with ExitStack() as stack:
        dead = [stack.enter_context(swallowing_server()) for _ in range(6)]
        good = stack.enter_context(web_server(Registry()))
        urls = [f"https://127.0.0.1:{port}/v2" for port in dead]
        started = time.monotonic()
        probes = probes_of(
            *(image(url, version=version) for url in urls for version in "123"),
            image(f"http://127.0.0.1:{good.port}/v2"),
        )
        seconds = time.monotonic() - started
    assert [probe.fault.fault if probe.fault else "" for probe in probes] == ["connect_timeout"] * 18 + [""]
    assert seconds < len(probes) * QUICK.connect_seconds


def test_different_credentials_at_one_endpoint_are_different_endpoints() -> None:
    with web_server(Registry(wants=basic("u", "right"))) as web:
        url = f"http://127.0.0.1:{web.port}/v2"
        logins = [Credential(username="u", password=word) for word in ("right", "wrong")]
        probes = probes_of(*(image(url, credential=login) for login in logins))
    assert [probe.fault.fault if probe.fault else "" for probe in probes] == ["", "credentials_wrong"]


def test_credentials_come_from_the_nodes_own_file() -> None:
    table = "[plugins.cri.registry.configs.h.auth]\nusername = 'u'\npassword = 'right'\n"
    with web_server(Registry(wants=basic("u", "right"))) as web:
        target = image(f"http://127.0.0.1:{web.port}/v2", credential=Credential(file="/config.toml", key="h"))
        assert probes_of(target, files={"/config.toml": table})[0].fault is None
        missing = probes_of(target)[0].fault
    assert missing is not None and missing.fault == "credentials_missing"


def test_a_plan_without_targets_has_no_probes() -> None:
    assert run_probes(QUICK, dict[str, str]().get, NamedNetwork()) == []


@pytest.mark.parametrize(
    "url", ["", "ftp://h/v2", "https://h:99999999/v2", "https://[bad/v2", "https:///v2", "http://" + "a" * 300 + "/v2"]
)
def test_an_endpoint_that_can_not_be_asked_is_a_fault(url: str) -> None:
    fault = probes_of(image(url))[0].fault
    assert fault is not None and fault.name == "dns"


def test_results_are_plain_and_hold_no_secret() -> None:
    proxy = Environment(variables={"HTTP_PROXY": "http://u:tr0ub4dor@127.0.0.1:1"})
    credential = Credential(username="u", password="tr0ub4dor-2")
    target = image("http://r.example/v2", environment=proxy, credential=credential)
    assert "tr0ub4dor" not in str([asdict(probe) for probe in probes_of(target)])
