# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Blobs: at the registry, elsewhere, unreachable, not what they should be."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Credential, Probe, Stage

from tests.servers.probing import fault_at, probe_of_url, states
from tests.servers.raw import refused_port
from tests.servers.registry import Registry, basic, digest_of, error, token
from tests.servers.web import Asked, Reply, web_server

USER = Credential(username="u", password="tr0ub4dor")
LAYER = f"/v2/team/app/blobs/{digest_of(Registry().layer)}"
CONFIG = f"/v2/team/app/blobs/{digest_of(Registry().config)}"


def probe_of(registry: Registry, **settings: Any) -> Probe:
    with web_server(registry) as web:
        return probe_of_url(f"http://127.0.0.1:{web.port}/v2", **settings)


def fault_of(registry: Registry, **settings: Any) -> Stage:
    with web_server(registry) as web:
        return fault_at(f"http://127.0.0.1:{web.port}/v2", **settings)


def away(url: str) -> Reply:
    return Reply(307, b"", {"Location": url})


def test_one_byte_of_the_smallest_layer_is_fetched() -> None:
    registry = Registry()
    with web_server(registry) as web:
        probe = probe_of_url(f"http://127.0.0.1:{web.port}/v2")
    layers = [asked for asked in web.asked if asked.path == LAYER]
    assert [asked.headers["range"] for asked in layers] == ["bytes=0-0"]
    assert probe.stages[7].facts == {"host": f"127.0.0.1:{web.port}", "bytes": len(registry.config) + 1}


def test_a_registry_that_knows_no_ranges_is_read_no_further() -> None:
    registry = Registry(overrides={LAYER: Reply(200, b"x" * 5_000_000)})
    probe = probe_of(registry)
    assert probe.fault is None
    assert probe.stages[7].facts["bytes"] == len(registry.config) + 1


def test_blobs_are_left_alone_if_nobody_wants_them() -> None:
    probe = probe_of(Registry(overrides={LAYER: error(500, "UNKNOWN")}), plan={"blobs": False})
    assert states(probe)["blob"] == "skipped"
    assert probe.fault is None


def test_a_blob_elsewhere_is_fetched_without_the_credentials() -> None:
    registry = Registry(wants=basic("u", "tr0ub4dor"))
    with web_server(lambda _asked: Reply(206, b"l")) as store:
        registry.overrides[LAYER] = away(f"http://127.0.0.1:{store.port}/bucket?X-Amz-Signature=s1gned")
        probe = probe_of(registry, credential=USER)
    assert probe.fault is None
    assert [asked.authorization for asked in store.asked] == [""]
    assert store.asked[0].query == {"X-Amz-Signature": "s1gned"}
    assert probe.stages[7].facts["host"] == f"127.0.0.1:{store.port}"
    assert "s1gned" not in str(probe)


def test_a_redirect_within_the_registry_keeps_the_credentials() -> None:
    registry = Registry(wants=basic("u", "tr0ub4dor"))

    def answer(asked: Asked) -> Reply:
        return (
            away("/elsewhere") if asked.path == LAYER else Reply(206) if asked.path == "/elsewhere" else registry(asked)
        )

    with web_server(answer) as web:
        probe = probe_of_url(f"http://127.0.0.1:{web.port}/v2", credential=USER)
    assert probe.fault is None
    assert [asked.authorization for asked in web.asked if asked.path == "/elsewhere"] == [basic("u", "tr0ub4dor")]


def test_the_host_of_blobs_that_can_not_be_reached_is_named() -> None:
    port = refused_port()
    fault = fault_of(Registry(overrides={LAYER: away(f"http://127.0.0.1:{port}/bucket?sig=x")}))
    assert (fault.name, fault.fault) == ("blob", "blob_unreachable")
    facts = fault.facts
    assert (facts["host"], facts["stage"], facts["fault"]) == (f"127.0.0.1:{port}", "tcp", "connect_refused")
    fault = fault_of(Registry(overrides={LAYER: away("https://blobs.example/bucket")}))
    assert (fault.facts["host"], fault.facts["stage"]) == ("blobs.example:443", "dns")


@pytest.mark.parametrize(("status", "cause"), [(403, "forbidden"), (404, "blob_unknown"), (503, "server_error")])
def test_a_host_of_blobs_that_refuses(status: int, cause: str) -> None:
    with web_server(lambda _asked: Reply(status, b"<Error/>")) as store:
        fault = fault_of(Registry(overrides={LAYER: away(f"http://127.0.0.1:{store.port}/b")}))
    assert (fault.fault, fault.facts["stage"], fault.facts["fault"]) == ("blob_unreachable", "http", cause)
    assert fault.facts["status"] == status


