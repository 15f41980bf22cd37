# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong with the variables of `proxy` on any node. No finding shows a value: it may be a secret.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._finding import Finding

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
    for prefix, option in (("", ""), ("CONTAINERD_", "containerd_"))
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
        findings.append(_error("path", "proxy_environment_file", "is no absolute path.", "write the whole path."))
    return findings


def _error(identifier: str, where: str, message: str, fix: str) -> Finding:
    return Finding(f"proxy_{identifier}", "error", where, message, fix)


def _url_findings(where: str, url: str) -> t.Iterator[Finding]:
    if not url:
        return
    parts = _URL.fullmatch(url)
    if parts is None:
        yield _error("url", where, "has no scheme.", "write http://HOST:PORT.")
        return
    if parts["scheme"].lower() not in _SCHEMES:
        yield _error("url", where, "has a scheme that is no proxy's.", f"write one of {', '.join(_SCHEMES)}.")
    if not _USER_INFO.fullmatch(parts["user"] or ""):
        fix = "percent-encode it, for instance / as %2F, # as %23 and % itself as %25."
        yield _error("url", where, "has a character in user name or password that may not stand in a URL.", fix)
    host = _HOST.fullmatch(parts["host"])
    if host is None:
        yield _error("url", where, "has no valid HOST or HOST:PORT.", "write scheme://HOST:PORT, without a path.")
    elif host["port"] and not 0 < int(host["port"][1:] or 0) < 65536:
        yield _error("url", where, "has a port outside 1 to 65535.", "correct the port.")


def _list_findings(where: str, item: str) -> t.Iterator[Finding]:
    if not item or re.search(r"[\s,]", item):
        yield _error("list", where, "is not exactly one name, address or range.", "make each an item of the list.")
    elif "://" in item:
        yield _error("list", where, "has a scheme, so that it would never match.", "write host or host:port.")
    elif "*" in item[1:] or (item.startswith("*") and item not in ("*",) and not item.startswith("*.")):
        fix = "write .example.com for a domain, 10.0.0.0/8 for a range, * alone for everything."
        yield _error("list", where, "has a * where it has no meaning, so that it would never match.", fix)


def _name_for_people(name: str) -> str:
    """Without what can't be of a name: who writes NAME=VALUE as a key has a value in it, perhaps a secret."""
    return re.sub(r"[^A-Za-z0-9_.-].*", "***", name, flags=re.DOTALL)


def _environment_findings(key: t.Any, value: t.Any) -> t.Iterator[Finding]:
    name = str(key)
    shown = _name_for_people(name)
    where = f"proxy_environment[{shown!r}]"
    if not _NAME.fullmatch(name):
        fix = f"write {shown.upper()!r}: programs in Go read the upper-case name first."
        yield _error("name", where, "is not an upper-case name of letters, digits and underscores.", fix)
    elif name in _OWN_VARIABLES:
        yield _error("name", where, "has a variable of its own.", f"set {_OWN_VARIABLES[name]} instead.")
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        yield _error("value", where, "is no text and no number.", "quote it as the text that the program is to see.")
    elif re.search(r"[\x00-\x1f\x7f]", str(value)):
        yield _error("value", where, "holds a line end or another control character.", "write it in one line.")
