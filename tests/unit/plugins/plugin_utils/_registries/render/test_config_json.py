# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import base64
import json
from typing import Any

from ansible_collections.pullproof.registry.plugins.module_utils._edit.json_text import write_entries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.config_json import (
    check_config_json,
    config_json_files,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings

PATHS = ("/root/.docker/config.json", "/var/lib/kubelet/config.json")


def wanted(configs: Any, paths: tuple[str, ...] = PATHS) -> RegistrySettings:
    return RegistrySettings(parse_registries({}, configs), docker_config=paths)


def test_credentials_join_those_of_others_in_every_asked_file() -> None:
    planned = config_json_files(
        wanted(
            {
                "r.example:5000": {"auth": {"username": "ü", "password": 'p:"'}},
                "docker.io": {"auth": {"auth": "dTpw"}},
                "t.example": {"auth": {"identity_token": "token"}},
                "without.example": {"tls": {"insecure_skip_verify": True}},
            }
        )
    )
    assert [(file.path, file.mode, file.takes_effect) for file in planned] == [(path, "0600", "live") for path in PATHS]
    auths = json.loads(write_entries('{"auths": {"theirs": {"auth": "x"}}}', planned[0].entries))["auths"]
    assert auths == {
        "theirs": {"auth": "x"},
        "r.example:5000": {"auth": base64.b64encode('ü:p:"'.encode()).decode()},
        "https://index.docker.io/v1/": {"auth": "dTpw"},
        "t.example": {"identitytoken": "token"},
    }


def test_nothing_of_them_is_shown() -> None:
    (planned,) = config_json_files(wanted({"r:5000": {"auth": {"auth": "s3cr3t"}}}, PATHS[:1]))
    assert planned.masked == 'auths."r:5000".auth: ***\n'
    assert "s3cr3t" not in repr(planned)


def test_without_credentials_or_paths_no_file_is_touched() -> None:
    assert config_json_files(wanted({})) == ()
    assert config_json_files(wanted({"r": {"auth": {"auth": "x"}}}, ())) == ()


def test_relative_paths_and_credentials_for_any_registry_are_errors() -> None:
    findings = check_config_json(wanted({"*": {"auth": {"auth": "x"}}}, ("~/.docker/config.json",)))
    assert [finding.id for finding in findings] == ["path-not-absolute", "config-for-any"]
