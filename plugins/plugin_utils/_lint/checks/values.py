# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that begin or end with a space or a line break. No finding shows a credential."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.catalogue import RULES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import (
    LintSubject,
    config_place,
    mirror_place,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import TLS_FILE_KEYS, Auth, Tls
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.reader import VariableReader

_RULE = RULES["value-has-space"]
_LINE_BREAKS = "\r\n\v\f\x85\u2028\u2029"
_OF_AUTH = "Write the result of: printf %s 'user:password' | base64 -w0."
_OF_BLOCK = "Remove it. In YAML, a text below | ends with a line break, and a text below |- does not."


def check_values(subject: LintSubject) -> Iterator[Finding]:
    """Credentials, paths and rewrites."""
    for name, config in subject.configs.items():
        place = config_place(name)
        yield from _credentials(f"{place}.auth", config.auth or Auth())
        for kind in TLS_FILE_KEYS:
            yield from _setting(f"{place}.tls.{kind}", getattr(config.tls or Tls(), kind))
    for name, mirror in subject.mirrors.items():
        for pattern, text in mirror.rewrites:
            where = VariableReader.within(f"{mirror_place(name)}.rewrite", pattern)
            yield from _setting(where, pattern)
            yield from _setting(where, text)
    for path in subject.settings.docker_config:
        yield from _setting("registries_docker_config", path)


def _setting(where: str, text: str) -> Iterator[Finding]:
    edge = _edge(text)
    if edge:
        yield _RULE.at(where, f"{text!r} {edge}.", _OF_BLOCK)


def _credentials(where: str, auth: Auth) -> Iterator[Finding]:
    for kind in ("username", "password", "identity_token"):
        yield from _secret(f"{where}.{kind}", "The value", getattr(auth, kind), _OF_BLOCK)
    user, _colon, password = _decoded(auth.auth).partition(":")
    yield from _secret(f"{where}.auth", "The user name in it", user, _OF_AUTH)
    yield from _secret(f"{where}.auth", "The password in it", password, _OF_AUTH)


def _secret(where: str, what: str, value: str, fix: str) -> Iterator[Finding]:
    edge = _edge(value)
    if edge:
        finding = _RULE.at(where, f"{what} {edge}, which is sent as a part of it.", fix)
        yield finding if "line break" in edge else replace(finding, severity="warning")


def _edge(text: str) -> str:
    first, last = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    for verb, edge in (("ends", last), ("begins", first)):
        if edge:
            return f"{verb} with a {'line break' if {*edge} & {*_LINE_BREAKS} else 'space'}"
    return ""


def _decoded(auth: str) -> str:
    try:
        return base64.b64decode(auth, validate=True).rstrip(b"\0").decode("latin-1")
    except (binascii.Error, ValueError):
        return ""
