# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rendering for a runtime can't do, said before anything is known of a node."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.version import InvalidVersionError, Version
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.containerd import check_containerd
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.containerd_config import (
    ContainerdFacts,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.docker import check_docker
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.plan import check_wanted
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.rancher import check_rancher
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding


def check_runtime(subject: LintSubject) -> Iterator[Finding]:
    """What parsing found, and what the runtime makes of the rest."""
    yield from check_wanted(wanted_of(subject), subject.allow_insecure)
    wanted = replace(wanted_of(subject), registries=subject.sound_registries)
    if subject.product == "docker":
        yield from check_docker(wanted)
    elif subject.product == "containerd":
        yield from check_containerd(wanted, ContainerdFacts(version=_branch(subject.version)))
    elif subject.product:
        # Server and agent read the same file in the same way.
        yield from check_rancher(wanted, RUNTIMES[f"{subject.product}-agent"])


def wanted_of(subject: LintSubject) -> RegistrySettings:
    """What the variables want on a node."""
    return RegistrySettings(
        subject.registries,
        subject.default_endpoint,
        subject.image_pull_progress_timeout,
        subject.docker_config,
        subject.platform,
    )


def _branch(version: str | None) -> tuple[int, int] | None:
    try:
        return Version.parse(version).branch if version else None
    except InvalidVersionError:
        return None
