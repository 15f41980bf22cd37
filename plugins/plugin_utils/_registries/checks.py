# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of single values of the registries' variables. No message ever shows a credential."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping

from ansible_collections.pullproof.registry.plugins.module_utils._go.url_escapes import GoUrlError
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import (
    MASK,
    mask_userinfo,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.endpoint_url import (
    has_misspelt_scheme,
    parse_endpoint_url,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.reader import VariableReader

DURATION_FIX = "Use the Go format: 500ms, 2s or 1m30s."
_SCHEME = "it has no :// behind its scheme"
_DURATION = re.compile(r"(?:\d+(?:\.\d+)?(?:ns|us|ms|s|m|h))+|0")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_CAPABILITIES = ("pull", "resolve")


def check_key(reader: VariableReader, where: str, key: str) -> None:
    """A registry's name is compared as it stands with ``host[:port]``: anything more never matches."""
    host = key.partition("://")[2] or key
    fix = f"Write the host, with the port of the endpoint or image reference: {_host_of(host)!r}."
    if "://" in key:
        reader.error("key-has-scheme", where, "A key with a scheme never matches a registry.", fix)
    elif "/" in key:
        reader.error("key-has-path", where, "A key with a path never matches a registry.", fix)
    elif not key:
        reader.error(
            "key-empty", where, "An empty key never matches a registry.", "Write the name of the registry, or '*'."
        )
    elif "@" in key:
        reader.error("url-has-userinfo", where, "A key with credentials never matches a registry.", fix)


def check_endpoint(reader: VariableReader, where: str, endpoint: str) -> None:
    """An endpoint must be a URL that Go accepts, with a host, http or https, and without credentials."""
    if not endpoint:
        return
    problem = _endpoint_problem(endpoint)
    if endpoint != endpoint.strip():
        message = f"{mask_userinfo(endpoint)!r} begins or ends with a space or a line break."
        reader.error("endpoint-invalid-url", where, message, "Remove it.")
    elif problem:
        reader.error(
            "endpoint-invalid-url",
            where,
            f"{mask_userinfo(endpoint)!r} is not a registry URL: {problem}. It is skipped, or another host is used.",
            "Write http(s)://host[:port][/path].",
        )
    elif "@" in endpoint.partition("://")[2].partition("/")[0] or "@" in endpoint.partition("/")[0]:
        reader.error(
            "url-has-userinfo",
            where,
            f"Credentials in {mask_userinfo(endpoint)!r} end up in logs and world-readable files.",
            "Put them into registries_configs[host].auth.",
        )


def is_duration(text: str) -> bool:
    """Whether Go parses it as a duration."""
    return bool(_DURATION.fullmatch(text))


def check_dial_timeout(reader: VariableReader, where: str, duration: str) -> None:
    """A duration in the syntax of Go; empty means not set, and zero would mean no limit at all."""
    if duration and not (is_duration(duration) and set("123456789") & set(duration)):
        message = f"{duration!r} is not a duration greater than zero."
        reader.error("no-duration", where, message, DURATION_FIX)


def check_capability(reader: VariableReader, where: str, capability: str) -> None:
    """What an endpoint is used for. Nothing is pushed with the settings of this collection."""
    if capability and capability not in _CAPABILITIES:
        message = f"{capability!r} is not a capability of an endpoint that images are pulled from."
        reader.error("capability-unknown", where, message, "Write pull, resolve, or both.")


def is_header(name: str) -> bool:
    """Whether Go sends a header with this name."""
    return bool(_HEADER_NAME.fullmatch(name))


def shown_header(name: str) -> str:
    """The name for messages. Without a space after the colon, YAML reads a header and its value as one name."""
    valid = _HEADER_NAME.match(name)
    return name if is_header(name) else f"{valid[0] if valid else ''}{MASK}"


def check_header(reader: VariableReader, where: str, name: str) -> None:
    """The name of a header must be one that Go sends."""
    if not is_header(name):
        message = "This is not a valid name of an HTTP header, and all requests with it fail."
        reader.error("header-invalid", where, message, "Write a name such as X-Registry.")


def check_header_value(reader: VariableReader, where: str, value: str) -> None:
    """The value of a header must be one that Go sends. No message shows it."""
    if _CONTROL.search(value):
        message = "The value contains a line break or another control character, and all requests with it fail."
        reader.error("header-invalid", where, message, "Remove it. A block scalar such as | ends with a line break.")


def check_auth(reader: VariableReader, where: str, auth: Mapping[str, str]) -> None:
    """Exactly one kind of credentials, and a whole one."""
    if reader.has_findings_in(where):
        # Else a value of a wrong type would be reported as missing, too.
        return
    user, password = auth["username"], auth["password"]
    kinds = [bool(user or password), bool(auth["auth"]), bool(auth["identity_token"])]
    if sum(kinds) == 2 and _is_base64_of(auth["auth"], user, password):
        message = "username and password are set, and again as auth. Both have the same value."
        reader.info("credentials-twice", where, message, "Keep one of them.")
    elif sum(kinds) > 1:
        reader.error(
            "several-credentials",
            where,
            "Several kinds of credentials are set. Which one is used depends on the runtime.",
            "Keep one: username and password, or auth, or identity_token.",
        )
    if user and not password:
        reader.error("user-without-password", where, "There is a username but no password.", "Add the password.")
    if password and not user:
        reader.error("password-without-user", where, "There is a password but no username.", "Add the username.")


def check_tls(reader: VariableReader, where: str, tls: Mapping[str, str]) -> None:
    """Certificate and key come in pairs, each from one source."""
    for name in ("ca", "cert", "key"):
        if tls[f"{name}_file"] and tls[f"{name}_content"]:
            reader.error(
                "several-sources",
                where,
                f"Both {name}_file and {name}_content are given.",
                f"Keep {name}_file for an existing file on the node, or {name}_content for a new file.",
            )
    certificate = bool(tls["cert_file"] or tls["cert_content"])
    key = bool(tls["key_file"] or tls["key_content"])
    if certificate and not key:
        reader.error("cert-without-key", where, "There is a client certificate but no key.", "Add its private key.")
    if key and not certificate:
        reader.error("key-without-cert", where, "There is a client key but no certificate.", "Add its certificate.")


def _is_base64_of(auth: str, user: str, password: str) -> bool:
    return bool(user and password) and auth == base64.b64encode(f"{user}:{password}".encode()).decode()


def _host_of(text: str) -> str:
    return text.partition("/")[0].rpartition("@")[2]


def _endpoint_problem(endpoint: str) -> str:
    try:
        url = parse_endpoint_url(endpoint)
    except GoUrlError as error:
        return _SCHEME if endpoint.lower().startswith(("http:", "https:")) and "://" not in endpoint else str(error)
    if not url.host:
        return "it has no host"
    if has_misspelt_scheme(url.host):
        return f"{_SCHEME}, and {url.host!r} is read as the host"
    return "" if url.scheme in ("http", "https") else "its scheme is neither http nor https"
