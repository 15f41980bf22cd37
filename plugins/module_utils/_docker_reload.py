# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Has Docker Engine loaded the registries of daemon.json? With a bad file it keeps the old ones, and only logs that.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import json
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._docker_engine import DockerEngine, EngineError

ANSWER_SECONDS = 5


def registries_not_loaded(daemon_text: str, engine: DockerEngine) -> str:
    """What differs between daemon.json and the engine's own account (Docker 20.10 and later); empty if nothing does."""
    try:
        daemon = json.loads(daemon_text or "{}")
        info = json.loads("".join(engine.lines("GET", "/info", ANSWER_SECONDS)))["RegistryConfig"]
    except (EngineError, OSError, ValueError, KeyError) as error:
        return f"the engine did not tell its registries ({error})"
    return _mirrors(daemon, info) or _insecure(daemon, info)


def _mirrors(daemon: t.Mapping[str, t.Any], info: t.Mapping[str, t.Any]) -> str:
    wanted = [url.rstrip("/") for url in daemon.get("registry-mirrors") or ()]
    has = [url.rstrip("/") for url in info.get("Mirrors") or ()]
    return "" if wanted == has else f"registry-mirrors are {_joined(has)}, not {_joined(wanted)}"


def _insecure(daemon: t.Mapping[str, t.Any], info: t.Mapping[str, t.Any]) -> str:
    known = {host for host, index in (info.get("IndexConfigs") or {}).items() if not index.get("Secure", True)}
    known |= set(info.get("InsecureRegistryCIDRs") or ())
    missing = [host for host in daemon.get("insecure-registries") or () if host not in known]
    return f"insecure-registries lack {', '.join(missing)}" if missing else ""


def _joined(urls: t.Sequence[str]) -> str:
    return ", ".join(urls) or "none"
