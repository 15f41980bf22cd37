# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Windows node whose modules have the effects of the lab's simulated node, on a folder of the test; no connection."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ansible_collections.pullproof.registry.plugins.plugin_utils._variables.errors import PullproofError

from tests.lab.windows.simulator.connection.documentation import Documentation
from tests.lab.windows.simulator.machine import Call, Machine, ModuleFailureError
from tests.lab.windows.simulator.modules import EFFECTS

Result = dict[str, Any]


@dataclass
class SimulatedWindowsNode:
    """`calls` are the modules called, `shown` the arguments of those that were not secret."""

    machine: Machine
    documentation: Documentation
    check_mode: bool = False
    answers: dict[str, Any] | None = None
    calls: list[str] = field(default_factory=list)
    shown: list[Result] = field(default_factory=list)
    before_each: Callable[[str, Result], None] = lambda _module, _arguments: None

    def call(self, module: str, arguments: Result, secret: bool = False) -> Result:
        return self._run(module, arguments, secret, self.check_mode)

    def query(self, module: str, arguments: Result, secret: bool = False) -> Result:
        return self._run(module, arguments, secret, check_mode=False)

    def path(self, windows: str) -> Path:
        """Where a Windows path is."""
        return self.machine.files.at(windows)

    def put(self, windows: str, text: str) -> None:
        """A file that is there already."""
        self.path(windows).parent.mkdir(parents=True, exist_ok=True)
        self.path(windows).write_text(text)

    def _run(self, module: str, arguments: Result, secret: bool, check_mode: bool) -> Result:
        self.calls.append(module.rpartition(".")[2])
        if not secret:
            self.shown.append(arguments)
        self.before_each(module, arguments)
        checked = self.documentation.checked(module, arguments)
        if module == "ansible.windows.win_copy":
            return self._copy(arguments)
        try:
            result = {"changed": False, **EFFECTS[module](self.machine, Call(checked, check_mode))}
        except ModuleFailureError as error:
            raise PullproofError(str(error)) from error
        if result.get("failed"):
            raise PullproofError(str(result["msg"]))
        return result

    def _copy(self, arguments: Result) -> Result:
        """What the action win_copy makes of it on the controller is not simulated."""
        target = self.path(arguments["dest"])
        if arguments.get("remote_src"):
            shutil.copyfile(self.path(arguments["src"]), target)
        else:
            target.write_text(arguments["content"])
        return {"changed": True}
