# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The state of the service of a runtime: does it answer, and is the environment of its process as written?

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import DOCKER_DAEMON_FILE
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.docker_engine import UnixSocketEngine
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.docker_reload import (
    MIRRORS,
    has_live_restore,
    kept_by_reload,
)
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.readiness import (
    READY,
    SILENT,
    Answer,
    query_runtime,
)
from ansible_collections.pullproof.registry.plugins.module_utils._service.process_environment import (
    differing_variables,
    process_variables,
    pulling_process,
    written_variables,
)
from ansible_collections.pullproof.registry.plugins.module_utils._service.proxy_environment import (
    Environment,
    variables_of,
)
from ansible_collections.pullproof.registry.plugins.module_utils._service.units import process_start
from ansible_collections.pullproof.registry.plugins.module_utils._service.variable_sources import (
    trust_variables,
    unmanaged_sources,
)
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.environment import masked_proxies
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.user_info import mask_userinfo

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.record import Record
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import Runtime
    from ansible_collections.pullproof.registry.plugins.module_utils._service.facts import ServiceFacts, UnitFacts

# Options of dockerd. It does not start with mirrors in both places.
_OTHER_MIRRORS = frozenset(("registry-mirror", "config-file"))


def observe_service(
    runtime: Runtime, unit: UnitFacts, record: Record, files: NodeFiles, commands: Commands
) -> ServiceFacts:
    """The facts of the running service."""
    process = pulling_process(runtime, unit["pid"])
    answer = query_runtime(runtime, commands) if process else Answer(SILENT, "its process does not run")
    written = written_variables(unit, files, record)
    daemon_file = DOCKER_DAEMON_FILE if runtime.product == "docker" else ""
    variables = variables_of(Environment(process or 0, daemon_file), files.read)
    of_process = process_variables(process) if process else {}
    own = process_variables(unit["pid"]) if unit["pid"] else {}
    differs = differing_variables(runtime, written, of_process) if process else []
    return {
        "answer": {"state": answer.state, "words": answer.words},
        "process": process,
        "process_started": process_start(process) if process else None,
        "environment_differs": differs,
        "proxies": masked_proxies(variables),
        "own_proxies": masked_proxies(own),
        "trust_variables": trust_variables(of_process),
        "sources": {**unmanaged_sources({**own, **of_process}, unit, record, files), **_daemon_sources(runtime, files)},
        "kept_by_reload": _kept_by_engine(runtime, files) if answer.state == READY else [],
        "live_restore": answer.state == READY and _is_kept_by_engine(runtime),
    }


def _kept_by_engine(runtime: Runtime, files: NodeFiles) -> list[str]:
    if runtime.product != "docker":
        return []
    return kept_by_reload(files.read(DOCKER_DAEMON_FILE) or "", UnixSocketEngine(runtime.socket))


def _is_kept_by_engine(runtime: Runtime) -> bool:
    return runtime.product == "docker" and has_live_restore(UnixSocketEngine(runtime.socket))


def _daemon_sources(runtime: Runtime, files: NodeFiles) -> dict[str, str]:
    """Docker Engine takes the proxies in daemon.json before its environment."""
    keys = observe_daemon_proxies(runtime, files)
    return {key.replace("-", "_").upper(): f"proxies of {DOCKER_DAEMON_FILE}" for key in keys}


def observe_daemon_proxies(runtime: Runtime, files: NodeFiles) -> list[str]:
    """Which of http-proxy, https-proxy and no-proxy Docker's daemon.json sets."""
    if runtime.product != "docker":
        return []
    proxies = (_daemon_json(files) or {}).get("proxies")
    return sorted(proxies) if isinstance(proxies, dict) else []


def observe_daemon_mirrors(runtime: Runtime, unit: UnitFacts, files: NodeFiles) -> t.Optional[list[str]]:
    """The registry-mirrors of Docker's daemon.json in their order, unmanaged ones too; None if they are not known, or
    if options on the command line set them, or another file.
    """
    is_read = runtime.product == "docker" and not _OTHER_MIRRORS & set(unit["options"])
    daemon = _daemon_json(files) if is_read else None
    if daemon is None:
        return None
    mirrors = daemon.get(MIRRORS) or []
    return [mask_userinfo(str(mirror)) for mirror in mirrors] if isinstance(mirrors, list) else None


def observe_unmanaged_mirrors(runtime: Runtime, unit: UnitFacts, record: Record, files: NodeFiles) -> list[str]:
    """Those of them that this collection did not write."""
    managed = record.files.get(DOCKER_DAEMON_FILE)
    ids = managed.ids if managed else ()
    mirrors = observe_daemon_mirrors(runtime, unit, files) or []
    return [mirror for mirror in mirrors if json.dumps([MIRRORS, [mirror]]) not in ids]


def _daemon_json(files: NodeFiles) -> t.Optional[dict[str, t.Any]]:
    try:
        daemon = json.loads(files.read(DOCKER_DAEMON_FILE) or "{}")
    except ValueError:
        return None
    return daemon if isinstance(daemon, dict) else None
