# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Expectations are what `containerd config dump` of the real 1.6.20, 1.7.24 and 2.1.9 made of such files."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._edit.toml_text import write_entries
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import describe_config
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.containerd_facts import ContainerdFacts
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.containerd_config import config_file
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings

LEGACY, IMAGES = "io.containerd.grpc.v1.cri", "io.containerd.cri.v1.images"
PASSWORD = "a\"b\\c'd%$ e"
AUTH = {"r.example:5000": {"auth": {"username": "u", "password": PASSWORD}}}


def facts(version: str | None, text: str | None) -> ContainerdFacts:
    programs: Any = {"version": version, "config": describe_config(text)}
    return ContainerdFacts.of(programs)


def written(
    version: str | None, text: str | None, configs: Any = None, has_hosts: bool = True, timeout: str = ""
) -> dict[str, Any]:
    wanted = RegistrySettings(parse_registries({}, configs), image_pull_progress_timeout=timeout)
    (planned,) = config_file(wanted, facts(version, text), has_hosts)
    return tomllib.loads(write_entries(text or "", planned.entries))


@pytest.mark.parametrize(
    ("version", "text", "plugin"),
    [
        ("1.6.20~ds1", "version = 2\n", LEGACY),
        ("1.7.24", "version = 2\n", LEGACY),
        ("2.1.9+unknown", "version = 2\n", LEGACY),
        ("2.1.9", "version = 3\n", IMAGES),
        ("1.6.20", 'disabled_plugins = ["cri"]\n', "cri"),
        ("2.1.9", 'disabled_plugins = ["cri"]\n', IMAGES),
        ("2.1.9", f'version = 2\n[plugins."{IMAGES}".registry]\n', IMAGES),
        ("2.1.9", f'version = 2\n[plugins."{IMAGES}".registry]\n[plugins."{LEGACY}".registry]\n', LEGACY),
        ("1.7.24", None, LEGACY),
        ("2.1.9", None, IMAGES),
        (None, None, LEGACY),
    ],
)
def test_entries_go_to_the_table_that_this_containerd_reads_in_this_file(
    version: str | None, text: str | None, plugin: str
) -> None:
    registry = written(version, text, AUTH)["plugins"][plugin]["registry"]
    assert registry["config_path"] == "/etc/containerd/certs.d"
    assert registry["configs"]["r.example:5000"]["auth"] == {"username": "u", "password": PASSWORD}


@pytest.mark.parametrize(
    ("version", "text", "number"),
    [("1.7.24", None, 2), ("2.1.9", None, 3), (None, None, 2), ("2.1.9", "version = 2\n", 2), ("1.6.20", "", None)],
)
def test_a_file_gets_a_version_only_where_there_was_no_file(
    version: str | None, text: str | None, number: int | None
) -> None:
    assert written(version, text, AUTH).get("version") == number


@pytest.mark.parametrize(("version", "switched"), [("1.7.24", False), ("2.0.2", False), ("2.1.9", True), (None, True)])
def test_credentials_switch_the_transfer_service_off_where_it_would_not_know_them(
    version: str | None, switched: bool
) -> None:
    images = written(version, "version = 2\n", AUTH)["plugins"].get(IMAGES, {})
    assert images.get("use_local_image_pull", False) is switched


def test_mirrors_without_credentials_leave_the_transfer_service_alone() -> None:
    assert "use_local_image_pull" not in written("2.1.9", "version = 3\n")["plugins"][IMAGES]


LIST = f"version = 3\n[plugins.'{IMAGES}'.registry]\nconfig_path = '/srv/certs.d:/etc/docker/certs.d'\n"


def test_the_users_own_config_path_is_kept() -> None:
    text = LIST.replace(":/etc/docker/certs.d", "")
    assert facts("2.1.9", text).folder == "/srv/certs.d"
    assert written("2.1.9", text) == tomllib.loads(text)


def test_of_a_list_the_first_folder_is_written_because_the_transfer_service_takes_a_list_as_one_folder() -> None:
    assert facts("2.1.9", LIST).folder == "/srv/certs.d"
    assert written("2.1.9", LIST)["plugins"][IMAGES]["registry"]["config_path"] == "/srv/certs.d"
    (planned,) = config_file(RegistrySettings(parse_registries({}, {})), facts("2.1.9", LIST), has_hosts=True)
    (replaceable,) = (values for name, values in planned.replaceable_values.items() if "config_path" in name)
    assert "'/srv/certs.d:/etc/docker/certs.d'" in replaceable


def test_a_list_is_kept_where_pulls_are_local_and_search_all_folders() -> None:
    local = f"[plugins.'{IMAGES}']\ndiscard_unpacked_layers = true\n"
    for kept in (written("2.0.5", LIST), written("2.1.9", LIST, AUTH), written("2.1.9", LIST + local)):
        assert kept["plugins"][IMAGES]["registry"]["config_path"] == "/srv/certs.d:/etc/docker/certs.d"


def test_a_list_is_not_kept_because_of_local_pulls_that_the_role_itself_has_set() -> None:
    own = f"[plugins.'{IMAGES}']\nuse_local_image_pull = true\n"
    assert written("2.1.9", LIST + own)["plugins"][IMAGES]["registry"]["config_path"] == "/srv/certs.d"


@pytest.mark.parametrize("version", ["1.6.20", "1.7.24", "2.1.9"])
def test_what_containerd_prints_as_default_may_be_replaced_unasked(version: str) -> None:
    wanted = RegistrySettings(parse_registries({}, AUTH), image_pull_progress_timeout="1m")
    (planned,) = config_file(wanted, facts(version, "version = 2\n"), has_hosts=True)
    assert set(planned.replaceable_values.values()) == {('""', "''"), ('"5m0s"', "'5m0s'"), ("false",)}
    assert set(planned.replaceable_values) <= {*planned.entries, f'["plugins", "{IMAGES}", "use_local_image_pull"]'}


def test_a_progress_timeout_goes_beside_the_registry_table() -> None:
    assert written("1.7.24", "version = 2\n", timeout="7m")["plugins"][LEGACY]["image_pull_progress_timeout"] == "7m"


def test_docker_hubs_credentials_are_for_the_host_that_is_asked() -> None:
    configs = {"docker.io": {"auth": {"identity_token": "t"}}}
    registry = written("2.1.9", "version = 3\n", configs, has_hosts=False)["plugins"][IMAGES]["registry"]
    assert registry == {"configs": {"registry-1.docker.io": {"auth": {"identitytoken": "t"}}}}


def test_a_file_with_credentials_is_for_root_only_and_shows_none() -> None:
    (planned,) = config_file(
        RegistrySettings(parse_registries({}, AUTH)), facts("2.1.9", "version = 2\n"), has_hosts=True
    )
    assert (planned.mode, planned.takes_effect) == ("0600", "restart")
    assert PASSWORD not in planned.masked
    assert planned.masked.splitlines()[-1] == (
        'plugins."io.containerd.grpc.v1.cri".registry.configs."r.example:5000".auth.password = "***"'
    )


def test_nothing_wanted_there_plans_no_file() -> None:
    assert (
        config_file(RegistrySettings(parse_registries({}, {})), facts("2.1.9", "version = 2\n"), has_hosts=False) == ()
    )
