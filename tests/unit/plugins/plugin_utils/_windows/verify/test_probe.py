# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Probes of a Windows node with the curl of this machine, at servers that check the scopes of tokens."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Sequence
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.connection.http_client import HttpResponse
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Target
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Auth, Config, Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import (
    NO_TLS,
    Endpoint,
    Explanation,
    View,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.probe.targets import ProbeTarget
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.rke2_agent import Agent
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify import probe
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.curl import (
    CurlRequest,
    CurlResponse,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.future_trust import FutureTrust
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.requests import RequestSettings

from tests.servers.tokens import Harbor, TokenServer, harbor
from tests.unit.plugins.plugin_utils._windows.verify.curl_clients import curl

pytestmark = pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
URL = "https://i.example/v2"
CA_FILE = "C:/ca.pem"
FILE_MISSING = CurlResponse(code=77, words="error setting certificate verify locations")
UNTRUSTED = CurlResponse(code=60, words="schannel: SEC_E_UNTRUSTED_ROOT (0x80090325)")
FOUND = CurlResponse(
    HttpResponse(200, "OK", {"docker-distribution-api-version": "registry/2.0"}, [], b"{}"), secured=1.0
)
OWN, OF_PROJECT = "repository:team/app:pull", "repository:project/team/app:pull"


def probe_with_curl(
    monkeypatch: pytest.MonkeyPatch, server: Harbor, url: str, **settings: Any
) -> tuple[dict[str, tuple[str, str]], int]:
    """State and fault of the stages, and the number of remote calls."""
    calls = []

    def run_curl(_node: object, requests: Sequence[CurlRequest]) -> list[CurlResponse]:
        calls.extend([requests] if requests else [])
        return curl(requests)

    monkeypatch.setattr(probe, "run_curl", run_curl)
    registries = Registries(configs={server.host: Config(auth=Auth(username="u", password="tr0ub4dor"))})
    target = Target(
        **{"id": "0", "program": "containerd", "url": url, "repository": "team/app", "version": "1", **settings}
    )
    endpoint = Endpoint(url, target.repository, ca=NO_TLS, credential_key=server.host)
    one = ProbeTarget(Explanation("i3.example/team/app:1"), View("containerd", (endpoint,)), endpoint, target)
    node: Any = None
    (found,) = probe.probe_on_windows(node, [one], RequestSettings(registries, {}, 17763, 2.0, True))
    return {stage["name"]: (stage["state"], stage["fault"]) for stage in found["stages"]}, len(calls)


def test_below_a_path_the_scope_of_the_challenge_is_requested_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = TokenServer(["project/team/app"])
    with harbor("project", tokens) as server:
        stages, calls = probe_with_curl(monkeypatch, server, f"http://{server.host}/v2/project")
    assert (stages["token"], stages["manifest"]) == (("passed", ""), ("passed", ""))
    assert tokens.requests == [(OF_PROJECT, OWN)]
    assert calls == 3


@pytest.mark.parametrize(("strict", "state"), [(True, ("failed", "token_scope")), (False, ("passed", ""))])
def test_the_token_for_the_name_before_the_rewrite(
    monkeypatch: pytest.MonkeyPatch, strict: bool, state: tuple[str, str]
) -> None:
    tokens = TokenServer(["project/team/app"], strict)
    names = {"repository": "project/team/app", "token_repository": "team/app"}
    with harbor("project", tokens) as server:
        stages, _calls = probe_with_curl(monkeypatch, server, f"http://{server.host}/v2", **names)
    assert stages["token"] == state
    assert tokens.requests == [(OF_PROJECT, OWN)]


def test_at_the_root_of_a_registry_one_scope_is_requested(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = TokenServer(["project/team/app"], strict=True)
    with harbor("project", tokens) as server:
        name = "project/team/app"
        stages, calls = probe_with_curl(monkeypatch, server, f"http://{server.host}/v2", repository=name)
    assert (stages["token"], stages["manifest"]) == (("passed", ""), ("passed", ""))
    assert tokens.requests == [(OF_PROJECT,)]
    assert (server.web.paths[0], calls) == ("GET /v2/", 3)


@pytest.mark.parametrize(("replaces", "tls"), [(True, ("failed", "tls_untrusted")), (False, ("passed", ""))])
def test_a_server_of_a_system_ca_is_trusted_in_addition_to_a_ca_file(
    monkeypatch: pytest.MonkeyPatch, replaces: bool, tls: tuple[str, str]
) -> None:
    assert tls_with_ca_file(monkeypatch, UNTRUSTED, RequestSettings(Registries(), {}, 17763, 2.0, replaces)) == tls


@pytest.mark.parametrize("response", [UNTRUSTED, FILE_MISSING])
def test_a_server_of_a_system_ca_is_trusted_before_the_ca_file_is_written(
    monkeypatch: pytest.MonkeyPatch, response: CurlResponse
) -> None:
    future_trust = FutureTrust([], {CA_FILE: "another CA"}, datetime.datetime.now(datetime.UTC))
    settings = RequestSettings(Registries(), {}, 17763, 2.0, False, future_trust)
    assert tls_with_ca_file(monkeypatch, response, settings) == ("passed", "")
    assert future_trust.unknown == set()


def tls_with_ca_file(
    monkeypatch: pytest.MonkeyPatch, with_file: CurlResponse, settings: RequestSettings
) -> tuple[str, str]:
    """State and fault of the stage tls, of a server whose certificate the system trusts."""

    def run_curl(_node: object, requests: Sequence[CurlRequest]) -> list[CurlResponse]:
        return [with_file if request.ca_file else FOUND for request in requests]

    monkeypatch.setattr(probe, "run_curl", run_curl)
    endpoint = Endpoint(URL, "team/app", ca=CA_FILE)
    target = Target("0", "containerd", URL, "team/app", "1")
    one = ProbeTarget(Explanation("i.example/team/app:1"), View("containerd", (endpoint,)), endpoint, target)
    node: Any = None
    (found,) = probe.probe_on_windows(node, [one], settings)
    return next((stage["state"], stage["fault"]) for stage in found["stages"] if stage["name"] == "tls")


@pytest.mark.parametrize(
    ("version", "replaces"),
    [("v1.36.1+rke2r1", True), ("v1.36.2+rke2r1", False), ("v1.37.0+rke2r1", False), ("", False)],
)
def test_the_version_of_the_agent_decides_whether_a_ca_file_replaces_the_system(version: str, replaces: bool) -> None:
    agent = Agent(17763, True, "rke2", version=version)
    assert RequestSettings.of(agent, Registries(), {}, 2.0).file_replaces_system == replaces
