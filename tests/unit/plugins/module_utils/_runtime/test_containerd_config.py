# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import tomllib
from contextlib import suppress
from pathlib import Path

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import describe_config
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_loaded import (
    hosts_with_credentials,
)
from hypothesis import given

from tests.vectors.generator.any_documents import MANY, TOML_TEXTS

DATA = Path(__file__).parents[1] / "data" / "toml"


@pytest.mark.parametrize(
    ("file", "version", "config_path", "plugins"),
    [
        ("containerd-1.6.20-default.toml", 2, {"legacy": '""'}, ["legacy"]),
        ("containerd-1.7.24-default.toml", 2, {"legacy": '""'}, ["legacy"]),
        ("containerd-2.1.9-default.toml", 3, {"images": "''"}, ["images"]),
        ("debian.toml", 2, {}, []),
        ("packaged-cri-disabled.toml", None, {}, []),
        ("hard-to-read.toml", 2, {"legacy": "''"}, ["legacy"]),
    ],
)
def test_the_files_of_the_field_are_described(
    file: str, version: int | None, config_path: dict[str, str], plugins: list[str]
) -> None:
    facts = describe_config((DATA / file).read_text())
    assert (facts["version"], facts["config_path"], facts["plugins"]) == (version, config_path, plugins)
    assert (facts["present"], facts["error"], facts["conflicts"]) == (True, "", [])


def test_no_file_is_told_from_an_empty_one() -> None:
    assert describe_config(None)["present"] is False
    assert describe_config("")["present"] is True


def test_old_mirrors_and_tls_settings_are_conflicts_but_credentials_are_none() -> None:
    facts = describe_config(
        'version = 2\n[plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]\nendpoint = ["https://m"]\n'
        '[plugins."io.containerd.grpc.v1.cri".registry.configs."m".auth]\npassword = "s3cr3t"\n'
        '[plugins."io.containerd.grpc.v1.cri".registry.configs."m".tls]\nca_file = "/ca"\n'
    )
    assert facts["conflicts"] == [
        "io.containerd.grpc.v1.cri.registry.configs.tls",
        "io.containerd.grpc.v1.cri.registry.mirrors",
    ]
    assert "s3cr3t" not in str(facts)


def test_credentials_alone_are_no_conflict() -> None:
    facts = describe_config('[plugins.cri.registry.configs."m".auth]\npassword = "s3cr3t"\n')
    assert (facts["conflicts"], facts["plugins"]) == ([], ["short"])


def test_an_inline_table_is_no_reason_to_fail() -> None:
    facts = describe_config('[plugins.cri]\nregistry = {config_path = "/etc/containerd/certs.d"}\n')
    assert (facts["plugins"], facts["config_path"], facts["conflicts"]) == (["short"], {}, [])


def test_a_file_that_is_no_toml_is_described_by_its_fault_alone() -> None:
    facts = describe_config('version = 2\npassword = "s3cr3t\n')
    assert facts["error"] == "line 2, column 12 can't be read"
    assert "s3cr3t" not in str(facts)


@MANY
@given(TOML_TEXTS)
def test_any_text_is_described_and_what_tomllib_reads_has_no_fault(text: str) -> None:
    facts = describe_config(text)
    with suppress(tomllib.TOMLDecodeError, RecursionError):
        tomllib.loads(text)
        assert facts["error"] == ""
    assert facts["present"]


@MANY
@given(TOML_TEXTS)
def test_of_any_text_the_hosts_with_credentials_are_named_or_it_is_refused(text: str) -> None:
    try:
        hosts = hosts_with_credentials(text)
    except NodeError:
        assert describe_config(text)["error"]
    else:
        assert hosts == sorted(set(hosts))
