# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings that the runtime does not support, or that the node's own configuration does not allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.containerd_facts import ContainerdFacts
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.checks.docker import check_docker_mirrors
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.version import Version
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.containerd import check_containerd
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.docker import (
    check_command_line,
    check_docker,
    check_unmanaged_mirrors,
)
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.plan import check_settings
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.render.rancher import check_rancher
from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.finding import Finding


def check_runtime(subject: LintSubject) -> Iterator[Finding]:
    """The findings of parsing, then the findings of the runtime about the remaining variables."""
    yield from check_settings(subject.settings, subject.allow_insecure)
    settings = replace(subject.settings, registries=subject.sound_registries)
    if subject.product == "docker":
        yield from check_docker(settings)
        yield from check_docker_mirrors(subject)
        yield from check_command_line(settings, subject.docker_options)
        yield from check_unmanaged_mirrors(settings, subject.unmanaged_mirrors)
    elif subject.product == "containerd":
        yield from check_containerd(settings, _containerd(subject))
    elif subject.product:
        # Server and agent read the same file in the same way.
        yield from check_rancher(settings, RUNTIMES[f"{subject.product}-agent"])


def _containerd(subject: LintSubject) -> ContainerdFacts:
    """The facts of the node, if any, with the version that the lint is for."""
    facts = subject.containerd or ContainerdFacts()
    version = Version.parsed(subject.version)
    return replace(facts, version=version.branch if version else facts.version)
