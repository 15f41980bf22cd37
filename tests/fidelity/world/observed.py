# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pulls the image of a row, and what was observed: by the registries, by explain, and by verify."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.product_version import containerd_version
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import parse_registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.images import parse_images
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Explanation
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.resolve import Subject, explain
from ansible_collections.pullproof.registry.plugins.plugin_utils._verify.run import verify

from tests.fidelity.row import Row
from tests.fidelity.world.configuration import arguments_of
from tests.fidelity.world.node import WorldNode
from tests.fidelity.world.registries.log import Entry

_ARGUMENTS = {
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

    ``error`` is the message of the runtime, ``fresh``: the image was downloaded.
    """

    entries: tuple[Entry, ...]
    explained: Explanation
    served_by: str
    cause: str
    warnings: tuple[str, ...]
    error: str
    fresh: bool


def predicted(row: Row, runtime: str, version: str) -> Explanation:
    """What explain answers for the row and this version, without a node."""
    images, findings = parse_images([row.image])
    if findings:
        raise ValueError(findings[0].message)
    registries = parse_registries(row.mirrors, row.configs)
    containerd = containerd_version(RUNTIMES[runtime].product, version)
    subject = Subject(registries, runtime, row.default_endpoint, containerd=containerd)
    return explain(subject, [images[0].requested])[0]


def verified(row: Row, node: WorldNode) -> Observed:
    """Pull and diagnose as the role verify does; the entries are not known yet."""
    images, _findings = parse_images([row.image])
    registries = parse_registries(row.mirrors, row.configs)
    options: Mapping[str, Any] = {**_ARGUMENTS, **arguments_of(row), "images": [row.image], "runtime": node.runtime}
    result = verify(images, registries, options, cast(Any, node), (), check_mode=False)
    outcome = result.outcomes[0]
    judged = result.judge(images[0], outcome)
    cause, warnings = judged.diagnosis.cause, judged.diagnosis.warnings
    return Observed(
        entries=(),
        explained=predicted(row, node.runtime, node.version),
        served_by=judged.served_by,
        cause=cause.code if cause else "",
        warnings=tuple(warning.code for warning in warnings),
        error=outcome.error or "",
        fresh=outcome.proof == "fresh",
    )
