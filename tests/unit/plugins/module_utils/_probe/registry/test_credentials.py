# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials: given, or from the tables of containerd's config.toml in all the forms that they have."""

from __future__ import annotations

import base64

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Credential
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.credentials import Login, login_of

FILE = "/etc/containerd/config.toml"
NOTHING = dict[str, str]().get
HOST = "registry.example:5000"
TABLE = "[plugins.'io.containerd.cri.v1.images'.registry.configs.'registry.example:5000'.auth]\n"


def login(text: str, key: str = HOST) -> Login:
    return login_of(Credential(file=FILE, key=key), {FILE: text}.get)


def test_given_credentials_are_taken_as_they_are() -> None:
    assert login_of(Credential(username="u", password="p"), NOTHING) == Login("u", "p")
    assert not login_of(Credential(), NOTHING)
    assert login_of(Credential(identity_token="t"), NOTHING)


@pytest.mark.parametrize(
    "text",
    [
        TABLE + 'username = "u"\npassword = "p\\"q"\n',
        TABLE + "  username='u'\n  password = 'p\"q'\n",
        '[plugins."io.containerd.grpc.v1.cri".registry.configs."registry.example:5000".auth]\n'
        'username = "u"\npassword = "p\\u0022q"',
        '[plugins.cri.registry.configs."registry.example:5000"]\nauth = {username = "u", password = "p\\"q"}\n',
        TABLE + f'auth = "{base64.b64encode(b"u:p" + bytes([34]) + b"q").decode()}"\n',
        TABLE + f'auth = "{base64.b64encode(b"u:p" + bytes([34]) + b"q" + bytes(2)).decode()}"\n',
    ],
)
def test_the_table_of_a_host_in_every_form(text: str) -> None:
    assert login(text) == Login("u", 'p"q')


def test_containerd_takes_a_user_name_before_an_identity_token_before_auth() -> None:
    auth = base64.b64encode(b"a:b").decode()
    everything = f'username = "u"\npassword = "p"\nidentitytoken = "t"\nauth = "{auth}"\n'
    assert login(TABLE + everything) == Login("u", "p")
    assert login(TABLE + everything.partition("\n")[2].partition("\n")[2]) == Login(identity_token="t")


@pytest.mark.parametrize(
    "text", ["", "[other]\n", TABLE, TABLE + 'auth = "no base64!"\n', TABLE + 'auth = "/w=="\n', "= broken"]
)
def test_without_a_table_that_can_be_read_it_is_anonymous(text: str) -> None:
    assert not login(text)


def test_the_key_is_taken_literally() -> None:
    text = TABLE + 'username = "u"\npassword = "p"\n'
    assert not login(text, "registry.example")
    assert not login_of(Credential(file="/nowhere", key=HOST), {FILE: text}.get)


def test_nothing_of_a_login_is_printed_and_all_of_it_is_known_as_secret() -> None:
    found = Login("u", "tr0ub4dor")
    assert "tr0ub4dor" not in repr(found)
    assert set(found.secrets) == {"tr0ub4dor", "", base64.b64encode(b"u:tr0ub4dor").decode()}
