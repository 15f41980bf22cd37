# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: clock
short_description: Load NTP servers (internal)
version_added: 0.1.0
description:
  - Used by M(pullproof.registry.time_sync) on Linux nodes. Not for use in playbooks.
  - Enables and starts the time service, makes it load what M(pullproof.registry.internal.apply) wrote if it has not,
    and waits until the clock is in sync.
  - Returns the state of the clock after the timeout. The action decides whether that state is sufficient.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes
options:
  provider:
    description: The time service.
    type: str
    choices: [chrony, timesyncd]
    required: true
  run:
    description: Enable and start it, and disable and stop the other one.
    type: bool
    default: true
  servers:
    description: The wait is over when one of these is the source; any source will do if the list is empty.
    type: list
    elements: str
    default: []
  max_offset_ms:
    description: The wait is over when the clock is off by at most so many milliseconds.
    type: float
    default: 100
  timeout:
    description: Wait so many seconds at most; V(0) does not wait.
    type: int
    default: 0
attributes:
  check_mode:
    description: Does nothing and does not wait.
  diff_mode:
    support: N/A
    description: Writes no file of anybody.
seealso:
  - module: pullproof.registry.time_sync
"""

EXAMPLES = r"""
- name: Wait until the clock is in sync
  pullproof.registry.internal.clock:
    provider: chrony
    timeout: 60
"""

RETURN = r"""
actions:
  description: What was done, a phrase each.
  returned: always
  type: list
  elements: str
clock:
  description:
    - The clock as it is then, with C(units), C(others), C(chrony), C(provider), C(loaded) and C(state).
    - C(state) has C(synchronised), C(source), C(offset_ms), C(sources) and C(problem).
  returned: always
  type: dict
"""

import typing as t

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pullproof.registry.plugins.module_utils._clock.apply import ClockSettings, apply
from ansible_collections.pullproof.registry.plugins.module_utils._clock.state import observe_clock
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import ModuleCommands
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._node.module import run_node_module

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.module import Result


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "provider": {"type": "str", "choices": ["chrony", "timesyncd"], "required": True},
            "run": {"type": "bool", "default": True},
            "servers": {"type": "list", "elements": "str", "default": []},
            "max_offset_ms": {"type": "float", "default": 100},
            "timeout": {"type": "int", "default": 0},
        },
        supports_check_mode=True,
    )
    given, files, commands = module.params, NodeFiles(module), ModuleCommands(module)

    def body() -> Result:
        if module.check_mode:
            return {"clock": observe_clock(files, commands)}
        settings = ClockSettings(
            given["provider"], given["run"], given["servers"], given["max_offset_ms"], given["timeout"]
        )
        done, clock = apply(settings, files, commands)
        return {"changed": bool(done), "actions": done, "clock": clock}

    run_node_module(module, body, {"changed": False, "actions": [], "clock": {}})


if __name__ == "__main__":
    main()
