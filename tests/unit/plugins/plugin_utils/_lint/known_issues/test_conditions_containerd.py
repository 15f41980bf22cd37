# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When the variables, or config.toml of the node, trigger a known issue of plain containerd."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import (
    CONFIG_PATH,
    describe_config,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.containerd_facts import ContainerdFacts
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues import (
    conditions_containerd as when,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.check import issues_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.issue import Place
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.version import Version
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries

from tests.unit.plugins.plugin_utils._lint.subjects import lint_subject

FILE = "/etc/containerd/config.toml"
OLD = 'version = 2\n[plugins."io.containerd.grpc.v1.cri".registry]\n'
NEW = "version = 3\n[plugins.'io.containerd.cri.v1.images'.registry]\n"
LIST = "config_path = '/etc/containerd/certs.d:/etc/docker/certs.d'\n"
MIRROR = 'mirrors.a.endpoint = ["https://b"]\n'
TLS = 'configs.a.tls.ca_file = "/ca"\n'
LOCAL = "[plugins.'io.containerd.cri.v1.images']\nuse_local_image_pull = true\n"
USER = {"a": {"auth": {"username": "u", "password": "p"}}}
Condition = Callable[[LintSubject], Iterator[Place]]


def subject(config: str, version: str = "1.7.24", mirrors: object = None, configs: object = None) -> LintSubject:
    found = describe_config(config)
    facts = ContainerdFacts(
        version=(2, 1) if version >= "2" else (1, 7),
        present=True,
        file_version=found["version"],
        config_path=found["config_path"],
        plugins=tuple(found["plugins"]),
        conflicts={CONFIG_PATH: found["conflicts"]},
        local_pull=found["local_pull"],
    )
    return replace(lint_subject(parse_registries(mirrors, configs), "containerd", version), containerd=facts)


@pytest.mark.parametrize(
    ("condition", "config", "holds"),
    [
        (when.config_path_list, OLD + LIST, True),
        (when.config_path_list, NEW + LIST, True),
        (when.config_path_list, NEW + LIST + LOCAL, False),
        (when.config_path_list, OLD + "config_path = '/etc/containerd/certs.d'\n", False),
        (when.config_path_list, OLD, False),
        (when.unmanaged_mirrors, OLD + MIRROR, True),
        (when.unmanaged_mirrors, OLD + "config_path = ''\n" + MIRROR, True),
        (when.unmanaged_mirrors, OLD + LIST + MIRROR, False),
        (when.unmanaged_mirrors, OLD + TLS, False),
        (when.unmanaged_tls, OLD + TLS, True),
        (when.unmanaged_tls, OLD + MIRROR, False),
        (when.registry_tables, OLD + MIRROR, True),
        (when.registry_tables, OLD + 'auths.a.username = "u"\n', True),
        (when.registry_tables, NEW + LIST, False),
    ],
)
def test_a_condition_of_the_file_holds_at_the_file(condition: Condition, config: str, holds: bool) -> None:
    assert [place.where for place in condition(subject(config))] == [FILE] * holds


def test_without_the_node_nothing_is_known_of_its_file() -> None:
    plain = lint_subject(parse_registries({}, {}), "containerd", "2.4.2")
    conditions = (when.config_path_list, when.unmanaged_mirrors, when.unmanaged_tls, when.registry_tables)
    assert [place for condition in conditions for place in condition(plain)] == []


def test_a_list_does_not_matter_where_the_role_sets_a_folder_or_local_pulls() -> None:
    mirrors = {"a": {"endpoint": ["https://b"]}}
    assert list(when.config_path_list(subject(NEW + LIST, "2.1.9", mirrors))) == []
    assert list(when.config_path_list(subject(OLD + LIST, "1.7.24", configs=USER))) == []
    # Until the role runs on the new version, the list stays.
    assert list(when.config_path_list(subject(OLD + LIST, "1.7.24", mirrors))) != []


def test_credentials_are_in_tables_that_will_be_removed() -> None:
    places = [place.where for place in when.registry_tables(subject(NEW, configs=USER))]
    assert places == ["registries_configs['a'].auth"]


@pytest.mark.parametrize(
    ("endpoints", "default_endpoint", "holds"),
    [
        (["https://b"], True, True),
        (["https://b"], False, False),
        (["https://b", "https://c"], False, True),
        ([], True, False),
    ],
)
def test_a_mirror_has_a_fallback_if_another_endpoint_follows(
    endpoints: list[str], default_endpoint: bool, holds: bool
) -> None:
    registries = parse_registries({"a.example": {"endpoint": endpoints}}, {})
    listed = lint_subject(registries, default_endpoint=default_endpoint, images=["a.example/b:1"])
    assert [place.where for place in when.mirror_with_fallback(listed)] == ["registries_mirrors['a.example']"] * holds
    other = lint_subject(registries, default_endpoint=default_endpoint, images=["c.example/b:1"])
    assert list(when.mirror_with_fallback(other)) == []


def test_headers_and_images_have_places() -> None:
    endpoint = {"url": "https://b", "header": {"X-Key": "k"}}
    with_header = lint_subject(parse_registries({"a": {"endpoint": ["https://c", endpoint]}}, {}), images=["a/b:1"])
    assert [place.where for place in when.endpoint_headers(with_header)] == [
        "registries_mirrors['a'].endpoint[1].header"
    ]
    assert [place.where for place in when.any_image(with_header)] == ["verify_images"]
    assert list(when.any_image(lint_subject(parse_registries({}, {})))) == []


@pytest.mark.parametrize(
    ("endpoints", "default_endpoint", "holds"),
    [
        (["https://m.example"], False, False),
        (["https://m.example", "https://n.example"], False, True),
        (["https://m.example", "https://n.example"], True, True),
        (["https://r.example/v2/"], True, False),
        (["https://m.example", "https://r.example"], True, True),
        ([], True, False),
    ],
)
@pytest.mark.parametrize("runtime", ["containerd", "k3s-agent", "rke2-server"])
def test_every_runtime_with_containerd_has_the_issue_of_a_fallback(
    runtime: str, endpoints: list[str], default_endpoint: bool, holds: bool
) -> None:
    registries = parse_registries({"r.example": {"endpoint": endpoints}}, {})
    version = "2.4.2" if runtime == "containerd" else "v1.34.1"
    images = ("r.example/a:1",)
    plain = lint_subject(registries, runtime, version, images=images, default_endpoint=default_endpoint)
    found = [finding.id for finding in issues_of(plain, Version.parse(version))]
    assert ("blob-without-fallback" in found) is holds


@pytest.mark.parametrize(("runtime", "holds"), [("containerd", True), ("k3s-agent", False), ("rke2-server", False)])
def test_the_registry_that_rke2_and_k3s_add_to_every_mirror_is_not_reported(runtime: str, holds: bool) -> None:
    registries = parse_registries({"r.example": {"endpoint": ["https://m.example"]}}, {})
    listed = lint_subject(registries, runtime, images=("r.example/a:1",))
    assert [place.where for place in when.mirror_with_fallback(listed)] == ["registries_mirrors['r.example']"] * holds
