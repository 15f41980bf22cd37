# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: probe
short_description: Probe registries (internal)
version_added: 0.1.0
description:
  - Used by M(pullproof.registry.registry_probe_info) on Linux nodes.
  - Not for use in playbooks.
  - Follows each image to each endpoint, stage by stage, as the program that would pull it does. Pulls nothing.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.reads_only
options:
  plan:
    description:
      - What to probe, as base64 of packed JSON.
      - One opaque value because it may hold credentials.
    type: str
    required: true
seealso:
  - module: pullproof.registry.registry_probe_info
"""

EXAMPLES = r"""
- name: Probe the endpoints of a plan
  pullproof.registry.internal.probe:
    plan: "{{ plan }}"
"""

RETURN = r"""
probes:
  description:
    - One entry per target, in the order of the plan, with its C(id) and its C(stages).
    - The stages are those of M(pullproof.registry.registry_probe_info).
  returned: always
  type: list
  elements: dict
seconds:
  description: Wall time of all probes.
  returned: always
  type: float
"""

import time
import typing as t
from dataclasses import asdict

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import ModuleCommands
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._node.module import run_node_module
from ansible_collections.pullproof.registry.plugins.module_utils._probe.plan import decode_probe_plan
from ansible_collections.pullproof.registry.plugins.module_utils._probe.registry.run import run_probes

SHAPE: dict[str, t.Any] = {"changed": False, "probes": [], "seconds": 0.0}


def main() -> t.NoReturn:
    module = AnsibleModule(
        argument_spec={"plan": {"type": "str", "required": True, "no_log": True}}, supports_check_mode=True
    )

    def body() -> dict[str, t.Any]:
        started = time.monotonic()
        plan, commands = decode_probe_plan(module.params["plan"]), ModuleCommands(module)
        probes = run_probes(plan, NodeFiles(module).read, commands=commands)
        return {"probes": [asdict(probe) for probe in probes], "seconds": round(time.monotonic() - started, 2)}

    run_node_module(module, body, SHAPE)


if __name__ == "__main__":
    main()