@pytest.mark.parametrize(
    ("reply", "name"),
    [
        (error(404, "BLOB_UNKNOWN"), "blob_unreachable"),
        (error(403, "DENIED"), "forbidden"),
        (error(401, "UNAUTHORIZED"), "credentials_missing"),
        (error(429, "TOOMANYREQUESTS"), "rate_limited"),
        (error(500, "UNKNOWN"), "server_error"),
        (away("/v2/team/app/blobs/again"), "server_error"),
    ],
)
def test_the_registry_itself_refuses_a_blob(reply: Reply, name: str) -> None:
    fault = fault_of(Registry(overrides={LAYER: reply, "/v2/team/app/blobs/again": away(LAYER)}))
    assert (fault.name, fault.fault) == ("blob", name)


@pytest.mark.parametrize("url", ["ftp://blobs.example/b", "http://[bad/", "http://blobs.example:99999999/"])
def test_a_redirect_to_nowhere(url: str) -> None:
    fault = fault_of(Registry(overrides={LAYER: away(url)}))
    assert (fault.name, fault.fault) == ("blob", "blob_unreachable")


@pytest.mark.parametrize("path", [LAYER, CONFIG])
def test_a_login_page_in_place_of_a_blob(path: str) -> None:
    page = Reply(200, b"<html>log in</html>", {"Content-Type": "text/html; charset=utf-8"})
    fault = fault_of(Registry(overrides={path: page}))
    assert (fault.fault, fault.facts["fault"]) == ("blob_unreachable", "not_a_registry")
    assert "answers with a web page" in fault.observed


def test_a_configuration_that_is_another_one() -> None:
    fault = fault_of(Registry(overrides={CONFIG: Reply(200, b"{}")}))
    assert (fault.name, fault.fault) == ("blob", "digest_differs")


def bearer(layer: Reply) -> Registry:
    """A registry with a token server, and with an answer of its own for the layer."""
    access = [{"type": "repository", "name": "team/app", "actions": ["pull"]}]
    return Registry(wants=f"Bearer {token(access)}", overrides={LAYER: layer})


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("token is not valid yet", "token_server"),
        ("token has expired", "token_server"),
        ("authentication required", "credentials_missing"),
    ],
)
def test_a_layer_that_is_refused_with_a_token(message: str, name: str) -> None:
    registry = bearer(error(401, "UNAUTHORIZED", message))
    answer = json.dumps({"token": registry.wants.removeprefix("Bearer ")}).encode()
    with web_server(lambda _asked: Reply(200, answer)) as tokens:
        registry.challenge = f'Bearer realm="http://127.0.0.1:{tokens.port}/token",service="test"'
        fault = fault_of(registry)
    assert (fault.name, fault.fault) == ("blob", name)


def test_credentials_that_only_layers_require() -> None:
    wanted = basic("u", "tr0ub4dor")
    registry = Registry()

    def answer(asked: Asked) -> Reply:
        if "/blobs/" in asked.path and asked.authorization != wanted:
            return error(401, "UNAUTHORIZED", headers={"WWW-Authenticate": 'Basic realm="test"'})
        return registry(asked)

    with web_server(answer) as web:
        url = f"http://127.0.0.1:{web.port}/v2"
        assert probe_of_url(url, credential=USER).fault is None
        assert fault_at(url).fault == "credentials_missing"


def with_layers(*layers: bytes) -> Registry:
    """A registry whose image has several layers. Only the first is in the registry."""
    registry = Registry()
    manifest = json.loads(registry.manifest)
    manifest["layers"] = [{"digest": digest_of(layer), "size": len(layer)} for layer in layers]
    registry.layer, registry.manifest = layers[0], json.dumps(manifest).encode()
    return registry


def test_each_layer_is_requested() -> None:
    missing = b"another layer" * 10
    fault = fault_of(with_layers(b"layer", missing))
    assert (fault.name, fault.fault, fault.facts["fault"]) == ("blob", "blob_unreachable", "blob_unknown")
    assert digest_of(missing) in fault.observed
    assert fault.facts["is_registry"] is True


def test_a_layer_of_which_only_one_byte_arrives() -> None:
    registry = with_layers(b"layer" * 10000)

    def answer(asked: Asked) -> Reply:
        if asked.path.endswith(digest_of(registry.layer)) and asked.headers["range"] != "bytes=0-0":
            time.sleep(2)
        return registry(asked)

    with web_server(answer) as web:
        fault = fault_at(f"http://127.0.0.1:{web.port}/v2")
    assert (fault.name, fault.fault, fault.facts["lost"]) == ("blob", "timeout", "large packets")


def test_several_packets_of_the_largest_layer_are_fetched() -> None:
    registry = with_layers(b"layer" * 10000)
    probe = probe_of(registry)
    assert probe.fault is None
    assert probe.stages[7].facts["bytes"] == len(registry.config) + 1 + 50000
