# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: snapshot
short_description: Undo or confirm a change (internal)
version_added: 0.1.0
description:
  - Used by M(pullproof.registry.snapshot) on Linux nodes. Not for use in playbooks.
  - Restores files as they were before a run, or confirms that the change of a run is proven.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._options.key
  - pullproof.registry._attributes
options:
  do:
    description:
      - V(restore) restores files. V(confirm) confirms pending changes as proven, V(keep) without a proof.
      - V(extend) gives pending changes O(confirm_seconds) from now on.
    type: str
    choices: [restore, confirm, keep, extend]
    required: true
  snapshot:
    description:
      - With O(do=restore), the oldest snapshot to restore. Later ones are restored as well.
      - With O(do=confirm) and O(do=keep), the snapshot of this run.
    type: str
    default: ""
  expected:
    description: Snapshots of earlier runs that this run confirms as well. It is an error if one of them was restored.
    type: list
    elements: str
    default: []
  confirm_seconds:
    description: With O(do=extend), the time after which the node undoes pending changes.
    type: int
    default: 0
"""

EXAMPLES = r"""
- name: Confirm the change of a run
  pullproof.registry.internal.snapshot:
    do: confirm
    snapshot: 20261130T120000Z-0123abcd
    key: "{{ '%064x' % 0 }}"
"""

RETURN = r"""
files:
  description:
    - The restored files, in the form that M(pullproof.registry.internal.apply) documents. The C(change) is restored,
      removed or unchanged.
  returned: always
  type: list
  elements: dict
problems:
  description: Commands that failed after the files were restored, one sentence each.
  returned: always
  type: list
  elements: str
observation:
  description: The node as it is after that, in the form that M(pullproof.registry.internal.observe) documents.
  returned: always
  type: dict
"""

import time
import typing as t

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pullproof.registry.plugins.module_utils._facts.node import observe
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.snapshots.confirm import confirm
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.snapshots.restore import (
    RestoreError,
    disarm,
    locked,
    mark_restored,
    pending_snapshots,
    restorations,
    restore,
    snapshots_down_to,
)
from ansible_collections.pullproof.registry.plugins.module_utils._managed_files.snapshots.timer import arm
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import ModuleCommands
from ansible_collections.pullproof.registry.plugins.module_utils._node.errors import NodeError
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._node.module import run_node_module
from ansible_collections.pullproof.registry.plugins.module_utils._service.pending import require_load

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.module import Result

EMPTY: dict[str, t.Any] = {"changed": False, "files": [], "problems": [], "observation": {}}


def restored(snapshot: str, check_mode: bool, files: NodeFiles) -> Result:
    """Restore the files, and record that the runtime has to load them."""
    chain = snapshots_down_to(snapshot)
    results = [one.result for one in restorations(chain)]
    problems = [] if check_mode else restore(chain)
    if not check_mode:
        require_load({entry["disruption"] for entry in results}, files, time.time())
        mark_restored(chain)
        if not pending_snapshots():
            disarm()
    return {"changed": True, "files": results, "problems": problems}


def act(given: Result, check_mode: bool, files: NodeFiles, commands: ModuleCommands) -> Result:
    """Do what the arguments order."""
    if given["do"] == "restore":
        return restored(given["snapshot"], check_mode, files)
    if check_mode:
        return {}
    if given["do"] == "extend":
        is_pending = bool(pending_snapshots())
        if is_pending:
            arm(given["confirm_seconds"], files, commands)
        return {"changed": is_pending}
    is_proven = given["do"] == "confirm"
    return {"changed": confirm(given["snapshot"], given["expected"], is_proven)}


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "do": {"type": "str", "choices": ["restore", "confirm", "keep", "extend"], "required": True},
            "snapshot": {"type": "str", "default": ""},
            "expected": {"type": "list", "elements": "str", "default": []},
            "confirm_seconds": {"type": "int", "default": 0},
            "key": {"type": "str", "required": True, "no_log": True},
        },
        supports_check_mode=True,
    )
    files, commands = NodeFiles(module), ModuleCommands(module)

    def body() -> Result:
        try:
            with locked():
                done = act(module.params, module.check_mode, files, commands)
        except RestoreError as error:
            raise NodeError(error.checked, error.observed, error.expected, error.fix) from error
        observation = observe(bytes.fromhex(module.params["key"]), files, commands)
        return {**EMPTY, **done, "observation": observation}

    run_node_module(module, body, EMPTY)


if __name__ == "__main__":
    main()
