# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The argument spec of an action, read from the documentation of the module of the same name, so that it is written
once.

This plugin util is private to the collection and may change at any time.
"""

from __future__ import annotations

import importlib
import typing as t

import yaml

_NOT_SPEC = {"description", "version_added", "suboptions"}


def argument_spec(module_name: str) -> dict[str, t.Any]:
    """The spec for `ActionBase.validate_argument_spec`, from `plugins/modules/<module_name>.py`."""
    module = importlib.import_module(f"ansible_collections.pullproof.registry.plugins.modules.{module_name}")
    return _options(yaml.safe_load(module.DOCUMENTATION).get("options", {}))


def _options(documented: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    return {name: _option(entry) for name, entry in documented.items()}


def _option(entry: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    spec = {key: value for key, value in entry.items() if key not in _NOT_SPEC}
    if "suboptions" in entry:
        spec["options"] = _options(entry["suboptions"])
    return spec
