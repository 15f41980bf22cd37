# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action that makes the running service load the files on disk, decided from its facts.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import (
    CONFIG_PATH,
    CRI_PLUGINS,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import (
    ChosenRuntime,
    pending_restart,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.proxy import ROLE as PROXY
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.proxy_unit import overriding
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._facts.model import NodeFacts
    from ansible_collections.pullproof.registry.plugins.plugin_utils._action.linux_node import Observation

NOTHING = "nothing"
START = "start"
RESTART = "restart"
RELOAD = "reload"
WAIT = "wait"


@dataclass(frozen=True)
class Decision:
    """What to `do` with the service, and why."""

    do: str
    reason: str

    @property
    def disrupts(self) -> bool:
        """Whether the service is stopped or started by it."""
        return self.do in (START, RESTART)


def decide(chosen: ChosenRuntime, observation: Observation) -> Decision:
    """The least that makes the service use what is on disk. The runtime has to be installed."""
    facts = chosen.installed_facts
    unit, service = facts["unit"], facts["service"]
    if unit["active"] in ("inactive", "failed") or unit["sub"] == "auto-restart":
        return Decision(START, f"it is {unit['active']} ({unit['sub']})")
    roles = pending_restart(chosen, observation)["roles"]
    if roles:
        return Decision(RESTART, f"{', '.join(roles)} not loaded")
    if service["environment_differs"]:
        return Decision(RESTART, f"{', '.join(service['environment_differs'])} not as written in its environment")
    reloads = sorted({*facts["reload"]["roles"], *observation["planned_reload"]})
    if reloads and service["kept_by_reload"]:
        return Decision(RESTART, f"a reload would keep {', '.join(service['kept_by_reload'])}, which daemon.json lacks")
    if reloads:
        return Decision(RELOAD, f"{', '.join(reloads)} not loaded")
    if unit["active"] != "active" or service["answer"]["state"] != "ready":
        return Decision(WAIT, f"it is {unit['active']} ({unit['sub']}), {service['answer']['words'] or 'and answers'}")
    return Decision(NOTHING, "it uses what is on disk")


def ends_containers(chosen: ChosenRuntime) -> bool:
    """Whether a restart ends the containers of the node. Those of containerd keep running, also with RKE2 and K3s."""
    facts = chosen.facts
    return chosen.runtime.product == "docker" and not (facts and facts["service"]["live_restore"])


def check_runtime(chosen: ChosenRuntime, observation: NodeFacts) -> list[Finding]:
    """Why a restart could not succeed, known before it: errors that keep the service from being touched."""
    return [*_cri_disabled(chosen), *_no_crictl(chosen), *_overridden(chosen, observation)]


def blocking_findings(chosen: ChosenRuntime) -> list[Finding]:
    """The findings of `check_runtime` that no role of this collection removes: known before the first change."""
    return list(_cri_disabled(chosen)) if chosen.expected_to_run else []


def _cri_disabled(chosen: ChosenRuntime) -> t.Iterator[Finding]:
    """The packages of containerd.io disable the CRI plugin. Each restart would end without it."""
    config = chosen.installed_facts.get("config")
    disabled = [name for name in config.get("disabled_plugins", ()) if name in CRI_PLUGINS] if config else []
    loaded = config.get("loaded") if config else None
    if disabled:
        message = f"disabled_plugins contains {', '.join(disabled)}: containerd pulls no image over CRI."
        imported = loaded["files"] if loaded else []
        place = f" in {' and '.join((CONFIG_PATH, *imported))}" if imported else ""
        fix = f"remove it from disabled_plugins{place}, and restart containerd."
        yield Finding("runtime-cri-disabled", "error", CONFIG_PATH, message, fix)


def _no_crictl(chosen: ChosenRuntime) -> t.Iterator[Finding]:
    """RKE2 brings its own crictl at the first start, containerd none."""
    if chosen.runtime.product == "containerd" and chosen.installed_facts["crictl"] is None:
        places = " and ".join(chosen.runtime.crictl)
        message = f"there is no crictl at {places}, which is needed to prove that containerd serves CRI."
        fix = f"install crictl (cri-tools) as {chosen.runtime.crictl[0]}."
        yield Finding("runtime-crictl-absent", "error", chosen.runtime.unit, message, fix)


def _overridden(chosen: ChosenRuntime, observation: NodeFacts) -> t.Iterator[Finding]:
    """Another file overrides a managed variable: a restart would not change that."""
    facts = chosen.installed_facts
    managed_paths = {path for path, managed in observation["managed"].items() if managed["role"] == PROXY}
    differing = facts["service"]["environment_differs"]
    for loaded in facts["unit"]["environment_files"]:
        if loaded["path"] in managed_paths:
            for other, name in overriding(loaded["path"], differing, facts["unit"]):
                message = f"sets {name}, and {chosen.runtime.unit} reads it after {loaded['path']}."
                fix = f"remove {name} from {other}, or unset the variable in the role proxy."
                yield Finding("runtime-overridden", "error", other, message, fix)
