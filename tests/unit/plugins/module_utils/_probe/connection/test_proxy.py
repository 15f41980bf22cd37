# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Through a proxy, as Go chooses it, and each way in which a proxy can refuse."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Stage, Trust
from ansible_collections.pullproof.registry.plugins.module_utils._service.proxy_environment import Environment

from tests.lab.model import pki
from tests.servers.probing import fault_at, probe_of_url, states
from tests.servers.proxy import refusing_proxy, tunnelling_proxy
from tests.servers.raw import NamedNetwork, answers, raw_server, refused_port, silent_server, swallowing_server
from tests.servers.registry import Registry
from tests.servers.web import Asked, Reply, server_context, web_server

URL = "https://r.example:5000/v2"
NAMES = NamedNetwork({"proxy.example": ["127.0.0.1"]})


def by(proxy: str, **others: str) -> Environment:
    return Environment(variables={"HTTPS_PROXY": proxy, "HTTP_PROXY": proxy, **others})


def fault_by(proxy: str, url: str = URL) -> Stage:
    fault = fault_at(url, NAMES, environment=by(proxy))
    assert fault.name == "proxy"
    return fault


def test_a_tunnel_leaves_names_to_the_proxy_and_shows_it_the_credentials(tmp_path: Path) -> None:
    root = pki.new_root("root")
    network = NamedNetwork({"proxy.example": ["127.0.0.1"]})
    pair = pki.new_server(root, pki.regular("r.example"))
    with web_server(Registry(), server_context(tmp_path, pair)) as web, tunnelling_proxy() as proxy:
        probe = probe_of_url(
            f"https://r.example:{web.port}/v2",
            network,
            trust=Trust(ca_text=pki.pem(root.certificate).decode()),
            environment=by(f"http://user:p%40ss-word@proxy.example:{proxy.port}"),
        )
    assert probe.fault is None
    assert states(probe)["dns"] == states(probe)["tcp"] == "skipped"
    assert network.looked_up == ["proxy.example"]
    assert proxy.heads[0].startswith(f"CONNECT r.example:{web.port} HTTP/1.1\r\n")
    assert "Proxy-Authorization: Basic dXNlcjpwQHNzLXdvcmQ=" in proxy.heads[0]
    shown = str(probe)
    assert f"http://proxy.example:{proxy.port} (HTTPS_PROXY)" in shown
    assert "p@ss-word" not in shown and "p%40ss-word" not in shown and "dXNlcjpwQHNz" not in shown


def test_plain_http_names_the_whole_url_to_the_proxy() -> None:
    def answer(asked: Asked) -> Reply:
        return Registry()(asked)

    with web_server(answer) as proxy:
        probe = probe_of_url(
            "http://r.example:5000/v2", NAMES, environment=by(f"http://u:secret@proxy.example:{proxy.port}")
        )
    assert probe.fault is None
    assert {asked.headers["host"] for asked in proxy.asked} == {"r.example:5000"}
    assert {asked.headers["proxy-authorization"] for asked in proxy.asked} == {"Basic dTpzZWNyZXQ="}


def test_an_exempted_host_is_asked_directly_and_the_entry_is_told() -> None:
    with web_server(Registry()) as web:
        network = NamedNetwork({"r.example": ["127.0.0.1"]})
        environment = by("http://proxy.example:1", NO_PROXY="other.example,.example")
        probe = probe_of_url(f"http://r.example:{web.port}/v2", network, environment=environment)
    assert probe.fault is None
    assert probe.stages[2].observed == "direct (NO_PROXY .example)"
    assert network.looked_up == ["r.example"]


def test_a_proxy_without_an_address() -> None:
    fault = fault_by("http://nothere.example:3128")
    assert fault.fault == "proxy_unresolved"
    assert fault.facts["proxy"] == "http://nothere.example:3128"


