# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Known issues of the runtime's version that affect the variables of a node.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._action.runtime_choice import ChosenRuntime
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.known_issues.check import issues_of
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.version import InvalidVersionError, Version
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.reference import RequestedImage

Arguments = Mapping[str, Any]


def known_issues_of(
    registries: Registries,
    arguments: Arguments,
    chosen: ChosenRuntime,
    environment: Mapping[str, str],
    images: tuple[RequestedImage, ...],
) -> tuple[str, ...]:
    """A sentence per issue that can affect a pull; empty if the version is unknown."""
    try:
        version = Version.parse(chosen.version or "")
    except InvalidVersionError:
        return ()
    subject = LintSubject(
        RegistrySettings(registries, arguments["default_endpoint"], platform=chosen.runtime.platform),
        chosen.runtime.name,
        chosen.version,
        images=images,
        environment=environment,
        embedded_registry=arguments["embedded_registry"],
    )
    return tuple(f"{found.id}: {found.message}" for found in issues_of(subject, version) if found.severity != "info")
