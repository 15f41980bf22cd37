# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulated node: checks the arguments of what Ansible sends, applies the effect, answers as the module would."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
import traceback
from collections.abc import Mapping
from typing import Any

from .connection.documentation import ArgumentError, Documentation
from .connection.event_log import EventLog
from .connection.powershell import Helper, ModuleCall, Script, decode
from .connection.wsman import Output
from .machine import Call, Effect, Machine, ModuleFailureError
from .system.access import mirror

# What %TEMP% is here. Ordinary users can read it, other than on Windows as it comes: nothing may rely on that.
TEMPORARY = "C:\\Windows\\Temp"
STALL_SECONDS = 0.1
# Since core 2.21 quotes only where they are needed.
_REMOVE = re.compile(r"^Remove-Item (?:'([^']+)'|([^'\s]+)) -Force -Recurse;?$", re.MULTILINE)


class Node:
    """Runs what comes over the connection."""

    def __init__(
        self, machine: Machine, log: EventLog, documentation: Documentation, effects: Mapping[str, Effect]
    ) -> None:
        self.machine = machine
        self._log = log
        self._documentation = documentation
        self._effects = effects

    def run(self, command_line: str, given: bytes) -> Output:
        """What a command line with its standard input does here."""
        output = self._run(command_line, given)
        mirror(self.machine.state, self.machine.files)
        return output

    def _run(self, command_line: str, given: bytes) -> Output:
        match decode(command_line, given):
            case ModuleCall() as call:
                return _told(self._module(call))
            case Helper() as helper:
                return self._helper(helper)
            case Script(text):
                return self._script(text)

    def _module(self, call: ModuleCall) -> dict[str, Any]:
        self._log.invoked(call.name, None if call.no_log else call.arguments)
        effect = self._effects.get(call.name)
        if effect is None:
            return {"failed": True, "msg": f"{call.name} is not simulated"}
        try:
            arguments = self._documentation.checked(call.name, call.arguments)
            return {"changed": False, **effect(self.machine, Call(arguments, call.check_mode))}
        except ArgumentError as error:
            return {"failed": True, "changed": False, "msg": str(error)}
        except ModuleFailureError as error:
            return {"failed": True, "changed": False, "msg": str(error), **error.details}
        except Exception as error:
            # The client would see no more than a connection that breaks off.
            traceback.print_exc()
            return {"failed": True, "msg": f"the simulator has no answer to this {call.name}: {error!r}"}

    def _helper(self, helper: Helper) -> Output:
        match helper.name:
            case "winrm_put_file":
                self.machine.files.at(helper.parameters["Path"]).write_bytes(helper.data)
                self._stall(helper.data)
                return Output(json.dumps({"sha1": hashlib.sha1(helper.data).hexdigest()}).encode())
            case "powershell_mkdtemp":
                above = re.sub("%TEMP%", lambda _found: TEMPORARY, helper.parameters["Directory"], flags=re.IGNORECASE)
                folder = f"{above}\\{helper.parameters['Name']}"
                self.machine.files.at(folder).mkdir(parents=True)
                return Output(f"{folder}\r\n".encode())
            case "powershell_expand_user":
                return Output(f"{helper.parameters['Path']}\r\n".encode())
        return Output(err=f"{helper.name} is not simulated".encode(), code=1)

    def _stall(self, data: bytes) -> None:
        """Answer no more while a test wants that, so that it can end a run between a transfer and what comes next."""
        mirror(self.machine.state, self.machine.files)
        while (pattern := self.machine.state["host"].get("stalled")) and re.search(
            pattern.encode(), data, re.MULTILINE
        ):
            time.sleep(STALL_SECONDS)

    def _script(self, text: str) -> Output:
        """The one line that Ansible sends without a manifest: its temporary folder goes."""
        found = _REMOVE.search(text)
        if found:
            shutil.rmtree(self.machine.files.at(found.group(1) or found.group(2)), ignore_errors=True)
            return Output()
        return Output(err=f"PowerShell is not simulated: {text[:60]}".encode(), code=1)


def _told(result: Mapping[str, Any]) -> Output:
    return Output(json.dumps(result).encode(), code=1 if result.get("failed") else 0)