def test_a_proxy_that_refuses_or_swallows_connections() -> None:
    assert fault_by(f"http://proxy.example:{refused_port()}").facts["fault"] == "connect_refused"
    with swallowing_server() as port:
        fault = fault_by(f"http://proxy.example:{port}")
    assert (fault.fault, fault.facts["fault"]) == ("proxy_refused", "connect_timeout")


@pytest.mark.parametrize("url", [URL, "http://r.example:5000/v2"])
@pytest.mark.parametrize(
    ("status", "headers", "name"),
    [
        ("407 Proxy Authentication Required", "X-Squid-Error: ERR_CACHE_ACCESS_DENIED 0\r\n", "proxy_auth"),
        ("403 Forbidden", "X-Squid-Error: ERR_ACCESS_DENIED 0\r\n", "proxy_denied"),
        ("503 Service Unavailable", "X-Squid-Error: ERR_DNS_FAIL 0\r\n", "proxy_error"),
        ("502 Bad Gateway", "X-Squid-Error: ERR_CONNECT_FAIL 111\r\n", "proxy_error"),
    ],
)
def test_what_a_proxy_says_for_itself(status: str, headers: str, name: str, url: str) -> None:
    with refusing_proxy(status, headers) as proxy:
        fault = fault_by(f"http://proxy.example:{proxy.port}", url)
    assert fault.fault == name
    assert status in fault.observed
    assert fault.facts["status"] == int(status[:3])


@pytest.mark.parametrize("status", ["400 Bad Request", "404 Not Found", "405 Method Not Allowed", "501 Unsupported"])
def test_a_web_server_that_is_no_proxy(status: str) -> None:
    with refusing_proxy(status) as proxy:
        assert fault_by(f"http://proxy.example:{proxy.port}").fault == "proxy_not_a_proxy"


@pytest.mark.parametrize("said", [b"SSH-2.0-OpenSSH_9.2\r\n", b"\x15\x03\x01\x00\x02\x02\x28", b""])
def test_something_else_that_is_no_proxy(said: bytes) -> None:
    with raw_server(answers(said)) as port:
        assert fault_by(f"http://proxy.example:{port}").fault == "proxy_not_a_proxy"


def test_a_proxy_that_says_nothing() -> None:
    with silent_server() as port:
        fault = fault_by(f"http://proxy.example:{port}")
    assert fault.fault == "timeout"


def test_a_proxy_of_https_that_is_one_of_http_or_not_trusted(tmp_path: Path) -> None:
    with web_server(Registry()) as web:
        assert fault_by(f"https://proxy.example:{web.port}").fault == "proxy_not_a_proxy"
    pair = pki.new_server(pki.new_root("root"), pki.regular("proxy.example"))
    with web_server(Registry(), server_context(tmp_path, pair)) as web:
        fault = fault_by(f"https://proxy.example:{web.port}")
    assert (fault.fault, fault.facts["proxy"]) == ("tls_untrusted", f"https://proxy.example:{web.port}")
    assert len(fault.facts["chain"]) == 1


def test_a_proxy_of_another_kind_is_not_probed_and_no_fault() -> None:
    probe = probe_of_url(URL, NAMES, environment=by("socks5://proxy.example:1080"))
    assert set(states(probe).values()) == {"skipped"}
    assert "only support http and https proxies" in probe.stages[2].observed
    assert "behind socks5://proxy.example:1080" in probe.stages[-1].observed


def test_a_port_that_is_none() -> None:
    assert fault_by("http://proxy.example:99999").fault == "proxy_refused"


@pytest.mark.parametrize(
    ("headers", "schemes"),
    [
        ("Proxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\n", ["negotiate", "ntlm"]),
        ('Proxy-Authenticate: Negotiate, Basic realm="not ntlm"\r\n', ["basic", "negotiate"]),
        ("", []),
    ],
)
def test_the_schemes_that_a_proxy_accepts(headers: str, schemes: list[str]) -> None:
    with refusing_proxy("407 Proxy Authentication Required", headers) as proxy:
        fault = fault_by(f"http://proxy.example:{proxy.port}")
    assert (fault.fault, fault.facts["schemes"]) == ("proxy_auth", schemes)
