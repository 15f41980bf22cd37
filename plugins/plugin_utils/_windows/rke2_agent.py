# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The RKE2 agent of a Windows node, read in one remote call (RKE2 v1.26 to v1.36, Windows Server 2019 to 2025).

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import AUTO, Runtime
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.readiness import (
    CRICTL_ABSENT,
    READY,
    SILENT,
    Answer,
)
from ansible_collections.pullproof.registry.plugins.module_utils._text.containerd_variables import (
    containerd_environment,
)
from ansible_collections.pullproof.registry.plugins.module_utils._text.masking.environment import masked_proxies
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.crictl import cri_answer
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.queries import (
    free_mb_of,
    is_elevated,
    version_of,
    windows_build,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.query import (
    Query,
    combined,
    run_query,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.service_manager import (
    ServiceSettings,
    processes_of,
    services_that_run,
    settings_of,
    state_of_service,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._windows.state import PENDING_ROLES

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    from ansible_collections.pullproof.registry.plugins.module_utils._facts.model import RuntimeFacts
    from ansible_collections.pullproof.registry.plugins.module_utils._service.facts import ServiceFacts, UnitFacts
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
    registries_file=r"C:\etc\rancher\rke2\registries.yaml",
    containerd_log=rf"{DATA}\agent\containerd\containerd.log",
    platform="windows",
    data_dir=DATA,
)


@dataclass(frozen=True)
class Agent:
    """`build` is the build number of Windows (17763). `service` is the name of RKE2's service (empty: not installed).
    `state` is the service manager's (RUNNING). `answer` and `words` are containerd's response to a CRI request.

    `environment` has the variables that the service is started with, `processes` process ids by program. `pending` has
    the roles with changes that the running service has not loaded. `free_mb` is the free space on the volume of the
    images (None: not known).
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
        """Whether the service manager reports RUNNING, which it does as soon as the process is started."""
        return self.state == "RUNNING"

    @property
    def expected_to_run(self) -> bool:
        """Whether it is installed, and runs or is enabled."""
        return bool(self.service) and (self.runs or not self.disabled)

    @property
    def ready(self) -> bool:
        """Whether its containerd answers CRI requests."""
        return self.runs and self.answer == READY


def query_agent(node: WindowsNode, requested: str = AUTO) -> Agent:
    """One remote call; two if the service or its program does not have the name that RKE2's installer gives it.

    Raises PullproofError for a runtime that does not run on Windows.
    """
    if requested not in (AUTO, RUNTIME.name):
        raise PullproofError(
            f"The runtime {requested!r} does not run on Windows. "
            f"Set pullproof_runtime to {AUTO} or {RUNTIME.name} for this node."
        )
    agent = run_query(node, EXPECTED_AGENT, secret=True)
    if agent.service and (agent.service.lower(), agent.program.lower()) != (RUNTIME.unit, Agent.program.lower()):
        agent = run_query(node, _agent_query(agent), secret=True)
    return agent


def refreshed(node: WindowsNode, agent: Agent) -> Agent:
    """The same agent with its current activity, which changes while it stops or starts."""
    return replace(agent, **vars(run_query(node, _activity_of(agent.service), secret=True)))


@dataclass(frozen=True)
class _Activity:
    state: str
    processes: Mapping[str, frozenset[int]]
    answer: str
    words: str


def _activity_of(service: str) -> Query[_Activity]:
    return combined(
        _activity, state=state_of_service(service), processes=processes_of(PROCESSES), cri=cri_answer(CRICTL, PIPE)
    )


def _activity(state: str, processes: Mapping[str, frozenset[int]], cri: Answer) -> _Activity:
    return _Activity(state, processes, cri.state, cri.words)


def _agent_query(agent: Agent) -> Query[Agent]:
    """Must run as secret: the service's variables may hold a proxy's password."""

    def agent_from(
        services: Mapping[str, str], settings: ServiceSettings, activity: _Activity, **facts: t.Any
    ) -> Agent:
        name = next((known for known in services if known.lower() == agent.service.lower()), next(iter(services), ""))
        program = services.get(name, agent.program)
        return Agent(service=name, program=program, **vars(settings), **vars(activity), **facts)

    return combined(
        agent_from,
        build=windows_build(),
        elevated=is_elevated(),
        services=services_that_run("rke2.exe"),
        settings=settings_of(agent.service),
        version=version_of(agent.program),
        pending=PENDING_ROLES,
        free_mb=free_mb_of(DATA),
        activity=_activity_of(agent.service),
    )


# RKE2 with the names that its installer gives the service and the program.
EXPECTED_AGENT = _agent_query(Agent(service=RUNTIME.unit))


def runtime_facts(agent: Agent) -> RuntimeFacts:
    """The agent in the form of a Linux node's runtime."""
    return {
        "version": agent.version,
        "program": agent.program,
        "crictl": RUNTIME.crictl[0] if agent.answer != CRICTL_ABSENT else None,
        "config": None,
        "unit": _unit_facts(agent),
        "restart": {"pending": bool(agent.pending), "roles": list(agent.pending), "basis": "record", "since": None},
        "reload": {"pending": False, "roles": [], "basis": "record", "since": None},
        "service": _service_facts(agent),
        "daemon_proxies": [],
        "daemon_mirrors": None,
        "unmanaged_mirrors": [],
        "hosts": None,
    }


def _unit_facts(agent: Agent) -> UnitFacts:
    return {
        "active": "active" if agent.runs else "inactive",
        "sub": agent.state,
        "enabled": "disabled" if agent.disabled else "enabled",
        "invocation": "",
        "pid": 0,
        "started": None,
        "fragment": "",
        "needs_reload": False,
        "options": [],
        "environment_names": sorted(agent.environment),
        "environment_lines": {},
        "paths": {"options": {}, "variables": {}},
        "environment_files": [],
    }


def _service_facts(agent: Agent) -> ServiceFacts:
    return {
        "answer": {"state": agent.answer, "words": agent.words},
        "process": None,
        "process_started": None,
        "environment_differs": [],
        "proxies": masked_proxies(containerd_environment(agent.environment)),
        "own_proxies": masked_proxies(agent.environment),
        "trust_variables": {},
        "sources": {},
        "kept_by_reload": [],
        "live_restore": False,
    }
