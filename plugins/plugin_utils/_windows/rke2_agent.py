# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An RKE2 agent on a Windows node as it is now, seen in one remote call (RKE2 v1.26 to v1.36, Server 2019 to 2025).

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import csv
import json
import re
import typing as t
from dataclasses import dataclass, field, replace
from typing import Any

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import AUTO, Runtime
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.readiness import (
    CRI_DISABLED,
    CRICTL_ABSENT,
    ERROR,
    READY,
    SILENT,
)
from ansible_collections.pullproof.registry.plugins.module_utils._service.process_environment import masked_proxies
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.proxy import containerd_environment
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.cmd import Said, answers, command_line
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import MARKER

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.windows_node import WindowsNode

PIPE = "npipe:////./pipe/containerd-containerd"
DATA = r"C:\var\lib\rancher\rke2"
CRICTL = rf"{DATA}\bin\crictl.exe --runtime-endpoint {PIPE}"
PROCESSES = ("containerd.exe", "kubelet.exe")

RUNTIME = Runtime(
    name="rke2-agent",
    unit="rke2",
    product="rke2",
    socket=PIPE,
    program=(r"C:\usr\local\bin\rke2.exe",),
    crictl=(rf"{DATA}\bin\crictl.exe",),
    crictl_config=rf"{DATA}\agent\etc\crictl.yaml",
    registries_file=r"C:\etc\rancher\rke2\registries.yaml",
    containerd_log=rf"{DATA}\agent\containerd\containerd.log",
    platform="windows",
)

_SERVICES = r"HKLM\SYSTEM\CurrentControlSet\Services"
# The mandatory labels of a token with an administrator's rights (high), and of the system itself.
_ELEVATED = ("S-1-16-12288", "S-1-16-16384")
_STATE = re.compile(r"\b[1-7]\s+(STOPPED|START_PENDING|STOP_PENDING|RUNNING|CONTINUE_PENDING|PAUSE_PENDING|PAUSED)\b")
_VALUE = re.compile(r"^ {4}(\S+) {4}(REG_\w+) {4}(.*?)\s*$", re.MULTILINE)
_KEY = re.compile(r"^HKEY_LOCAL_MACHINE\\.*\\Services\\([^\\\r\n]+?)\s*$", re.MULTILINE | re.IGNORECASE)
_IMAGE_PATH = re.compile(r'\s*(?:"([^"]+)"|(\S+))')
_VERSION = re.compile(r"\bv\d+\.\d+\.\d+\S*")
_BUILD = re.compile(r"\b\d+\.\d+\.(\d+)")
_DISABLED = "0x4"
_SAFE = re.compile(r"[A-Za-z0-9 .:\\_()-]+")


@dataclass(frozen=True)
class Agent:
    """`build` is that of Windows (17763), `service` the name of RKE2's service (empty: not installed yet), `state` what
    the service manager says of it (RUNNING), `answer` and `words` what its containerd says to a question by the CRI.

    `environment` are the variables that the service is started with, `processes` ids by program, `pending` the roles
    that the running service has not loaded, `free_mb` the MiB on the volume of its images (None: not known).
    """

    build: int = 0
    elevated: bool = False
    service: str = ""
    program: str = RUNTIME.program[0]
    disabled: bool = False
    free_mb: int | None = None
    state: str = ""
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    processes: Mapping[str, frozenset[int]] = field(default_factory=dict)
    version: str = ""
    answer: str = SILENT
    words: str = ""
    pending: tuple[str, ...] = ()

    @property
    def runs(self) -> bool:
        """Whether the service manager calls it running, which it does as soon as it is started."""
        return self.state == "RUNNING"

    @property
    def ready(self) -> bool:
        """Whether its containerd answers by the CRI."""
        return self.runs and self.answer == READY


def query_agent(node: WindowsNode, requested: str = AUTO) -> Agent:
    """One remote call; two where the service or its program has another name than RKE2's installer gives them.

    Raises PullproofError for a runtime that is none of Windows.
    """
    if requested not in (AUTO, RUNTIME.name):
        raise PullproofError(
            f"Checked: the runtime of a Windows node. Observed: {requested!r}. "
            f"Expected: {AUTO} or {RUNTIME.name}, which is what RKE2 is on Windows. Fix: correct pullproof_runtime."
        )
    expected = Agent(service=RUNTIME.unit)
    seen = _look(node, expected)
    if seen.service and (seen.service.lower(), seen.program.lower()) != (RUNTIME.unit, expected.program.lower()):
        seen = _look(node, seen)
    return seen


def running(node: WindowsNode, agent: Agent) -> Agent:
    """The same agent a moment later: the part of it that changes while it stops or starts."""
    said = _ask(node, _of_the_moment(agent.service))
    return replace(agent, **_moment(said))


