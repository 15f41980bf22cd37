# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The front on real sockets: rules, the registry behind it, what it changes on the way."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.stages.faults.front.endpoint import Endpoint
from tests.stages.faults.front.rules import Rule, Rulebook
from tests.stages.faults.front.server import Server

BODY = b'{"manifest": true}'


class Registry(BaseHTTPRequestHandler):
    """Answers with what it was asked."""

    def do_GET(self) -> None:
        body = BODY if "manifests" in self.path else b"layer"
        self.send_response(200)
        self.send_header("Accepted", self.headers.get("Accept", ""))
        self.send_header("Docker-Content-Digest", "sha256:abc")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 (the base class's names)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Say nothing."""


@contextmanager
def running(server: ThreadingHTTPServer) -> Iterator[int]:
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield int(server.server_address[1])
    server.shutdown()
    server.server_close()


@contextmanager
def front(rules: Sequence[Rule] = ()) -> Iterator[http.client.HTTPConnection]:
    with running(ThreadingHTTPServer(("127.0.0.1", 0), Registry)) as behind:
        endpoint = Endpoint("registry.test", "", Rulebook(rules), behind)
        with running(Server(0, {endpoint.name: endpoint}, None)) as port:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            yield connection
            connection.close()


def ask(
    connection: http.client.HTTPConnection, path: str, method: str = "GET"
) -> tuple[http.client.HTTPResponse, bytes]:
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", "registry.test:5000")
    connection.putheader("Accept", "a/b")
    connection.putheader("Accept", "c/d")
    connection.endheaders()
    answer = connection.getresponse()
    return answer, answer.read()


def test_without_a_rule_the_registry_behind_it_answers() -> None:
    with front() as connection:
        answer, body = ask(connection, "/v2/a/manifests/1")
        assert (answer.status, body, answer.getheader("Accepted")) == (200, BODY, "a/b, c/d")


def test_a_head_has_the_length_of_the_answer_and_no_body() -> None:
    with front() as connection:
        answer, body = ask(connection, "/v2/a/manifests/1", "HEAD")
        assert (answer.getheader("Content-Length"), body) == (str(len(BODY)), b"")


def test_a_rule_answers_with_the_path_in_its_headers() -> None:
    with front([Rule(path="/blobs/", status=307, headers={"Location": "https://elsewhere{path}"})]) as connection:
        answer, _body = ask(connection, "/v2/a/blobs/x")
        assert (answer.status, answer.getheader("Location")) == (307, "https://elsewhere/v2/a/blobs/x")


def test_headers_are_dropped_and_changed() -> None:
    with front(
        [Rule(path="/manifests/", drop=["docker-content-digest"]), Rule(headers={"Accepted": "no"})]
    ) as connection:
        assert ask(connection, "/v2/a/manifests/1")[0].getheader("Docker-Content-Digest") is None
        assert ask(connection, "/v2/a/blobs/1")[0].getheader("Accepted") == "no"


@pytest.mark.parametrize(("path", "changed"), [("/v2/a/manifests/1", BODY + b" "), ("/v2/a/blobs/1", b"layes")])
def test_corrupted_bytes_stay_of_their_kind(path: str, changed: bytes) -> None:
    with front([Rule(corrupt=True)]) as connection:
        assert ask(connection, path)[1] == changed


def test_a_posted_body_is_read_so_that_it_is_not_taken_for_the_next_request() -> None:
    with front([Rule(status=403)]) as connection:
        for _ in range(2):
            connection.request("POST", "/token", body=b"password=x", headers={"Host": "registry.test"})
            answer = connection.getresponse()
            assert (answer.status, answer.read()) == (403, b"")


def test_a_name_that_is_none_of_its_own_is_not_found() -> None:
    with front() as connection:
        connection.request("GET", "/v2/", headers={"Host": "other.test"})
        assert connection.getresponse().status == 404
