# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong with the variables of `proxy` on any node. No finding shows a value: it may be a secret.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._go.net import IpNetwork
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import Runtime
from ansible_collections.pullproof.registry.plugins.module_utils._text.containerd_variables import CONTAINERD_PREFIX
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import MASK
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

URL_VARIABLES = ("http", "https", "containerd_http", "containerd_https")
LIST_VARIABLES = ("no_proxy", "containerd_no_proxy", "no_proxy_defaults")

# What Go's httpproxy (containerd, Docker Engine, RKE2, K3s) takes for a proxy.
_SCHEMES = ("http", "https", "socks5", "socks5h")
_URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?:(?P<user>.*)@)?(?P<host>[^@]*)", re.DOTALL)
_HOST = re.compile(r"(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?P<port>:\d*)?/?")
_USER_INFO = re.compile(r"(?:[A-Za-z0-9._:~!$&'()*+,;=@-]|%[0-9A-Fa-f]{2})*")
_NAME = re.compile(r"[A-Z_][A-Z0-9_]*")
_OWN_VARIABLES = {
    f"{prefix}{name}": f"proxy_{option}{suffix}"
    for prefix, option in (("", ""), (CONTAINERD_PREFIX, "containerd_"))
    for name, suffix in (("HTTP_PROXY", "http"), ("HTTPS_PROXY", "https"), ("NO_PROXY", "no_proxy"))
}


def check_variables(arguments: t.Mapping[str, t.Any]) -> list[Finding]:
    """All that is wrong with the variables by themselves."""
    findings: list[Finding] = []
    for option in URL_VARIABLES:
        findings += _url_findings(f"proxy_{option}", arguments[option] or "")
    for option in LIST_VARIABLES:
        for index, item in enumerate(arguments[option] or ()):
            findings += _list_findings(f"proxy_{option}[{index}]", item)
    for name, value in (arguments["environment"] or {}).items():
        findings += _environment_findings(str(name), value)
    path = arguments["environment_file"]
    if path and not path.startswith("/"):
        where, message = "proxy_environment_file", "This is not an absolute path."
        findings.append(Finding("path-not-absolute", "error", where, message, "Write an absolute path."))
    return findings


def check_reach(arguments: t.Mapping[str, t.Any], runtime: Runtime) -> list[Finding]:
    """A warning where only CONTAINERD_* is set, and the program that pulls images does not read it."""
    special = [f"proxy_{name}" for name in ("containerd_http", "containerd_https") if arguments[name]]
    if arguments["http"] or arguments["https"] or not special or runtime.product == "k3s":
        return []
    where = ", ".join(special)
    if runtime.product == "rke2":
        message = "RKE2 itself does not read CONTAINERD_*: on installation and upgrade it pulls rke2-runtime directly."
        fix = "Set proxy_http and proxy_https too, unless a registry that is reached directly has that image."
        return [Finding("proxy-not-for-bootstrap", "warning", where, message, fix)]
    message = f"{runtime.unit} does not read CONTAINERD_*. It gets no proxy from these variables."
    return [Finding("proxy-containerd-only", "warning", where, message, "Set proxy_http and proxy_https.")]


def _url_findings(where: str, url: str) -> t.Iterator[Finding]:
    if not url:
        return
    if url != url.strip():
        yield _no_url(where, "It begins or ends with a space or a line break.", "Remove it.")
        return
    parts = _URL.fullmatch(url)
    if parts is None:
        message = "It has no scheme; not every program puts http:// before it."
        yield Finding("proxy-without-scheme", "error", where, message, "Write http://HOST:PORT.")
        return
    if parts["scheme"].lower() not in _SCHEMES:
        yield _no_url(where, "Its scheme is not supported.", f"Use one of {', '.join(_SCHEMES)}.")
    if not _USER_INFO.fullmatch(parts["user"] or ""):
        fix = "Percent-encode it, for instance / as %2F, # as %23 and % itself as %25."
        yield _no_url(where, "The user name or password contains a character that is not allowed in a URL.", fix)
    host = _HOST.fullmatch(parts["host"])
    if host is None:
        yield _no_url(where, "It has no valid HOST or HOST:PORT.", "Write scheme://HOST:PORT, without a path.")
    elif host["port"] and not 0 < int(host["port"][1:] or 0) < 65536:
        yield _no_url(where, "It has a port outside 1 to 65535.", "Correct the port.")


def _no_url(where: str, message: str, fix: str) -> Finding:
    return Finding("proxy-invalid-url", "error", where, message, fix)


def _list_findings(where: str, item: str) -> t.Iterator[Finding]:
    if item and item != item.strip():
        yield _no_entry(where, "It begins or ends with a space or a line break.", "Remove it.")
    elif not item or re.search(r"[\s,]", item):
        message = "This is not exactly one name, address or range."
        yield _no_entry(where, message, "Make each an item of the list.")
    elif "://" in item:
        yield _no_entry(where, "It has a scheme, and would never match.", "Write host or host:port.")
    elif "*" in item[1:] or (item.startswith("*") and item not in ("*",) and not item.startswith("*.")):
        fix = "Write .example.com for a domain, 10.0.0.0/8 for a range, * alone for everything."
        yield _no_entry(where, "It has a * in a place where this has no effect, and would never match.", fix)
    elif "/" in item and IpNetwork.parse(item) is None:
        yield _no_entry(
            where, "It is not a valid range, and would never match.", "Write ADDRESS/BITS, like 10.0.0.0/8."
        )


def _no_entry(where: str, message: str, fix: str) -> Finding:
    return Finding("proxy-no-proxy-entry", "error", where, message, fix)


def _name_for_people(name: str) -> str:
    """Without what can't be of a name: who writes NAME=VALUE as a key has a value in it, perhaps a secret."""
    return re.sub(r"[^A-Za-z0-9_.-].*", MASK, name, flags=re.DOTALL)


def _environment_findings(key: t.Any, value: t.Any) -> t.Iterator[Finding]:
    name = str(key)
    shown = _name_for_people(name)
    where = f"proxy_environment[{shown!r}]"
    if not _NAME.fullmatch(name) and name.upper() in _OWN_VARIABLES:
        message, fix = "Programs in Go read the upper-case name first.", f"Set {_OWN_VARIABLES[name.upper()]} instead."
        yield Finding("proxy-lower-case", "error", where, message, fix)
    elif not _NAME.fullmatch(name):
        message = "This is not an upper-case name of letters, digits and underscores."
        yield Finding("environment-name", "error", where, message, f"Write {shown.upper()!r}.")
    elif name in _OWN_VARIABLES:
        fix = f"Set {_OWN_VARIABLES[name]} instead."
        yield Finding("environment-own-variable", "error", where, "This collection has a separate option for it.", fix)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        yield _no_value(where, "It is neither a string nor a number.", "Quote the value.")
    elif re.search(r"[\x00-\x1f\x7f]", str(value)):
        yield _no_value(where, "It contains a line break or another control character.", "Write it on one line.")


def _no_value(where: str, message: str, fix: str) -> Finding:
    return Finding("environment-value", "error", where, message, fix)
