# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Subjects of the lint, with the settings and the facts of the node in one list of arguments."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._lint.model.subject import LintSubject
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.model import Registries
from ansible_collections.pullproof.registry.plugins.plugin_utils._registries.settings import RegistrySettings
from ansible_collections.pullproof.registry.plugins.plugin_utils._resolver.upstream.reference import RequestedImage

SETTINGS = {field.name for field in fields(RegistrySettings)}


def lint_subject(registries: Registries, runtime: str = "", version: str | None = None, **known: Any) -> LintSubject:
    known["images"] = tuple(RequestedImage.parse(text) for text in known.get("images", ()))
    settings = {name: known.pop(name) for name in SETTINGS & known.keys()}
    return LintSubject(RegistrySettings(registries, **settings), runtime, version, **known)
