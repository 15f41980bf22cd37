# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML read without a YAML reader: values where it is certain, an opaque rest where it is not."""

from __future__ import annotations

import pytest
import yaml
from ansible_collections.pullproof.registry.plugins.module_utils._edit.yaml_values import yaml_values
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.registries_yaml import (
    render_registries_yaml,
)

MIRRORS = {
    "docker.io": {"endpoint": ["https://a:5000", "https://b/v2"], "rewrite": {"^(.*)$": "proxy/$1"}},
    "*": {"endpoint": ["https://c"]},
}
CONFIGS = {"a:5000": {"auth": {"username": "u", "password": 'p"\\: #x'}, "tls": {"insecure_skip_verify": True}}}


def values(text: str) -> dict[tuple[str, ...], str]:
    return {found.path: found.value for found in yaml_values(text)}


def leaves(document: object, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], str]:
    if isinstance(document, dict):
        members = [(str(key), value) for key, value in document.items()]
    elif isinstance(document, list):
        members = [(str(number), value) for number, value in enumerate(document)]
    else:
        return {path: {True: "true", False: "false"}.get(document, str(document))}  # type: ignore[call-overload]
    return {key: value for name, member in members for key, value in leaves(member, (*path, name)).items()}


def test_what_this_collection_writes_is_read_as_a_yaml_reader_reads_it() -> None:
    text = render_registries_yaml(parse_registries(MIRRORS, CONFIGS))
    assert values(text) == leaves(yaml.safe_load(text))


def test_what_people_write_is_read_as_a_yaml_reader_reads_it() -> None:
    text = """---
# a comment
mirrors:
  docker.io: # another
    endpoint:
    - https://a:5000   # the first
    - 'https://it''s'
  quay.io:
    endpoint: ["https://a", 'https://b', https://c:1]
configs:
  a:5000:
    auth: {}
    tls:
      ca_file: /etc/ssl/ca.pem
"""
    expected = leaves(yaml.safe_load(text)) | {("configs", "a:5000", "auth"): "{}"}
    assert values(text) == {**expected, ("configs", "a:5000", "auth"): ""}


@pytest.mark.parametrize(
    "line",
    [
        "password: |",
        "password: >-",
        'password: "abc',
        "password: 'abc",
        "auth: {password: abc}",
        "password: &anchor abc",
        "password: !!str abc",
        "endpoint: [https://a,",
        "- name: abc",
        "\tpassword: abc",
        "? password",
    ],
)
def test_from_a_line_that_is_not_understood_the_rest_of_the_file_is_opaque(line: str) -> None:
    found = list(yaml_values(f"mirrors:\n  {line}\nendpoint: secret\n"))
    assert [one.path for one in found] == [()]
    assert (found[0].line, "endpoint: secret" in found[0].value) == (2, True)


def test_a_value_that_goes_on_in_the_next_line_makes_that_line_opaque() -> None:
    assert list(values("password: abc\n  def ghi\nother: x\n")) == [("password",), ()]


def test_a_value_does_not_show_when_it_is_printed() -> None:
    assert "hunter2" not in repr(list(yaml_values("password: hunter2\n")))
