# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the runtime answers on its socket: containerd to a CRI request, as from the kubelet, Docker Engine to a ping.

This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import os
import typing as t
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.crictl import runtime_words
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.docker_engine import (
    DockerEngine,
    EngineError,
    UnixSocketEngine,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import Commands
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import Runtime

ANSWER_SECONDS = 5

READY = "ready"
SILENT = "silent"
ERROR = "error"
CRI_DISABLED = "cri_disabled"
CRICTL_ABSENT = "crictl_absent"


@dataclass(frozen=True)
class Answer:
    """`state`: ready, silent (no socket yet), error, cri_disabled or crictl_absent; `words` are the runtime's own."""

    state: str
    words: str = ""


@dataclass(frozen=True)
class Condition:
    """A condition that a service must meet, and its observed value."""

    name: str
    met: bool
    observed: str


def query_runtime(
    runtime: Runtime, commands: Commands, engine_at: t.Callable[[str], DockerEngine] = UnixSocketEngine
) -> Answer:
    """One question, answered within seconds or not at all."""
    if not os.path.exists(runtime.socket):
        return Answer(SILENT, f"there is no socket {runtime.socket}")
    if not runtime.crictl:
        return _query_docker(engine_at(runtime.socket))
    crictl = next((path for path in runtime.crictl if os.access(path, os.X_OK)), None)
    if crictl is None:
        return Answer(CRICTL_ABSENT, f"no crictl at {' or '.join(runtime.crictl)}")
    return _query_cri(runtime.socket, crictl, commands)


def _query_cri(socket: str, crictl: str, commands: Commands) -> Answer:
    argv = [crictl, "--runtime-endpoint", f"unix://{socket}", "--timeout", f"{ANSWER_SECONDS}s", "version"]
    done = commands.run(argv, seconds=2 * ANSWER_SECONDS)
    if done.rc == 0:
        return Answer(READY)
    words = runtime_words(done.err)
    return Answer(CRI_DISABLED if "unknown service runtime.v1" in words else ERROR, words)


def _query_docker(engine: DockerEngine) -> Answer:
    try:
        text = "".join(engine.lines("GET", "/_ping", ANSWER_SECONDS)).strip()
    except (EngineError, OSError) as error:
        return Answer(ERROR, str(error))
    return Answer(READY) if text == "OK" else Answer(ERROR, f"the answer to a ping was {text[:40]!r}")
