# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One endpoint: what containerd does where an http host has TLS settings, and ways that are not probed."""

from __future__ import annotations

from ansible_collections.pullproof.registry.plugins.module_utils._service.proxy_environment import Environment

from tests.servers.probing import fault_at, probe_of_url, states
from tests.servers.registry import Registry
from tests.servers.web import web_server


def test_a_host_without_tls_is_asked_by_http_where_containerd_would_do_so() -> None:
    with web_server(Registry()) as web:
        url = f"https://127.0.0.1:{web.port}/v2"
        probe = probe_of_url(url, falls_back_to_http=True)
        assert fault_at(url).fault == "tls_plain_http"
    assert probe.fault is None
    assert states(probe)["tls"] == "skipped"


def test_a_token_server_behind_a_proxy_that_is_not_probed_leaves_open_what_it_would_say() -> None:
    challenge = 'Bearer realm="http://tokens.example/token",service="s"'
    environment = Environment(variables={"HTTP_PROXY": "socks5://127.0.0.1:1", "NO_PROXY": "127.0.0.1"})
    with web_server(Registry(wants="Bearer never", challenge=challenge)) as web:
        probe = probe_of_url(f"http://127.0.0.1:{web.port}/v2", environment=environment)
    assert probe.fault is None
    assert [states(probe)[name] for name in ("v2", "token", "manifest", "blob")] == ["passed", *["skipped"] * 3]
    assert "socks5://127.0.0.1:1" in probe.stages[5].observed
