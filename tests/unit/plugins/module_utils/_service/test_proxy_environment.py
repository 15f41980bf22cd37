# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment that decides about proxies, from where each program has it."""

from __future__ import annotations

import json
import os
from pathlib import Path

from ansible_collections.pullproof.registry.plugins.module_utils._service.proxy_environment import (
    Environment,
    variables_of,
)

NOTHING = dict[str, str]().get
DAEMON = "/etc/docker/daemon.json"


def test_the_variables_of_a_process_with_others_over_them() -> None:
    found = variables_of(Environment(os.getpid(), variables={"PATH": "over", "NEW": "1"}), NOTHING)
    own = dict(line.split("=", 1) for line in Path("/proc/self/environ").read_text().split("\0") if "=" in line)
    assert found == {**own, "PATH": "over", "NEW": "1"}


def test_a_process_that_is_gone_has_none() -> None:
    assert variables_of(Environment(4_190_000), NOTHING) == {}


def test_dockers_file_comes_before_its_environment() -> None:
    text = json.dumps({"proxies": {"https-proxy": "http://p:3128", "no-proxy": ".lab", "http-proxy": ""}})
    found = variables_of(Environment(daemon_file=DAEMON), {DAEMON: text}.get)
    assert found == {"HTTPS_PROXY": "http://p:3128", "NO_PROXY": ".lab"}


def test_a_file_that_says_nothing_about_proxies_or_is_none() -> None:
    for text in ("", "[]", "{", '{"proxies": []}', "{}"):
        assert variables_of(Environment(daemon_file=DAEMON), {DAEMON: text}.get) == {}
