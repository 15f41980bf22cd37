# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment that decides about the proxies of a request.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass, field

from ansible_collections.pullproof.registry.plugins.module_utils._service.process_environment import process_variables

_DAEMON_KEYS = {"http-proxy": "HTTP_PROXY", "https-proxy": "HTTPS_PROXY", "no-proxy": "NO_PROXY"}


def variables_of(environment: Environment, read: t.Callable[[str], t.Optional[str]]) -> dict[str, str]:
    """All variables; `read` gives the text of a file of the node."""
    of_process = process_variables(environment.pid) if environment.pid else {}
    of_daemon = _daemon_proxies(read(environment.daemon_file) or "") if environment.daemon_file else {}
    return {**of_process, **of_daemon, **environment.variables}


def _daemon_proxies(text: str) -> dict[str, str]:
    """What Docker Engine (23.0 and later) takes from daemon.json before its environment."""
    try:
        daemon = json.loads(text or "{}")
    except ValueError:
        return {}
    proxies = daemon.get("proxies") if isinstance(daemon, dict) else None
    found = proxies if isinstance(proxies, dict) else {}
    return {variable: str(found[key]) for key, variable in _DAEMON_KEYS.items() if found.get(key)}


@dataclass(frozen=True)
class Environment:
    """The environment of the program whose request this is, which decides about proxies and the system's certificates.

    The environment of the process `pid`, whose values only the node knows (they may hold credentials), with the
    `proxies` of Docker's `daemon_file` and then `variables` over them. Before a change there may be no process: then
    `pid` is 0.
    """

    pid: int = 0
    daemon_file: str = ""
    variables: t.Mapping[str, str] = field(default_factory=dict, repr=False)
