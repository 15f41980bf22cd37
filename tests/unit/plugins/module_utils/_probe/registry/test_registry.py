# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether something is a registry, and what it says when it does not let us in."""

from __future__ import annotations

import json
import socket
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Credential, Probe, Stage

from tests.lab.model import pki
from tests.servers.probing import fault_at, image, probe_of_url, probes_of, states
from tests.servers.raw import answers, raw_server, refused_port, silent_server
from tests.servers.registry import API, Registry, basic, error
from tests.servers.web import Answer, Asked, Reply, server_context, web_server

USER = Credential(username="u", password="tr0ub4dor")
HTML = {"Content-Type": "text/html; charset=utf-8"}


def fault_of(answer: Answer, **settings: Any) -> Stage:
    with web_server(answer) as web:
        return fault_at(f"http://127.0.0.1:{web.port}/v2", **settings)


def probe_of(registry: Registry, path: str = "/v2", **settings: Any) -> Probe:
    with web_server(registry) as web:
        return probe_of_url(f"http://127.0.0.1:{web.port}{path}", None, None, **settings)


def test_a_registry_that_asks_for_nothing_passes_all_stages() -> None:
    with web_server(Registry()) as web:
        probe = probe_of_url(f"http://127.0.0.1:{web.port}/v2")
    assert states(probe) == {
        "dns": "skipped",
        "tcp": "passed",
        "proxy": "skipped",
        "tls": "skipped",
        "v2": "passed",
        "token": "skipped",
        "manifest": "passed",
        "blob": "passed",
    }
    assert web.paths[0] == "GET /v2/"
    assert probe.stages[4].facts["headers"]["docker-distribution-api-version"] == "registry/2.0"


def test_an_endpoint_without_an_image_ends_with_the_token() -> None:
    probe = probe_of(Registry(wants=basic("u", "tr0ub4dor")), credential=USER, version="")
    assert states(probe)["token"] == "passed"
    assert states(probe)["manifest"] == states(probe)["blob"] == "skipped"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, b"<html>It works!</html>", HTML),
        Reply(404, b"<html>no such page</html>", HTML),
        Reply(401, b"<html>who are you</html>", HTML),
        Reply(302, b"", {"Location": "/login"}),
        Reply(404, b'{"errors": [{"status": 404, "message": "Not Found"}]}', {"Content-Type": "application/json"}),
    ],
)
def test_a_web_server_is_no_registry(reply: Reply) -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(200, b"<html>log in</html>", HTML) if asked.path == "/login" else reply

    with web_server(answer) as web:
        fault = fault_at(f"http://127.0.0.1:{web.port}/v2")
    assert (fault.name, fault.fault) == ("v2", "not_a_registry")
    assert fault.facts["headers"]["content-type"].startswith(("text/html", "application/json"))


def test_a_root_that_leads_to_another_host_which_nobody_reaches() -> None:
    away = Reply(302, b"", {"Location": f"http://127.0.0.1:{refused_port()}/login"})
    fault = fault_of(lambda _asked: away)
    assert (fault.name, fault.fault, fault.facts["fault"]) == ("v2", "not_a_registry", "connect_refused")
    assert "is redirected to 127.0.0.1:" in fault.observed
    registry = Registry(overrides={"/v2/": away})
    assert probe_of(registry).fault is None


def test_a_token_that_the_registry_does_not_accept_is_no_matter_of_rights() -> None:
    def answer(asked: Asked) -> Reply:
        if asked.path == "/token":
            return Reply(200, b'{"token": "t0ken"}', {"Content-Type": "application/json"})
        why = ', error="invalid_token"' if asked.authorization else ""
        challenge = f'Bearer realm="http://{asked.headers["host"]}/token",service="s"{why}'
        return Reply(401, b"", {**API, "WWW-Authenticate": challenge})

    fault = fault_of(answer, credential=USER)
    assert (fault.name, fault.fault, fault.facts["fault"]) == ("manifest", "token_server", "invalid_token")


