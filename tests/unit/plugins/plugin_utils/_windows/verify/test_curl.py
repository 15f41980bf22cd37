# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The configuration of curl.exe, and its output."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.verify.curl import (
    LINE,
    CurlRequest,
    configuration,
    responses,
    run_curl,
)

OK = "HTTP/1.1 200 OK\r\nDocker-Distribution-Api-Version: registry/2.0\r\n\r\n{}\n"
OK_END = "==pullproof-curl 200 000 0.001 0.002 0.010 0.020\n"
BAD_END = "==pullproof-curl 000 000 0.000 0.000 0.000 0.100\n"
UNRESOLVED = "curl: (6) Could not resolve host: nowhere.lab\n"


def test_credentials_are_in_the_configuration_and_not_on_the_command_line() -> None:
    text = configuration(
        [CurlRequest("https://h/v2/", proxy='http://u:p"w@proxy:3129', headers=["Authorization: Basic x"])]
    )

    assert 'proxy = "http://u:p\\"w@proxy:3129"' in text
    assert 'header = "Authorization: Basic x"' in text
    assert LINE == "curl.exe --stderr - --config -"


def test_a_direct_request_ignores_the_variables_of_the_session() -> None:
    assert 'proxy = ""\nnoproxy = "*"' in configuration([CurlRequest("https://h/v2/")])


@pytest.mark.parametrize("failure", [UNRESOLVED + BAD_END, BAD_END + UNRESOLVED])
def test_a_message_belongs_to_its_failure_before_or_after_the_mark(failure: str) -> None:
    found = responses(f"{OK}{OK_END}{failure}{OK}{OK_END}", 3)

    assert [response.code for response in found] == [0, 6, 0]
    assert found[1].words == "Could not resolve host: nowhere.lab"
    answer = found[2].answer
    assert answer is not None
    assert (answer.status, answer.body) == (200, b"{}")
    assert "docker-distribution-api-version" in answer.headers


def test_decimal_commas_are_read() -> None:
    assert responses(f"{OK}==pullproof-curl 200 000 0,001 0,002 0,010 0,020\n", 1)[0].secured == 0.01


def test_requests_that_were_cut_off_have_timed_out() -> None:
    assert [response.code for response in responses(f"{OK}{OK_END}", 2)] == [0, 28]


def test_plain_http_comes_before_any_connection_with_tls() -> None:
    """curl 8.14 sends a request with plain HTTP over an open connection with TLS to the same port."""
    sent: list[str] = []

    class Node:
        def query(self, _module: str, arguments: dict[str, str], secret: bool) -> dict[str, str]:
            assert secret
            sent.extend(line for line in arguments["stdin"].splitlines() if line.startswith("url"))
            return {"stdout": UNRESOLVED + BAD_END + f"{OK}{OK_END}" * 2}

    node: Any = Node()
    urls = ["https://h:443/v2/", "http://h:443/v2/", "https://i/v2/"]
    found = run_curl(node, [CurlRequest(url) for url in urls])
    assert sent == ['url = "http://h:443/v2/"', 'url = "https://h:443/v2/"', 'url = "https://i/v2/"']
    assert [response.code for response in found] == [0, 6, 0]
