# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""registries.yaml as RKE2 and K3s read it (yaml.v2), and as any other YAML reader reads it the same.

The same settings always give the same bytes: keys are sorted, since their order means nothing to the readers, and every
text is double-quoted ASCII, so that ``*``, ``on``, ``1e3``, colons and backslashes stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import MASK, mask_userinfo
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import (
    Auth,
    Config,
    Mirror,
    Registries,
    Tls,
)

MARKER = "# Managed by pullproof.registry. Changes made here are overwritten."

_LONGEST_SIMPLE_KEY = 1000
_TO_ESCAPE = re.compile(r'["\\]|[^ -~]')
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def render_registries_yaml(registries: Registries, masked: bool = False) -> str:
    """The file's text, ending with a newline; ``masked`` has ``***`` for credentials, and the same lines otherwise.

    Raises ValueError while a certificate or key is still given as content: no reader knows it, it must be a file first.
    """
    lines = [MARKER]
    if registries.mirrors:
        lines.append("mirrors:")
        for name, mirror in sorted(registries.mirrors.items()):
            lines += _mirror(name, mirror, masked)
    if registries.configs:
        lines.append("configs:")
        for name, config in sorted(registries.configs.items()):
            lines += _config(name, config, masked)
    if len(lines) == 1:
        lines.append("{}")
    return "\n".join(lines) + "\n"


def _mirror(name: str, mirror: Mirror, masked: bool) -> Iterator[str]:
    key = _key("  ", mask_userinfo(name) if masked else name)
    if not mirror.endpoints and not mirror.rewrites:
        yield f"{key} {{}}"
        return
    yield key
    if mirror.endpoints:
        yield "    endpoint:"
        for endpoint in mirror.endpoints:
            yield f"      - {_quoted(mask_userinfo(endpoint) if masked else endpoint)}"
    if mirror.rewrites:
        yield "    rewrite:"
        for pattern, replacement in sorted(mirror.rewrites):
            yield f"{_key('      ', pattern)} {_quoted(replacement)}"


def _config(name: str, config: Config, masked: bool) -> Iterator[str]:
    key = _key("  ", mask_userinfo(name) if masked else name)
    if config.auth is None and config.tls is None:
        yield f"{key} {{}}"
        return
    yield key
    if config.auth is not None:
        yield from _section("auth", _auth(config.auth, masked))
    if config.tls is not None:
        yield from _section("tls", _tls(name, config.tls))


def _section(key: str, entries: Iterable[tuple[str, str]]) -> Iterator[str]:
    lines = [f"      {name}: {value}" for name, value in entries]
    yield f"    {key}:" if lines else f"    {key}: {{}}"
    yield from lines


def _auth(auth: Auth, masked: bool) -> Iterator[tuple[str, str]]:
    # The username is masked too: it may equal the password.
    for key in ("username", "password", "auth", "identity_token"):
        value = getattr(auth, key)
        if value:
            yield key, _quoted(MASK if masked else value)


def _tls(name: str, tls: Tls) -> Iterator[tuple[str, str]]:
    if tls.ca_content or tls.cert_content or tls.key_content:
        raise ValueError(f"the TLS content of {mask_userinfo(name)} has no file yet that registries.yaml could name")
    for key in ("ca_file", "cert_file", "key_file"):
        value = getattr(tls, key)
        if value:
            yield key, _quoted(value)
    if tls.insecure_skip_verify:
        yield "insecure_skip_verify", "true"


def _key(indent: str, text: str) -> str:
    """A key and its colon. Readers look for the colon no farther than 1024 characters, unless a `?` announces it."""
    quoted = _quoted(text)
    return f"{indent}{quoted}:" if len(quoted) <= _LONGEST_SIMPLE_KEY else f"{indent}? {quoted}\n{indent}:"


def _quoted(text: str) -> str:
    return '"' + _TO_ESCAPE.sub(_escaped, text) + '"'


def _escaped(match: re.Match[str]) -> str:
    char = match.group()
    if char in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[char]
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