@pytest.mark.parametrize(
    ("status", "name"), [(403, "forbidden"), (429, "rate_limited"), (500, "server_error"), (503, "server_error")]
)
def test_statuses_that_say_what_is_wrong(status: int, name: str) -> None:
    fault = fault_of(lambda _asked: Reply(status, b"no", {**HTML, "Retry-After": "3600"}))
    assert (fault.name, fault.fault) == ("v2", name)
    assert fault.facts["headers"]["retry-after"] == "3600"


def test_a_registry_that_refuses_without_saying_what_it_wants() -> None:
    body = b'{"errors": [{"code": "UNAUTHORIZED"}]}'
    fault = fault_of(lambda _asked: Reply(401, body, {"Content-Type": "application/json"}))
    assert (fault.name, fault.fault) == ("manifest", "credentials_missing")


def test_a_mirror_that_answers_manifests_but_nothing_at_its_root() -> None:
    registry = Registry(overrides={"/v2/": Reply(404, b"<html/>", HTML)})
    assert probe_of(registry).fault is None
    # Docker Engine does ask at the root first.
    assert fault_of(registry, program="docker").fault == "not_a_registry"


def test_a_mirror_that_wants_a_login_for_manifests_only() -> None:
    class Late(Registry):
        def __call__(self, asked: Asked) -> Reply:
            return Reply(200, b"{}", API) if asked.path == "/v2/" else super().__call__(asked)

    registry = Late(wants=basic("u", "tr0ub4dor"))
    assert probe_of(registry, credential=USER).fault is None
    fault = fault_of(registry)
    assert (fault.name, fault.fault) == ("manifest", "credentials_missing")


def test_images_that_find_out_at_the_same_time_that_a_login_is_wanted() -> None:
    registry = Registry(wants=basic("u", "tr0ub4dor"))
    together = threading.Barrier(4, timeout=5)

    def answer(asked: Asked) -> Reply:
        if asked.path == "/v2/":
            return Reply(200, b"{}", API)
        if not asked.authorization:
            together.wait()
        return registry(asked)

    with web_server(answer) as web:
        images = [image(f"http://127.0.0.1:{web.port}/v2", credential=USER) for _ in range(4)]
        assert [probe.fault for probe in probes_of(*images)] == [None] * 4


def test_an_endpoint_below_a_path() -> None:
    registry = Registry()

    def answer(asked: Asked) -> Reply:
        if not asked.path.startswith("/artifactory/api/docker/x/v2/"):
            return Reply(404, b"<html/>", HTML)
        return registry(replace(asked, path=asked.path.removeprefix("/artifactory/api/docker/x")))

    with web_server(answer) as web:
        probe = probe_of_url(f"http://127.0.0.1:{web.port}/artifactory/api/docker/x/v2")
    assert probe.fault is None


def test_a_mirror_is_told_the_registry_that_is_meant() -> None:
    with web_server(Registry()) as web:
        probe_of_url(f"http://127.0.0.1:{web.port}/v2", namespace="docker.io")
    assert {asked.query.get("ns") for asked in web.asked if asked.path != "/v2/"} == {"docker.io"}


