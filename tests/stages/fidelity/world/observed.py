# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pulls the image of a row, and what was observed: by the registries, by explain, and by verify."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.check import (
    issues_of as known_issues,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.product_version import containerd_version
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.version import Version
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries, parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import Image, parse_images
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Explanation
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.resolve import Subject, explain
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.run import VerifyResult

from tests.stages.fidelity.row import Row
from tests.stages.fidelity.world.registries.log import Entry

_VERIFY = {
    "embedded_registry": False,
    "proxy_http": "",
    "proxy_https": "",
    "proxy_no_proxy": [],
    "proxy_containerd_http": "",
    "proxy_containerd_https": "",
    "proxy_containerd_no_proxy": [],
    "proxy_no_proxy_defaults": [],
    "proxy_environment": {},
    "certificates": [],
    "probe": True,
    "connect_timeout": 2,
    "retries": 0,
    "jitter": 0,
    "debug": False,
    "system_images": False,
    "target_version": "",
    "system_default_registry": "",
    "expiry_warning_days": 14,
    "fail_on": "error",
    "skip": [],
    "parallel": 1,
    "timeout": 60,
    "min_free_mb": 0,
    "cleanup": True,
    "required": False,
    "fail": False,
}


@dataclass(frozen=True)
class Observed:
    """``entries`` are from the registries, ``explained`` is the prediction, the rest is the result of verify.

    ``error`` is the message of the runtime, ``fresh``: the image was downloaded. ``probed``: the endpoints were probed.
    verify on Windows only probes those of images that were not pulled. ``issues`` are the known issues that lint
    reports. ``has_ended``: containerd ended at its start, with ``error``.
    """

    entries: tuple[Entry, ...]
    explained: Explanation
    served_by: str
    cause: str
    warnings: tuple[str, ...]
    error: str
    fresh: bool
    probed: bool = True
    issues: frozenset[str] = frozenset()
    has_ended: bool = False


class Machine(Protocol):
    """The node of a world."""

    runtime: str
    version: str
    platform: str
    probes_pulled_images: bool

    def configure(self, row: Row) -> None:
        """Write the configuration of a row, and run containerd with it."""

    def verify(self, images: Sequence[Image], registries: Registries, arguments: Mapping[str, Any]) -> VerifyResult:
        """Pull and probe as the role verify does."""

    def remove_images(self) -> None:
        """Remove all images from containerd."""

    def stop(self) -> None:
        """End all processes."""


def arguments_of(row: Row) -> Mapping[str, Any]:
    """The options of the role registries."""
    return {
        "mirrors": row.mirrors,
        "configs": row.configs,
        "default_endpoint": row.default_endpoint,
        "image_pull_progress_timeout": "",
        "dial_timeout": "",
        "docker_config": [],
    }


def predicted(row: Row, machine: Machine) -> Explanation:
    """What explain answers for the row, from the variables and the version alone."""
    images, findings = parse_images([row.image])
    if findings:
        raise ValueError(findings[0].message)
    registries = parse_registries(row.mirrors, row.configs)
    containerd = containerd_version(RUNTIMES[machine.runtime].product, machine.version)
    subject = Subject(
        registries, machine.runtime, row.default_endpoint, containerd=containerd, platform=machine.platform
    )
    return explain(subject, [images[0].requested])[0]


def issues_of(row: Row, machine: Machine) -> frozenset[str]:
    """The known issues that lint reports for the row and the version."""
    settings = RegistrySettings(
        parse_registries(row.mirrors, row.configs), row.default_endpoint, platform=machine.platform
    )
    subject = LintSubject(settings, machine.runtime, machine.version)
    return frozenset(finding.id for finding in known_issues(subject, Version.parse(machine.version)))


def ended(row: Row, machine: Machine, log: str) -> Observed:
    """The result of a row with which containerd does not start."""
    explained, issues = predicted(row, machine), issues_of(row, machine)
    return Observed((), explained, "", "", (), log, fresh=False, probed=False, issues=issues, has_ended=True)


def verified(row: Row, machine: Machine) -> Observed:
    """Pull and diagnose as the role verify does; the entries are not known yet."""
    images, _findings = parse_images([row.image])
    registries = parse_registries(row.mirrors, row.configs)
    options = {**_VERIFY, **arguments_of(row), "images": [row.image], "runtime": machine.runtime}
    result = machine.verify(images, registries, options)
    outcome = result.outcomes[0]
    judged = result.judge(images[0], outcome)
    cause, warnings = judged.diagnosis.cause, judged.diagnosis.warnings
    return Observed(
        entries=(),
        explained=predicted(row, machine),
        served_by=judged.served_by,
        cause=cause.code if cause else "",
        warnings=tuple(warning.code for warning in warnings),
        error=outcome.error or "",
        fresh=outcome.proof == "fresh",
        probed=machine.probes_pulled_images or outcome.state == "failed",
        issues=issues_of(row, machine),
    )
