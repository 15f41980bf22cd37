# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The credentials for a registry, from the same source as the runtime.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import base64
import re
import typing as t
from dataclasses import dataclass, field

from ansible_collections.pullproof.registry.plugins.module_utils._edit.toml_layout import tables_of, text_value
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import Credential
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import PLUGINS

_KEYS = ("username", "password", "auth", "identitytoken")
_INLINE = re.compile(r"(username|password|auth|identitytoken)\s*=\s*(\"(?:[^\"\\]|\\.)*\"|'[^']*')")


@dataclass(frozen=True)
class Login:
    """User name and password, or an identity token; without any of them, requests are anonymous."""

    username: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    identity_token: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        return bool(self.password or self.identity_token)

    @property
    def basic(self) -> str:
        """The value of an Authorization header."""
        return f"Basic {base64.b64encode(f'{self.username}:{self.password}'.encode()).decode()}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """All values that must be masked."""
        return (self.password, self.identity_token, self.basic[6:] if self.password else "")


def login_of(credential: Credential, read: t.Callable[[str], t.Optional[str]]) -> Login:
    """The login of a credential. `read` returns the text of config.toml (containerd 1.6 to 2.x) if the credential is
    there.
    """
    if not credential.file:
        return Login(credential.username, credential.password, credential.identity_token)
    try:
        found = _auth_table(read(credential.file) or "", credential.key)
    except NodeError:
        return Login()
    return _login(found)


def _login(found: t.Mapping[str, str]) -> Login:
    """containerd takes the first of these that is there."""
    if found.get("username"):
        return Login(found["username"], found.get("password", ""))
    if found.get("identitytoken"):
        return Login(identity_token=found["identitytoken"])
    try:
        username, _colon, password = base64.b64decode(found.get("auth", "")).decode().partition(":")
    except ValueError:
        return Login()
    return Login(username, password.strip("\0"))


def _auth_table(text: str, host: str) -> dict[str, str]:
    found: dict[str, str] = {}
    wanted = [(*plugin, "registry", "configs", host, "auth") for plugin in PLUGINS.values()]
    for table in tables_of(text):
        for item in table.assignments:
            literal = text[item.value_start : item.value_end]
            if item.path in wanted:
                found.update({key: text_value(value) for key, value in _INLINE.findall(literal)})
            elif item.path[:-1] in wanted and item.path[-1] in _KEYS:
                found[item.path[-1]] = text_value(literal)
    return found
