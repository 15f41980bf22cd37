# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Known reasons why a runtime does not start: their messages in its log, and how to fix them.

The texts are those of RKE2 and K3s up to v1.36, containerd 1.6 to 2.1 and Docker Engine 20.10 to 28.
This module util is private to the collection and may change at any time.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.readiness import (
    CRI_DISABLED,
    CRICTL_ABSENT,
    READY,
)

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import Runtime
    from ansible_collections.pullproof.registry.plugins.module_utils._service.watch import ServiceObservation


@dataclass(frozen=True)
class ServiceFault:
    """`permanent`: waiting longer will not help."""

    code: str
    observed: str
    fix: str
    permanent: bool = True


@dataclass(frozen=True)
class _Sign:
    code: str
    products: t.Sequence[str]
    pattern: re.Pattern[str]
    observed: str
    fix: str
    permanent: bool = True


_SIGNS = (
    _Sign(
        "yaml",
        ("rke2", "k3s"),
        # Manifests of users are YAML, too, and hinder nothing.
        re.compile(r"^(?!.*(?:/server/manifests/|/pod-manifests/|Failed to process config)).*\byaml: "),
        "{product} can't read a file of its configuration and retries endlessly: {line}",
        "correct the line that it reports in /etc/rancher/{product}/registries.yaml, config.yaml or config.yaml.d",
    ),
    _Sign(
        "bootstrap_pull",
        ("rke2",),
        re.compile(r"all endpoints failed|\bruntime image \S+: "),
        "RKE2 can't pull its own runtime image, which it pulls without containerd: {line}",
        "make rke2-runtime available to RKE2: registries_mirrors of docker.io (or system-default-registry), "
        "ca_trust_certificates, and proxy_https without CONTAINERD_",
        permanent=False,
    ),
    _Sign(
        "toml",
        ("rke2", "k3s", "containerd"),
        re.compile(r"toml: |failed to load TOML|invalid plugin config|unknown plugin filter"),
        "containerd can't read its configuration: {line}",
        "correct config.toml; containerd config dump shows the resulting configuration",
    ),
    _Sign(
        "daemon_json",
        ("docker",),
        re.compile(r"unable to configure the Docker daemon"),
        "Docker Engine can't use its configuration: {line}",
        "correct /etc/docker/daemon.json; dockerd --validate checks it",
    ),
)


_CRI_FAILED = re.compile(r"failed to load plugin.*\bcri\b")
_MIRRORS_AND_PATH = re.compile(r"cannot be set when `?config_path|config_path`? is provided")


def find_fault(runtime: Runtime, observation: ServiceObservation, log: t.Sequence[str]) -> t.Optional[ServiceFault]:
    """The first known reason in the state of the service or in the masked `log` of this invocation."""
    if observation.answer == CRI_DISABLED:
        return fault_without_cri(log)
    return _fault_of_service(runtime, observation) or _fault_in_log(runtime, log)


def crash_loop(runtime: Runtime) -> ServiceFault:
    """The service ends soon after each start, and its log has no known reason."""
    name = runtime.unit.removesuffix(".service")
    observed = f"{name} ends soon after each start, and systemd starts it again"
    return ServiceFault("crash_loop", observed, f"correct the error in its log: journalctl -u {name}")


def fault_without_cri(log: t.Sequence[str]) -> ServiceFault:
    """containerd answers, but its CRI plugin is disabled or could not be loaded. `log` is of its present invocation."""
    # Plugins that depend on the failed one follow.
    line = next((line for line in log if _CRI_FAILED.search(line)), None)
    if line is None:
        return ServiceFault(
            CRI_DISABLED,
            "containerd runs, but its CRI is disabled",
            'remove "cri" from disabled_plugins in /etc/containerd/config.toml and restart containerd',
        )
    fix = "correct what this line reports, and restart containerd; containerd config dump shows the configuration"
    if _MIRRORS_AND_PATH.search(line):
        fix = (
            "remove registry.mirrors from the configuration of containerd (config.toml, or a file that it imports), "
            "which must not stand next to config_path, and restart containerd"
        )
    return ServiceFault("cri_failed", f"containerd runs without its CRI plugin: {line}", fix)


def _fault_of_service(runtime: Runtime, observation: ServiceObservation) -> t.Optional[ServiceFault]:
    if observation.answer == CRICTL_ABSENT:
        return ServiceFault(
            CRICTL_ABSENT,
            "there is no crictl on the node, which is needed to query the runtime over CRI",
            f"install crictl (cri-tools) as {runtime.crictl[0]}",
        )
    if observation.answer == READY and observation.differs:
        return ServiceFault(
            "environment",
            f"the process that pulls has {', '.join(observation.differs)} not as written",
            f"look for another EnvironmentFile or drop-in that sets it: systemctl cat {runtime.unit}",
        )
    if observation.unit["active"] == "failed":
        return ServiceFault(
            "failed", "systemd no longer tries to start it", "correct the error in the log and run this again"
        )
    left = next((found.observed for found in observation.conditions if found.name == "reload" and not found.met), None)
    if left is not None:
        return ServiceFault(
            "reload", left, "correct /etc/docker/daemon.json; dockerd --validate checks it (Docker 23.0 and later)"
        )
    return None


def _fault_in_log(runtime: Runtime, log: t.Sequence[str]) -> t.Optional[ServiceFault]:
    for sign in _SIGNS:
        line = _last_line(sign.pattern, log)
        if runtime.product in sign.products and line is not None:
            observed = sign.observed.format(product=runtime.product, line=line)
            return ServiceFault(sign.code, observed, sign.fix.format(product=runtime.product), sign.permanent)
    return None


def _last_line(pattern: re.Pattern[str], log: t.Sequence[str]) -> t.Optional[str]:
    return next((line for line in reversed(log) if pattern.search(line)), None)
