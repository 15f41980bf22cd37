# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which findings of the lint concern the explanation of an image.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.module_utils._go.url import split_host_port
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.host import Controller, HostProfile, lint_host
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import (
    ANY,
    config_place,
    mirror_place,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.docker_hub import HUB_NAMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.model import Explanation
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding

IMAGES = "verify_images"
EXPLAIN_IMAGES = "explain_images"
# Variables that do not decide where an image is pulled from.
_OF_OTHER_ROLES = ("ca_trust_", "time_sync_", "runtime_")
_WHOLE = ("registries_mirrors", "registries_configs", "registries_default_endpoint")


def all_findings(
    variables: Mapping[str, object],
    images: Sequence[object],
    known: HostProfile,
    controller: Controller,
    on_node: Sequence[Finding],
) -> list[Finding]:
    """The findings about the variables, and those from the node that are not among them."""
    found = findings_of_variables(variables, images, known, controller)
    known_places = {(finding.id, finding.where) for finding in found}
    name = _name_of_images(variables)
    renamed = (replace(finding, where=finding.where.replace(IMAGES, name, 1)) for finding in on_node)
    return [*found, *(finding for finding in renamed if (finding.id, finding.where) not in known_places)]


def _name_of_images(variables: Mapping[str, object]) -> str:
    return EXPLAIN_IMAGES if EXPLAIN_IMAGES in variables else IMAGES


def findings_of_variables(
    variables: Mapping[str, object], images: Sequence[object], known: HostProfile, controller: Controller
) -> tuple[Finding, ...]:
    """The findings of the lint for a host with these images, which may come from the variable explain_images."""
    name = _name_of_images(variables)
    found = lint_host({**variables, IMAGES: images}, known, controller)
    return tuple(
        replace(
            finding,
            where=finding.where.replace(IMAGES, name, 1),
            message=finding.message.replace(f"{IMAGES}[", f"{name}["),
        )
        for finding in found
        if not finding.where.startswith(_OF_OTHER_ROLES)
    )


def concerning(index: int, explanation: Explanation, findings: Sequence[Finding]) -> list[Finding]:
    """Errors and warnings about the image at this index, its mirrors, and the hosts of its endpoints."""
    places = tuple(_places(index, explanation))
    return [
        finding
        for finding in findings
        if finding.severity != "info"
        and (finding.where in _WHOLE or _is_proxy_error(finding) or any(place in finding.where for place in places))
    ]


def _is_proxy_error(finding: Finding) -> bool:
    return finding.severity == "error" and finding.where.startswith("proxy_")


def _places(index: int, explanation: Explanation) -> Iterator[str]:
    yield from (f"{name}[{index}]" for name in (IMAGES, EXPLAIN_IMAGES))
    registry = explanation.parsed.domain if explanation.parsed else ""
    if not registry:
        return
    names = HUB_NAMES if registry in HUB_NAMES else (registry,)
    yield from map(mirror_place, (*names, ANY))
    hosts = {_host(endpoint.url) for view in explanation.views for endpoint in view.endpoints}
    for host in sorted({*hosts, *names}):
        yield config_place(host)
        yield config_place(split_host_port(host)[0])


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0]
