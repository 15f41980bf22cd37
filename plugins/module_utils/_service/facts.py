# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The facts of a service: its unit, its process, and what it has not loaded.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t


class EnvironmentFileFacts(t.TypedDict):
    """A file that the unit loads with EnvironmentFile=. `drop_in` is the drop-in that sets it; empty: the unit's file.

    `names` are the variables in the file. Their values are never returned.
    """

    path: str
    present: bool
    drop_in: str
    names: list[str]


class PathOptions(t.TypedDict):
    """The options of RKE2 and K3s whose values are paths, by name: of the unit's command, and as variables."""

    options: dict[str, str]
    variables: dict[str, str]


class UnitFacts(t.TypedDict):
    """A systemd unit. `started` is the start of its main process in epoch seconds.

    `options` are the names of the command's options. `environment_names` are the variables that are set with
    Environment=, `environment_lines` the last file that sets each. `paths` are the values of options that are paths.
    """

    active: str
    sub: str
    enabled: str
    invocation: str
    pid: int
    started: t.Optional[float]
    fragment: str
    needs_reload: bool
    options: list[str]
    environment_names: list[str]
    environment_lines: dict[str, str]
    paths: PathOptions
    environment_files: list[EnvironmentFileFacts]


class AnswerFacts(t.TypedDict):
    """The answer of the runtime on its socket: a state of `_runtime/readiness`, and its own message."""

    state: str
    words: str


class ServiceFacts(t.TypedDict):
    """The running service. `process` is the id of the process that pulls images, None if it does not run.

    `environment_differs` are managed variables that the process has with another value than the file. `proxies` are the
    proxy variables of the process that pulls, `own_proxies` are from the unit's main process, which RKE2 uses to pull
    its own image; both without credentials. `trust_variables` are the variables that replace the trust store for
    programs in Go, `sources` the files that set proxy and trust variables which are not managed. `kept_by_reload` are
    keys whose values a reload of daemon.json keeps. `live_restore` is whether Docker Engine keeps containers running
    while it is restarted.
    """

    answer: AnswerFacts
    process: t.Optional[int]
    process_started: t.Optional[float]
    environment_differs: list[str]
    proxies: dict[str, str]
    own_proxies: dict[str, str]
    trust_variables: dict[str, str]
    sources: dict[str, str]
    kept_by_reload: list[str]
    live_restore: bool


class PendingFacts(t.TypedDict):
    """The roles whose files the running service has not loaded. `basis` is record, times, or stopped.

    `since` is the last change of these files in epoch seconds, None if it is not known.
    """

    pending: bool
    roles: list[str]
    basis: str
    since: t.Optional[float]
