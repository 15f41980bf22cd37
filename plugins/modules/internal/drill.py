# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: drill
short_description: Run fallback drills (internal)
version_added: 0.1.0
description:
  - Used by M(pullproof.registry.drill) on Linux nodes. Not for use in playbooks.
  - Pulls images under the names of synthetic registries, one after the other, with C(crictl). No file of a real
    registry is changed. Everything that was made is removed.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.pulls
options:
  plan:
    description: What to pull, and how the runtime is reached, as base64 of JSON.
    type: str
    required: true
seealso:
  - module: pullproof.registry.drill
"""

EXAMPLES = r"""
- name: Run the drills of a plan
  pullproof.registry.internal.drill:
    plan: "{{ plan }}"
"""

RETURN = r"""
outcomes:
  description:
    - One entry per drill, in the order of the plan. C(error) is null if the pull succeeded. C(skipped) is the reason if
      it was not tried. C(address) is the unreachable address.
    - C(log) is what the runtime logged of hosts, as M(pullproof.registry.internal.pull) returns it. C(left_behind) is
      what could not be removed.
  returned: always
  type: list
  elements: dict
"""

import typing as t
from dataclasses import asdict

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import ModuleCommands
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._node.module import run_node_module
from ansible_collections.pullproof.registry.plugins.module_utils._pull.drill.plan import decode_drill_plan
from ansible_collections.pullproof.registry.plugins.module_utils._pull.drill.run import run_drills

SHAPE: dict[str, t.Any] = {"changed": False, "outcomes": []}


def main() -> t.NoReturn:
    module = AnsibleModule(
        argument_spec={"plan": {"type": "str", "required": True, "no_log": True}}, supports_check_mode=True
    )

    def body() -> dict[str, t.Any]:
        if module.check_mode:
            return SHAPE
        plan = decode_drill_plan(module.params["plan"])
        outcomes = run_drills(plan, NodeFiles(module), ModuleCommands(module))
        return {"outcomes": [asdict(outcome) for outcome in outcomes]}

    run_node_module(module, body, SHAPE)


if __name__ == "__main__":
    main()