def test_plain_http_to_a_server_of_https_by_its_words(tmp_path: Path) -> None:
    def serve(connection: socket.socket) -> None:
        connection.recv(65536)
        body = b"Client sent an HTTP request to an HTTPS server.\n"
        connection.sendall(b"HTTP/1.0 400 Bad Request\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    with raw_server(serve) as port:
        fault = fault_at(f"http://127.0.0.1:{port}/v2")
    assert (fault.name, fault.fault) == ("v2", "https_on_http")
    pair = pki.new_server(pki.new_root("root"), pki.regular("r.example"))
    with web_server(Registry(), server_context(tmp_path, pair)) as web:
        assert fault_at(f"http://127.0.0.1:{web.port}/v2").fault == "https_on_http"


def test_plain_http_to_a_server_of_https_by_its_alert() -> None:
    with raw_server(answers(b"\x15\x03\x01\x00\x02\x02\x46")) as port:
        assert fault_at(f"http://127.0.0.1:{port}/v2").fault == "https_on_http"


def test_something_that_speaks_no_http() -> None:
    with raw_server(answers(b"SSH-2.0-OpenSSH_9.2\r\n")) as port:
        fault = fault_at(f"http://127.0.0.1:{port}/v2")
    assert fault.fault == "not_a_registry"
    assert "SSH-2.0" in fault.observed


def test_a_server_that_hangs_up_or_says_nothing() -> None:
    with raw_server(answers(b"")) as port:
        assert fault_at(f"http://127.0.0.1:{port}/v2").fault == "server_error"
    with silent_server() as port:
        fault = fault_at(f"http://127.0.0.1:{port}/v2")
    assert (fault.name, fault.fault) == ("v2", "timeout")


def test_a_web_server_that_wants_a_clients_certificate_says_so_in_html() -> None:
    body = b"<html><title>400 No required SSL certificate was sent</title></html>"
    fault = fault_of(Registry(overrides={"/v2/": Reply(400, body, HTML)}))
    assert (fault.name, fault.fault) == ("tls", "tls_client_cert")


def test_basic_authentication() -> None:
    registry = Registry(wants=basic("u", "tr0ub4dor"))
    passed = probe_of(registry, credential=USER)
    missing = fault_of(registry)
    wrong = fault_of(registry, credential=Credential(username="u", password="wr0ng-guess"))
    assert states(passed)["token"] == "passed" and passed.fault is None
    assert (missing.name, missing.fault) == ("token", "credentials_missing")
    assert (wrong.name, wrong.fault) == ("token", "credentials_wrong")
    shown = f"{passed}{missing}{wrong}"
    assert "tr0ub4dor" not in shown and "wr0ng-guess" not in shown and basic("u", "tr0ub4dor")[6:] not in shown


def test_wrong_credentials_are_shown_once() -> None:
    with web_server(Registry(wants=basic("u", "tr0ub4dor"))) as web:
        url = f"http://127.0.0.1:{web.port}/v2"
        wrong = Credential(username="u", password="wr0ng-guess")
        probes = probes_of(*(image(url, version=version, credential=wrong) for version in "123"))
    assert [probe.fault.fault for probe in probes if probe.fault] == ["credentials_wrong"] * 3
    assert len([asked for asked in web.asked if asked.authorization]) == 1


def test_a_secret_that_the_registry_repeats_is_masked() -> None:
    echo = error(403, "DENIED", "no access for u with tr0ub4dor")
    fault = fault_of(Registry(wants="never", overrides={"GET /v2/": echo}), credential=USER)
    assert "with ***" in fault.observed
    assert "tr0ub4dor" not in json.dumps(fault.facts)


def test_what_images_share_is_asked_once_and_each_image_is_judged() -> None:
    with web_server(Registry()) as web:
        url = f"http://127.0.0.1:{web.port}/v2"
        probes = probes_of(image(url), image(url, version="9"), image(url, repository="other/app"))
    assert [probe.fault.fault if probe.fault else "" for probe in probes] == ["", "tag_unknown", "repository_unknown"]
    assert [probe.id for probe in probes] == ["0", "1", "2"]
    assert web.paths.count("GET /v2/") == 1


def test_something_temporary_is_tried_again() -> None:
    registry = Registry()
    failures = [Reply(503, b"not yet", HTML)]

    def answer(asked: Asked) -> Reply:
        return failures.pop() if failures else registry(asked)

    with web_server(answer) as web:
        assert probe_of_url(f"http://127.0.0.1:{web.port}/v2", plan={"retries": 1}).fault is None


def test_a_slow_registry_is_a_working_one() -> None:
    registry = Registry()

    def answer(asked: Asked) -> Reply:
        time.sleep(0.3)
        return registry(asked)

    with web_server(answer) as web:
        assert probe_of_url(f"http://127.0.0.1:{web.port}/v2").fault is None
