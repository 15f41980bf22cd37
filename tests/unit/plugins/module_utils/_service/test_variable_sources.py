# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which file sets a variable of the service."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import ManagedFile, Record
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._service import variable_sources
from ansible_collections.pullproof.registry.plugins.module_utils._service.variable_sources import (
    UNKNOWN_SOURCE,
    trust_variables,
    unmanaged_sources,
)

OWN, OTHER, DROP_IN = "/etc/own.env", "/etc/other.env", "/etc/systemd/system/containerd.service.d/a.conf"


def record(kind: str = "whole", ids: tuple[str, ...] = ()) -> Record:
    return Record({OWN: ManagedFile("proxy", kind, "restart", "0600", True, "", "", ids)})


def unit(*files: tuple[str, str], lines: dict[str, str] | None = None) -> Any:
    loaded = [{"path": path, "present": True, "drop_in": "", "names": names.split()} for path, names in files]
    return {"environment_files": loaded, "environment_lines": lines or {}}


@pytest.fixture(autouse=True)
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The configuration of systemd itself."""
    patterns = (str(tmp_path / "system.conf"), str(tmp_path / "system.conf.d" / "*.conf"))
    monkeypatch.setattr(variable_sources, "MANAGER_FILES", patterns)
    (tmp_path / "system.conf.d").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("given", "source"),
    [
        (unit((OWN, "HTTPS_PROXY")), ""),
        (unit((OWN, "HTTPS_PROXY"), (OTHER, "HTTPS_PROXY A")), OTHER),
        (unit((OTHER, "HTTPS_PROXY"), (OWN, "HTTPS_PROXY")), ""),
        (unit((OTHER, "A"), lines={"HTTPS_PROXY": DROP_IN}), DROP_IN),
        (unit((OTHER, "HTTPS_PROXY"), lines={"HTTPS_PROXY": DROP_IN}), OTHER),
        (unit(), UNKNOWN_SOURCE),
    ],
)
def test_the_last_file_counts_and_files_count_more_than_lines(given: Any, source: str, node_files: NodeFiles) -> None:
    found = unmanaged_sources({"HTTPS_PROXY": "http://p:1", "PATH": "/bin"}, given, record(), node_files)
    assert found == ({"HTTPS_PROXY": source} if source else {})


def test_a_variable_that_people_added_to_a_shared_file(node_files: NodeFiles) -> None:
    given = unit((OWN, "HTTPS_PROXY NO_PROXY"))
    variables = {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "a"}
    assert unmanaged_sources(variables, given, record("env", ("HTTPS_PROXY",)), node_files) == {"NO_PROXY": OWN}


def test_a_default_environment_of_systemd(manager: Path, node_files: NodeFiles) -> None:
    (manager / "system.conf").write_text('[Manager]\nDefaultEnvironment="https_proxy=http://a:1" "no_proxy=x"\n')
    (manager / "system.conf.d" / "p.conf").write_text("[Manager]\nDefaultEnvironment=https_proxy=http://b:1\n")
    found = unmanaged_sources({"https_proxy": "http://b:1", "no_proxy": "x"}, unit(), record(), node_files)
    assert found == {
        "https_proxy": str(manager / "system.conf.d" / "p.conf"),
        "no_proxy": str(manager / "system.conf"),
    }


def test_a_variable_for_containerd_is_named_as_it_was_given(node_files: NodeFiles) -> None:
    variables = {"CONTAINERD_HTTPS_PROXY": "http://p:1", "HTTPS_PROXY": "http://p:1"}
    given = unit((OTHER, "CONTAINERD_HTTPS_PROXY"))
    assert unmanaged_sources(variables, given, record(), node_files) == {"CONTAINERD_HTTPS_PROXY": OTHER}


def test_variables_without_a_value_are_left_out(node_files: NodeFiles) -> None:
    assert unmanaged_sources({"HTTPS_PROXY": ""}, unit(), record(), node_files) == {}
    assert trust_variables({"SSL_CERT_FILE": "/a", "SSL_CERT_DIR": "", "A": "1"}) == {"SSL_CERT_FILE": "/a"}
