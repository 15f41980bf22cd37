# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: apply
short_description: Write files of one role (internal)
version_added: 0.1.0
description:
  - Used by the action plugins of the collection on Linux nodes. Not for use in playbooks.
  - Writes whole files and entries in shared files atomically, records managed files, removes managed files and
    entries that are not in the plan, and rebuilds the trust bundle.
  - Fails before anything is written if an unmanaged file or value would be replaced.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._options.key
  - pullproof.registry._attributes
options:
  plan:
    description: The plan as one opaque text (base64 of JSON), because it can contain secrets.
    type: str
    required: true
  snapshot:
    description: Name of the snapshot of this run, which gets the files before they are changed. Empty for none.
    type: str
    default: ""
  needs_proof:
    description: Whether the change is pending until M(pullproof.registry.internal.snapshot) confirms it.
    type: bool
    default: false
  confirm_seconds:
    description: Undo a pending change after this time. V(0) for no time limit.
    type: int
    default: 0
"""

EXAMPLES = r"""
- name: Take away all that was written for a role
  pullproof.registry.internal.apply:
    plan: "{{ empty_plan | to_json | b64encode }}"
    key: "{{ '%064x' % 0 }}"
  vars:
    empty_plan: {role: proxy, key: "00", files: [], overwrite_unmanaged: false, trust: null, keep: []}
"""

RETURN = r"""
files:
  description:
    - Per file its C(path), the C(change) (created, updated, removed, restored, unchanged), when it C(takes_effect) in
      the runtime (restart, reload, live, none), and the C(disruption) of this change. The two differ if keys are
      removed from C(daemon.json), because a reload does not unset them.
  returned: always
  type: list
  elements: dict
trust_refreshed:
  description: Whether the trust bundle was rebuilt.
  returned: always
  type: bool
unmanaged:
  description: Unmanaged files and entries that stopped the role, each with its C(path), C(entries) (empty for a
    whole file), the likely C(owner), and a C(fix).
  returned: always
  type: list
  elements: dict
observation:
  description: The node as it is after the change, in the form that M(pullproof.registry.internal.observe) documents.
  returned: always
  type: dict
"""

import contextlib
import typing as t

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pullproof.registry.plugins.module_utils._facts.node import observe
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.apply import EMPTY_RESULT, apply_plan
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.plan import decode_plan
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.snapshots.restore import (
    RestoreError,
    locked,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.snapshots.take import (
    SnapshotOrder,
    SnapshotTaker,
)
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import ModuleCommands
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._node.module import run_node_module

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.module import Result


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "plan": {"type": "str", "required": True, "no_log": True},
            "key": {"type": "str", "required": True, "no_log": True},
            "snapshot": {"type": "str", "default": ""},
            "needs_proof": {"type": "bool", "default": False},
            "confirm_seconds": {"type": "int", "default": 0},
        },
        supports_check_mode=True,
    )
    files, commands = NodeFiles(module), ModuleCommands(module)

    def body() -> Result:
        given = module.params
        order = SnapshotOrder(given["snapshot"], given["needs_proof"], given["confirm_seconds"])
        snapshot = SnapshotTaker(order, files, commands) if order.id else None
        try:
            with contextlib.nullcontext() if module.check_mode else locked():
                applied = apply_plan(decode_plan(given["plan"]), files, commands, module.check_mode, snapshot)
        except RestoreError as error:
            raise NodeError(error.checked, error.observed, error.expected, error.fix) from error
        return {**applied, "observation": observe(bytes.fromhex(module.params["key"]), files, commands)}

    run_node_module(module, body, {**EMPTY_RESULT, "observation": {}, "unmanaged": []})


if __name__ == "__main__":
    main()
