# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which endpoint a message of the runtime is about."""

from __future__ import annotations

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._pull.plan import LogLine, PullOutcome
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.evidence.evidence import Evidence
from ansible_collections.pullproof.registry.plugins.plugin_utils._diagnosis.unexplained import (
    attempt_at,
    reported_fault,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Endpoint, View

URLS = ("https://m1.lab/v2/project", "https://m1.lab/v2/other", "https://m1.lab/v2", "https://m2.lab:5000/v2")
VIEW = View("containerd", tuple(Endpoint(url, "team/app") for url in URLS))


@pytest.mark.parametrize(
    ("place", "url"),
    [
        (f"{URLS[0]}/team/app/manifests/1", URLS[0]),
        (f"{URLS[1]}/team/app/manifests/1?ns=docker.io", URLS[1]),
        (f"{URLS[2]}/team/app/blobs/sha256:00", URLS[2]),
        ("http://m1.lab/v2/other/team/app/manifests/1", URLS[1]),
        ("https://m1.lab/v2/", URLS[0]),
        ("m1.lab", URLS[0]),
        ("m2.lab", URLS[3]),
        ("https://m9.lab/v2/team/app/manifests/1", None),
        ("", None),
    ],
)
def test_the_path_selects_the_endpoint_of_a_host(place: str, url: str | None) -> None:
    found = attempt_at(place, Evidence("docker.io/team/app:1", view=VIEW))
    assert (found.endpoint.url if found else None) == url


def test_a_reported_fault_is_at_the_endpoint_whose_url_is_in_the_message_or_in_the_log() -> None:
    error = f"unexpected status from HEAD request to {URLS[1]}/team/app/manifests/1: 500 Internal Server Error"
    failed = PullOutcome("team/app:1", "failed", error=error)
    assert reported_fault(Evidence("docker.io/team/app:1", failed, VIEW)).url == URLS[1]
    line = LogLine("m1.lab", f"{URLS[1]}/team/app/manifests/1", "info", "status 500 Internal Server Error")
    vague = PullOutcome("team/app:1", "failed", error="unclear")
    found = reported_fault(Evidence("docker.io/team/app:1", vague, VIEW, log=(line,)))
    assert (found.code, found.url) == ("server_error", URLS[1])
