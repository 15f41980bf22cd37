# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the unit loads the file with the variables of `proxy`, and whether another file overrides them.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t

from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._service.facts import (
        EnvironmentFileFacts,
        UnitFacts,
    )

DROP_IN_NAME = "90-pullproof-proxy.conf"

# dockerd 23.0 and later: `proxies` in daemon.json beats the environment of the service.
_DAEMON_KEYS = {"HTTP_PROXY": "http-proxy", "HTTPS_PROXY": "https-proxy", "NO_PROXY": "no-proxy"}


def check_file(path: str, unit_name: str, unit: UnitFacts) -> list[Finding]:
    """An error if the unit does not load `path`."""
    loaded = [file["path"] for file in unit["environment_files"]]
    if path in loaded:
        return []
    message = f"{path} is not loaded by {unit_name}, which reads {', '.join(loaded) or 'no EnvironmentFile'}."
    fix = "Name one of these files in proxy_environment_file, or add EnvironmentFile= to the unit."
    return [Finding("proxy-not-loaded", "error", "proxy_environment_file", message, fix)]


def overriding(path: str, names: t.Iterable[str], unit: UnitFacts) -> list[tuple[str, str]]:
    """(file, variable) for each of `names` that a file sets again which the unit reads after `path`."""
    wanted = set(names)
    later = _read_after(path, unit["environment_files"])
    return [(file["path"], name) for file in later for name in file["names"] if name in wanted]


def check_overriding(path: str, names: t.Iterable[str], unit_name: str, unit: UnitFacts) -> list[Finding]:
    """An error per variable that another file would set to something else in the end."""
    return [
        Finding(
            "proxy-overridden",
            "error",
            other,
            f"It sets {name}, and {unit_name} reads it after {path}. This value would be used.",
            f"Remove {name} from {other}, or leave it to that file and unset the variable here.",
        )
        for other, name in overriding(path, names, unit)
    ]


def check_overridden_lines(path: str, names: t.Iterable[str], unit: UnitFacts) -> list[Finding]:
    """A warning per variable that the unit, or an unmanaged drop-in, sets with Environment=: files take precedence."""
    lines = unit["environment_lines"]
    return [
        Finding(
            "proxy-line-without-effect",
            "warning",
            lines[name],
            f"It sets {name} by Environment=, which has no effect because of {path}.",
            f"Remove {name} there, or unset the variable here.",
        )
        for name in names
        if name in lines
    ]


def check_docker_daemon(names: t.Iterable[str], daemon_proxies: t.Sequence[str]) -> list[Finding]:
    """An error per variable that daemon.json overrules."""
    return [
        Finding(
            "proxy-docker-daemon",
            "error",
            "/etc/docker/daemon.json",
            f"It sets proxies.{_DAEMON_KEYS[name]}, which beats {name} in the environment of docker.service.",
            f"Remove proxies.{_DAEMON_KEYS[name]} from it, or unset the variable here.",
        )
        for name in names
        if _DAEMON_KEYS.get(name) in daemon_proxies
    ]


def _read_after(path: str, files: t.Sequence[EnvironmentFileFacts]) -> t.Sequence[EnvironmentFileFacts]:
    paths = [file["path"] for file in files]
    if path in paths:
        return files[paths.index(path) + 1 :]
    return [file for file in files if file["drop_in"] > DROP_IN_NAME]
