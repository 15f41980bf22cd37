# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Docker Engine has made of the registries in daemon.json, by its own account.

A reload with a bad file keeps the old registries, and only the log reports it. A reload changes nothing for a key that
the file does not have any more (Docker 20.10 to 28): what was removed stays until a restart.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import ipaddress
import json
import re
import typing as t

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.docker_engine import DockerEngine, EngineError

ANSWER_SECONDS = 5
MIRRORS = "registry-mirrors"
INSECURE = "insecure-registries"

Settings = t.Mapping[str, t.Any]
_ALWAYS_INSECURE = ("127.0.0.0/8", "::1/128")


def registries_not_loaded(daemon_text: str, engine: DockerEngine) -> str:
    """What the engine has otherwise than daemon.json sets it; empty if nothing."""
    try:
        daemon = json.loads(daemon_text or "{}")
        known = _known(engine)
    except (EngineError, OSError, ValueError, KeyError, TypeError) as error:
        return f"the engine did not return its registries ({error})"
    if daemon.get(MIRRORS) is not None and _bare(daemon[MIRRORS]) != known[MIRRORS]:
        return f"{MIRRORS} are {_joined(known[MIRRORS])}, not {_joined(_bare(daemon[MIRRORS]))}"
    missing = [host for host in daemon.get(INSECURE) or () if _plain(host) not in (*known[INSECURE], *_ALWAYS_INSECURE)]
    return f"{INSECURE} lack {_joined(missing)}" if missing else ""


def kept_by_reload(daemon_text: str, engine: DockerEngine) -> list[str]:
    """Keys that the engine has values for, and daemon.json none: removed ones, or options of the command line."""
    try:
        daemon = json.loads(daemon_text or "{}")
        known = _known(engine)
    except (EngineError, OSError, ValueError, KeyError):
        return []
    return [key for key in (MIRRORS, INSECURE) if known[key] and key not in daemon]


def has_live_restore(engine: DockerEngine) -> bool:
    """Whether containers keep running while the engine is restarted, as it is configured now."""
    try:
        return bool(_info(engine).get("LiveRestoreEnabled"))
    except (EngineError, OSError, ValueError):
        return False


def dropped_keys(before: str, after: str) -> list[str]:
    """Keys that daemon.json had before and has no more after a change: a reload would keep their values."""
    try:
        had, has = json.loads(before or "{}"), json.loads(after or "{}")
    except ValueError:
        return []
    return [key for key in (MIRRORS, INSECURE) if had.get(key) and key not in has]


def _known(engine: DockerEngine) -> dict[str, list[str]]:
    info: Settings = _info(engine)["RegistryConfig"]
    insecure = [host for host, index in (info.get("IndexConfigs") or {}).items() if not index.get("Secure", True)]
    ranges = [cidr for cidr in info.get("InsecureRegistryCIDRs") or () if cidr not in _ALWAYS_INSECURE]
    return {MIRRORS: _bare(info.get("Mirrors") or ()), INSECURE: insecure + ranges}


def _info(engine: DockerEngine) -> Settings:
    info: Settings = json.loads("".join(engine.lines("GET", "/info", ANSWER_SECONDS)))
    return info


def _plain(host: str) -> str:
    """An entry of insecure-registries as the engine shows it: without a scheme, a range by its first address."""
    bare = re.sub(r"^https?://", "", host, flags=re.IGNORECASE)
    try:
        return str(ipaddress.ip_network(bare, strict=False)) if "/" in bare else bare
    except ValueError:
        return bare


def _bare(urls: t.Iterable[str]) -> list[str]:
    return [url.rstrip("/") for url in urls]


def _joined(names: t.Sequence[str]) -> str:
    return ", ".join(names) or "none"
