# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The environment of a runtime's service for an audit: in its files, and in the process that pulls.

Only variables that affect pulls, and variables of this collection. Other variables may differ between nodes on purpose.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
import re
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._audit.item import AuditItem, ItemBuilder, Items
from ansible_collections.pullproof.registry.plugins.module_utils._edit.env import assignments
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import DOCKER_DAEMON_FILE
from ansible_collections.pullproof.registry.plugins.module_utils._service.process_environment import process_variables

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._facts.model import RuntimeFacts
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import Record
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles

PROCESS = "the running process"

_PROXY = re.compile(r"(?:CONTAINERD_)?(?:HTTPS?|NO|ALL)_PROXY", re.IGNORECASE)
_OTHERS = ("SSL_CERT_FILE", "SSL_CERT_DIR")


def environment_items(facts: t.Optional[RuntimeFacts], record: Record, files: NodeFiles, builder: ItemBuilder) -> Items:
    """All items of a runtime. One that is not installed (None) has not loaded any file yet."""
    managed_names = {name for managed in record.files.values() if managed.role == "proxy" for name in managed.ids}
    places = _loaded_files(facts) if facts else _own_files(record)
    for place in places:
        values = dict(assignments(files.read(place) or ""))
        managed_whole = place in record.files and record.files[place].kind == "whole"
        for name, value in sorted(values.items()):
            if _counts(name) or name in managed_names or managed_whole:
                yield _variable(place, name, value, builder)
    yield from _daemon_proxies(files.read(DOCKER_DAEMON_FILE), builder)
    if facts:
        yield from _process(facts["service"]["process"], managed_names, builder)


def _loaded_files(facts: RuntimeFacts) -> list[str]:
    return [loaded["path"] for loaded in facts["unit"]["environment_files"]]


def _own_files(record: Record) -> list[str]:
    return [path for path, managed in record.files.items() if managed.role == "proxy" and not path.endswith(".conf")]


def _process(process: t.Optional[int], managed_names: t.AbstractSet[str], builder: ItemBuilder) -> Items:
    yield builder.plain(PROCESS, "state", "runs" if process else "does not run")
    for name, value in sorted(process_variables(process).items() if process else ()):
        if _counts(name) or name in managed_names:
            yield _variable(PROCESS, name, value, builder)


def _counts(name: str) -> bool:
    return bool(_PROXY.fullmatch(name)) or name in _OTHERS


def _variable(place: str, name: str, value: str, builder: ItemBuilder) -> AuditItem:
    return builder.plain(place, name, value) if _counts(name) else builder.secret(place, name, value)


def _daemon_proxies(text: t.Optional[str], builder: ItemBuilder) -> Items:
    try:
        daemon = json.loads(text or "{}")
    except ValueError:
        return
    proxies = daemon.get("proxies") if isinstance(daemon, dict) else None
    for name, value in sorted(proxies.items()) if isinstance(proxies, dict) else ():
        yield builder.plain(DOCKER_DAEMON_FILE, f"proxies {name}", str(value))
