# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action report, with a display that is a fake."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from ansible_collections.pullproof.registry.plugins.action import report
from ansible_collections.pullproof.registry.plugins.plugin_utils._action.argument_spec import argument_spec

DEFAULTS = {name: option.get("default") for name, option in argument_spec("report").items()}


def report_on(
    hostvars: Mapping[str, Any],
    check_mode: bool = False,
    variables: Mapping[str, Any] | None = None,
    **options: Any,
) -> tuple[dict[str, Any], list[str]]:
    """The result, and what was displayed."""
    action = report.ActionModule.__new__(report.ActionModule)
    action._task_vars = {
        "ansible_play_hosts_all": list(hostvars),
        "ansible_play_hosts": list(hostvars),
        "ansible_version": {"full": "2.19.14"},
        "hostvars": hostvars,
        "groups": {"all": list(hostvars)},
        **(variables or {}),
    }
    shown: list[str] = []
    vars(action)["_display"] = SimpleNamespace(display=shown.append, verbosity=0)
    vars(action)["_task"] = SimpleNamespace(check_mode=check_mode)
    return {**action.SHAPE, **action.decide({**DEFAULTS, **options})}, shown
