# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The least that makes the running service use what is on disk."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.containerd_config import describe_config
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._roles.runtime import (
    Decision,
    blocking_findings,
    check_runtime,
    decide,
    ends_containers,
)

NOTHING_MANAGED: Any = {"managed": {}}
NOT_PENDING = {"pending": False, "roles": [], "basis": "record"}


def seen(**changes: Any) -> Any:
    """A runtime that serves and has loaded everything, but for `changes` (of the unit, the service or itself)."""
    unit = {"active": "active", "sub": "running", "enabled": "enabled", "environment_files": []}
    service = {"answer": {"state": "ready", "words": ""}, "environment_differs": [], "kept_by_reload": []}
    whole = {"restart": NOT_PENDING, "reload": NOT_PENDING, "crictl": "/usr/local/bin/crictl", "config": None}
    for name, value in changes.items():
        next(part for part in (unit, service, whole) if name in part)[name] = value
    return {**whole, "unit": unit, "service": service}


def decision_on(runtime: Any, **observation: Any) -> Decision:
    looked: Any = {"runtimes": {"docker": runtime}, "planned": [], "planned_reload": [], **observation}
    return decide(ChosenRuntime(RUNTIMES["docker"], runtime), looked)


def pending(*roles: str) -> dict[str, Any]:
    return {"pending": True, "roles": list(roles), "basis": "record"}


@pytest.mark.parametrize(
    ("runtime", "do", "reason"),
    [
        (seen(), "nothing", "it uses what is on disk"),
        (seen(active="inactive", sub="dead"), "start", "it is inactive (dead)"),
        (seen(active="failed", sub="failed"), "start", "it is failed (failed)"),
        (seen(active="activating", sub="auto-restart"), "start", "it is activating (auto-restart)"),
        (seen(restart=pending("proxy", "registries")), "restart", "proxy, registries not loaded"),
        (seen(restart=pending("proxy"), active="activating", sub="start"), "restart", "proxy not loaded"),
        (seen(restart=pending("proxy"), reload=pending("registries")), "restart", "proxy not loaded"),
        (seen(environment_differs=["HTTP_PROXY"]), "restart", "HTTP_PROXY not as written in its environment"),
        (seen(reload=pending("registries")), "reload", "registries not loaded"),
        (seen(kept_by_reload=["registry-mirrors"]), "nothing", "it uses what is on disk"),
        (seen(active="activating", sub="start"), "wait", "it is activating (start), and answers"),
        (seen(answer={"state": "error", "words": "refused"}), "wait", "it is active (running), refused"),
    ],
)
def test_the_decision_follows_from_what_was_seen(runtime: dict[str, Any], do: str, reason: str) -> None:
    assert decision_on(runtime) == Decision(do, reason)


def test_what_a_reload_would_keep_needs_a_restart() -> None:
    decision = decision_on(seen(reload=pending("registries"), kept_by_reload=["registry-mirrors"]))
    assert decision.do == "restart" and "registry-mirrors" in decision.reason


def test_in_check_mode_what_would_be_written_counts() -> None:
    assert decision_on(seen(), planned=["registries"]) == Decision("restart", "registries not loaded")
    assert decision_on(seen(), planned_reload=["registries"]) == Decision("reload", "registries not loaded")


def test_only_starts_and_restarts_disrupt() -> None:
    disrupting = {do for do in ("nothing", "start", "restart", "reload", "wait") if Decision(do, "").disrupts}
    assert disrupting == {"start", "restart"}


def test_containerd_without_crictl_is_not_touched_since_nothing_could_prove_it() -> None:
    absent = seen(crictl=None)
    found = check_runtime(ChosenRuntime(RUNTIMES["containerd"], absent), NOTHING_MANAGED)
    assert [(item.id, item.severity) for item in found] == [("runtime-crictl-absent", "error")]
    assert "/usr/local/bin/crictl" in found[0].fix
    assert not check_runtime(ChosenRuntime(RUNTIMES["rke2-agent"], absent), NOTHING_MANAGED)


def test_a_variable_that_another_file_has_the_last_word_on_is_an_error_and_no_endless_restart() -> None:
    files = [
        {"path": "/etc/default/rke2-agent", "drop_in": "", "names": ["HTTP_PROXY"]},
        {"path": "/etc/sysconfig/rke2-agent", "drop_in": "", "names": ["HTTP_PROXY", "FOO"]},
    ]
    runtime = seen(environment_files=files, environment_differs=["HTTP_PROXY"])
    observation: Any = {"managed": {"/etc/default/rke2-agent": {"role": "proxy"}}}
    found = check_runtime(ChosenRuntime(RUNTIMES["rke2-agent"], runtime), observation)
    assert [(item.id, item.where) for item in found] == [("runtime-overridden", "/etc/sysconfig/rke2-agent")]
    assert not check_runtime(ChosenRuntime(RUNTIMES["rke2-agent"], runtime), NOTHING_MANAGED)


@pytest.mark.parametrize("literal", ['["cri"]', '[\n  "io.containerd.grpc.v1.cri", # off\n]'])
def test_a_disabled_cri_plugin_is_known_before_any_restart(literal: str) -> None:
    config = describe_config(f"version = 2\ndisabled_plugins = {literal}\n")
    chosen = ChosenRuntime(RUNTIMES["containerd"], seen(config=config))
    for found in (blocking_findings(chosen), check_runtime(chosen, NOTHING_MANAGED)):
        assert [(item.id, item.severity) for item in found] == [("runtime-cri-disabled", "error")]


def test_other_disabled_plugins_are_no_obstacle() -> None:
    config = describe_config('disabled_plugins = ["io.containerd.snapshotter.v1.zfs"] # "cri"\n')
    chosen = ChosenRuntime(RUNTIMES["containerd"], seen(config=config))
    assert not blocking_findings(chosen)


@pytest.mark.parametrize(
    ("runtime", "live_restore", "ends"),
    [("docker", False, True), ("docker", True, False), ("containerd", False, False), ("rke2-server", False, False)],
)
def test_a_restart_ends_the_containers_of_docker_engine_without_live_restore(
    runtime: str, live_restore: bool, ends: bool
) -> None:
    facts: Any = {"service": {"live_restore": live_restore}}
    assert ends_containers(ChosenRuntime(RUNTIMES[runtime], facts)) is ends