def _look(node: WindowsNode, agent: Agent) -> Agent:
    said = _ask(
        node,
        {
            "system": "ver",
            "rights": "whoami.exe /groups /fo csv /nh",
            "services": rf"reg.exe query {_SERVICES} /s /f rke2.exe /d",
            "service": f'reg.exe query "{_SERVICES}\\{agent.service}"',
            "version": f'"{agent.program}" --version',
            "marker": f"type {MARKER}",
            "room": f"dir /-c /ad {DATA}",
            **_of_the_moment(agent.service),
        },
    )
    build, version = _BUILD.search(said["system"].text), _VERSION.search(said["version"].text)
    return Agent(
        build=int(build[1]) if build else 0,
        elevated=any(label in said["rights"].text for label in _ELEVATED),
        version=version[0] if version else "",
        pending=_pending(said["marker"]),
        free_mb=_free_mb(said["room"]),
        **_service(said, agent),
        **_moment(said),
    )


def _of_the_moment(service: str) -> dict[str, str]:
    return {
        "state": f'sc.exe queryex "{service}"',
        "processes": "tasklist.exe /fo csv /nh",
        "cri": f"{CRICTL} --timeout 5s version",
    }


def _ask(node: WindowsNode, programs: Mapping[str, str]) -> dict[str, Said]:
    """Without a trace in the node's event log: the service's variables may hold a proxy's password."""
    told = node.query("ansible.windows.win_command", {"cmd": command_line(programs)}, secret=True)
    said = answers(told["stdout"])
    return {name: said.get(name, Said()) for name in programs}


def _service(said: Mapping[str, Said], agent: Agent) -> dict[str, t.Any]:
    found = services_in(said["services"].text)
    name = next((known for known in found if known.lower() == agent.service.lower()), next(iter(found), ""))
    values = {key.lower(): data for key, _kind, data in _VALUE.findall(said["service"].text)}
    return {
        "service": name,
        "program": found.get(name, agent.program),
        "disabled": values.get("start", "").lower() == _DISABLED,
        "environment": environment_of(values.get("environment", "")),
    }


def services_in(text: str) -> dict[str, str]:
    """The programs by the names of the services that they are started as; names that no command line takes are left
    out.
    """
    found = {}
    for block in re.split(r"(?=^HKEY_)", text, flags=re.MULTILINE):
        key = _KEY.search(block)
        for name, _kind, data in _VALUE.findall(block):
            path = _IMAGE_PATH.match(data)
            if key and path and name.lower() == "imagepath":
                program = path[1] or path[2]
                if _SAFE.fullmatch(program) and _SAFE.fullmatch(key[1]):
                    found[key[1]] = program
    return found


def environment_of(data: str) -> dict[str, str]:
    """The variables of a service's REG_MULTI_SZ value, as reg.exe prints it."""
    pairs = (entry.partition("=") for entry in data.split("\\0") if "=" in entry)
    return {name: value for name, _sign, value in pairs}


def _moment(said: Mapping[str, Said]) -> dict[str, t.Any]:
    state = _STATE.search(said["state"].text)
    answer, words = _answer(said["cri"])
    return {
        "state": state[1] if state else "",
        "processes": _processes(said["processes"].text),
        "answer": answer,
        "words": words,
    }


def _processes(text: str) -> dict[str, frozenset[int]]:
    rows = [row for row in csv.reader(text.splitlines()) if len(row) > 1 and row[1].isdigit()]
    return {
        program: frozenset(int(row[1]) for row in rows if row[0].lower() == program)
        for program in PROCESSES
        if any(row[0].lower() == program for row in rows)
    }


def _answer(said: Said) -> tuple[str, str]:
    if said.rc == 0:
        return READY, ""
    if said.rc in (1, 9009) and "msg=" not in said.text and "level=" not in said.text:
        return CRICTL_ABSENT, f"there is no {RUNTIME.crictl[0]} yet"
    if "unknown service runtime.v1" in said.text:
        return CRI_DISABLED, said.text
    silent = "file specified" in said.text or "containerd-containerd" in said.text
    return (SILENT, f"there is no answer on {PIPE}") if silent else (ERROR, said.text)


def _free_mb(said: Said) -> int | None:
    """The last line ends with the bytes that are free, in words of any language, without signs between thousands."""
    numbers = re.findall(r"\d+", said.text.rpartition("\n")[2])
    return int(numbers[-1]) // 1024**2 if said.rc == 0 and numbers else None


def _pending(said: Said) -> tuple[str, ...]:
    """A marker that can't be read counts: whoever wrote it was about to change something."""
    if said.rc != 0:
        return ()
    try:
        roles = json.loads(said.text)["roles"]
    except (ValueError, KeyError, TypeError):
        return ("unknown",)
    return tuple(sorted(str(role) for role in roles))


def as_seen(agent: Agent) -> dict[str, Any]:
    """The agent in the shape in which a Linux node's runtime is observed."""
    return {
        "version": agent.version,
        "crictl": RUNTIME.crictl[0] if agent.answer != "crictl_absent" else None,
        "unit": {
            "enabled": "disabled" if agent.disabled else "enabled",
            "active": "active" if agent.runs else "inactive",
            "environment_files": [],
            "pid": 0,
        },
        "service": {
            "proxies": masked_proxies(containerd_environment(agent.environment)),
            "own_proxies": masked_proxies(agent.environment),
            "environment_differs": [],
            "process": None,
            "process_started": None,
        },
        "restart": {"roles": list(agent.pending), "since": None},
        "reload": {"roles": [], "since": None},
        "hosts": None,
    }
