# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What runtimes log of pulls that fail, as recorded in the lab."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._pull import log_lines
from ansible_collections.pullproof.registry.plugins.module_utils._pull.log_lines import pull_lines
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import LogLine

RECORDED = Path(__file__).parents[1] / "data" / "logs"


def recorded(name: str) -> list[tuple[str, str]]:
    return [(line.host, line.error) for line in pull_lines((RECORDED / f"pulls-{name}.txt").read_text())]


@pytest.mark.parametrize(
    ("version", "absent"), [("1.6", "status NotFound"), ("1.7", "status NotFound"), ("2.1", "status 404 Not Found")]
)
def test_containerd_names_each_host_and_what_it_said(version: str, absent: str) -> None:
    found = recorded(f"containerd-{version}")
    assert ("quay.io", absent) in found
    head = 'failed to do request: Head "https://refuse.lab:5000/v2/x/manifests/1": '
    refused = next(error for host, error in found if host == "refuse.lab:5000")
    assert refused == f"{head}dial tcp 10.89.12.11:5000: connect: connection refused"
    assert all(host for host, _error in found)


def test_a_mirror_that_containerd_went_past_is_told() -> None:
    assert ("registry.lab:5000", "status 404 Not Found") in recorded("containerd-2.1")


def test_docker_names_the_endpoint_that_it_gave_up() -> None:
    found = recorded("docker")
    words = 'Get "https://refuse.lab:5000/v2/": dial tcp 10.89.12.11:5000: connect: connection refused'
    assert ("refuse.lab:5000", words) in found


@pytest.mark.parametrize("name", ["containerd-1.6", "containerd-1.7", "containerd-2.1", "docker"])
def test_the_outcome_of_a_pull_is_not_told_again(name: str) -> None:
    assert not [error for _host, error in recorded(name) if "PullImage" in error or "Handler for" in error]


def test_credentials_are_masked() -> None:
    text = (
        'level=info msg="fetch failed" error="Get \\"https://user:secret@h:5000/v2/\\": EOF" host="h:5000"\n'
        'level=debug msg="do request" request.header.authorization="Basic dXNlcjpzZWNyZXQ=" url="https://u:secret@h/v2/"'
    )
    shown = str(pull_lines(text))
    assert "h:5000" in shown
    assert "secret" not in shown
    assert "dXNlcjpzZWNyZXQ" not in shown


def test_an_answer_that_is_logged_at_debug_level_names_url_and_status() -> None:
    text = 'level=debug msg="fetch response received" host=h:5000 response.status="200 OK" url="https://h:5000/v2/a/manifests/1"'
    assert pull_lines(text) == [LogLine("h:5000", "https://h:5000/v2/a/manifests/1", "debug", "status 200 OK")]


def test_what_names_nobody_is_passed_over_and_what_is_repeated_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    line = 'time="t" level=info msg="trying next host" error="x" host=h:5000\n'
    assert pull_lines(f"no logrus\nlevel=info msg=started\n{line}{line}") == [LogLine("h:5000", "", "info", "x")]
    monkeypatch.setattr(log_lines, "MOST_LINES", 1)
    assert [found.host for found in pull_lines(line + line.replace("h:5000", "i:5000"))] == ["i:5000"]


def test_a_notice_about_a_host_is_no_failure() -> None:
    notice = (
        'time="t" level=info msg="host will try HTTPS first since it is configured for HTTP with a TLS configuration, '
        'consider changing host to HTTPS or removing unused TLS configuration" host="m3.lab:5080"'
    )
    assert pull_lines(notice) == []
    failure = 'level=warning msg="Error getting v2 registry: Get \\"https://h:5000/v2/\\": EOF"'
    assert [line.host for line in pull_lines(failure)] == ["h:5000"]
