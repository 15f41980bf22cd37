# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: restart
short_description: Restart a runtime (internal)
version_added: 0.1.0
description:
  - M(pullproof.registry.runtime) runs this module on a Linux node. Not for use in playbooks.
  - Starts, restarts or reloads a unit without blocking, then waits until it is active in a new invocation, answers on
    its socket and its process has the environment as written. Only then it records what the service has loaded.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._options.key
  - pullproof.registry._attributes
options:
  runtime:
    description: Name of the runtime.
    type: str
    choices: [rke2-server, rke2-agent, k3s-server, k3s-agent, docker, containerd]
    required: true
  do:
    description: What to do before waiting; V(wait) is nothing.
    type: str
    choices: [start, restart, reload, wait]
    required: true
  timeout:
    description: For so many seconds to wait at most.
    type: int
    required: true
attributes:
  check_mode:
    description: Does nothing and returns what it would do.
  diff_mode:
    support: N/A
    description: Changes no file.
"""

EXAMPLES = r"""
- name: Wait until containerd answers
  pullproof.registry.internal.restart:
    runtime: containerd
    do: wait
    timeout: 60
    key: "{{ '%064x' % 0 }}"
"""

RETURN = r"""
done:
  description: What was done. An ordered start of a running service becomes a restart or a wait.
  returned: always
  type: str
seconds:
  description: How long it took until the service served.
  returned: always
  type: float
conditions:
  description: By C(name) (unit, answer, environment, reload) whether each was C(met) and what was C(observed).
  returned: always
  type: list
  elements: dict
fault:
  description: Code of the known reason why the service is not ready. Empty if the reason is not known.
  returned: always
  type: str
log:
  description: On failure the last lines of the log, secrets masked.
  returned: always
  type: list
  elements: str
observation:
  description: The node as it is after that, in the form that M(pullproof.registry.internal.observe) documents.
  returned: success
  type: dict
"""

import typing as t

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pullproof.registry.plugins.module_utils._facts.node import observe
from ansible_collections.pullproof.registry.plugins.module_utils._facts.placed_runtimes import placed_runtime
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import ModuleCommands
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._node.module import run_node_module
from ansible_collections.pullproof.registry.plugins.module_utils._service.restart import MonotonicClock, Order, bring_up

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.module import Result

EMPTY: dict[str, t.Any] = {
    "changed": False,
    "done": "",
    "seconds": 0.0,
    "conditions": [],
    "fault": "",
    "log": [],
    "observation": {},
}


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "runtime": {
                "type": "str",
                "choices": ["rke2-server", "rke2-agent", "k3s-server", "k3s-agent", "docker", "containerd"],
                "required": True,
            },
            "do": {"type": "str", "choices": ["start", "restart", "reload", "wait"], "required": True},
            "timeout": {"type": "int", "required": True},
            "key": {"type": "str", "required": True, "no_log": True},
        },
        supports_check_mode=True,
    )
    files, commands = NodeFiles(module), ModuleCommands(module)

    def body() -> Result:
        if module.check_mode:
            return {"changed": module.params["do"] != "wait", "done": module.params["do"]}
        runtime = placed_runtime(module.params["runtime"], files, commands)
        order = Order(runtime, module.params["do"], module.params["timeout"])
        done = bring_up(order, files, commands, MonotonicClock())
        return {**done, "observation": observe(bytes.fromhex(module.params["key"]), files, commands)}

    run_node_module(module, body, EMPTY)


if __name__ == "__main__":
    main()
