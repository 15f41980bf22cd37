# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The registries, proxies and credentials in the files of Docker, for an audit.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._audit.item import ItemBuilder, Items, masked
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.docker_reload import INSECURE, MIRRORS


def daemon_items(place: str, text: t.Optional[str], builder: ItemBuilder) -> Items:
    """The mirrors and the insecure registries of a daemon.json."""
    daemon = _json_object(text)
    if daemon is None:
        if text is not None:
            yield builder.secret(place, "the whole file, which is not valid JSON", text)
        return
    for key in (MIRRORS, INSECURE):
        listed = daemon.get(key)
        for number, value in enumerate(listed if isinstance(listed, list) else ()):
            yield builder.plain(place, f"{key} {number}", str(value))


def proxy_items(place: str, text: t.Optional[str], builder: ItemBuilder) -> Items:
    """The proxies of a daemon.json."""
    proxies = (_json_object(text) or {}).get("proxies")
    for name, value in sorted(proxies.items()) if isinstance(proxies, dict) else ():
        yield builder.plain(place, f"proxies {name}", str(value))


def login_items(place: str, text: t.Optional[str], builder: ItemBuilder) -> Items:
    """The credentials of a config.json, as digests by registry."""
    auths = (_json_object(text) or {}).get("auths")
    for host, value in auths.items() if isinstance(auths, dict) else ():
        yield builder.secret(place, f"credentials of {masked(host)}", json.dumps(value, sort_keys=True))


def _json_object(text: t.Optional[str]) -> t.Optional[dict[str, t.Any]]:
    try:
        found = json.loads(text or "null")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
