# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of registries in words, and which of them are secrets."""

from __future__ import annotations

from typing import Any

from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.summary import (
    SettingsSummary,
    changes,
    recorded,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.summary import summarize
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings

MIRRORS = {"docker.io": {"endpoint": ["https://a/v2/hub", "https://b"], "rewrite": {"^a/(.*)": "b/${1}"}}}
CONFIGS: dict[str, Any] = {
    "b": {
        "auth": {"username": "u", "password": "a"},
        "tls": {"ca_file": "/ca", "key_content": "s3cret", "insecure_skip_verify": True},
    }
}


def meaning(
    mirrors: Any = None, configs: Any = None, keeps_credentials: bool = True, **settings: Any
) -> SettingsSummary:
    return recorded(summarize(RegistrySettings(parse_registries(mirrors, configs), **settings), keeps_credentials))


def test_all_that_can_be_set_is_said() -> None:
    after = meaning(
        MIRRORS, CONFIGS, default_endpoint=False, image_pull_progress_timeout="5m", docker_config=("/c.json",)
    )
    assert changes(SettingsSummary(), after) == [
        "config b: CA file set to /ca",
        "config b: verification set to off",
        "config b: client key added",
        "config b: credentials added",
        "mirror docker.io: endpoint added https://a/v2/hub",
        "mirror docker.io: endpoint added https://b",
        "mirror docker.io: rewrite of '^a/(.*)' set to 'b/${1}'",
        "setting default_endpoint: value set to false",
        "setting docker_config: path added /c.json",
        "setting image_pull_progress_timeout: value set to 5m",
    ]


def test_each_of_the_four_credentials_counts() -> None:
    before = {"h": {"auth": {"username": "u", "password": "p"}}}
    for other in ({"username": "v", "password": "p"}, {"username": "u", "password": "q"}, {"auth": "dTpw"}):
        assert changes(meaning(None, before), meaning(None, {"h": {"auth": other}})) == [
            "config h: credentials changed"
        ]


def test_credentials_in_an_endpoint_are_not_shown_and_their_change_is_told() -> None:
    before = meaning({"h": {"endpoint": ["https://u:tr0ub4dor@m"]}})
    after = meaning({"h": {"endpoint": ["https://u:c0rrect@m"]}})
    assert "tr0ub4dor" not in repr(before.shown) + repr(recorded(before).hidden)
    assert changes(before, after) == ["mirror h: credentials in endpoints changed"]


def test_credentials_that_no_file_keeps_are_not_spoken_of() -> None:
    assert meaning(
        None, {"h": {"auth": {"username": "u", "password": "p"}}}, keeps_credentials=False
    ) == SettingsSummary({"config h": {}})


def test_options_of_endpoints_are_in_the_summary_and_values_of_headers_are_not() -> None:
    options = {"url": "https://a", "capabilities": ["pull"], "dial_timeout": "1s", "header": {"X-Key": "s3cret"}}
    wanted = RegistrySettings(parse_registries({"quay.io": {"endpoint": [options]}}, {}, "5s"))
    summary = summarize(wanted, keeps_credentials=True)
    assert summary.shown == {
        "setting dial_timeout": {"value": "5s"},
        "mirror quay.io": {
            "endpoint": ["https://a"],
            "capabilities of https://a": ["pull"],
            "dial timeout of https://a": "1s",
        },
    }
    assert summary.hidden == {"mirror quay.io": {"header X-Key of https://a": '["s3cret"]'}}
