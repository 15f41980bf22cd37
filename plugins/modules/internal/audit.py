# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: audit
short_description: Read a configuration (internal)
version_added: 0.1.0
description:
  - Used by M(pullproof.registry.audit_info) on Linux nodes. Not for use in playbooks.
  - Reads the files of the container runtimes, the environment of their processes, the trust store and the time service.
  - Returns no secret. What may be one is a digest keyed with O(key); credentials in URLs are cut out.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._options.key
  - pullproof.registry._options.runtime
  - pullproof.registry._attributes.reads_only
seealso:
  - module: pullproof.registry.audit_info
"""

EXAMPLES = r"""
- name: Look at the node
  pullproof.registry.internal.audit:
    key: "{{ '%064x' % 0 }}"
"""

RETURN = r"""
observation:
  description: The node, in the form that M(pullproof.registry.internal.observe) documents.
  returned: always
  type: dict
audit:
  description:
    - Items by area. C(runtimes) has by name C(registries), C(certs), C(environment), the C(cluster) of
      the node, and C(unmanaged), the files in the places of managed files that this collection did not write. C(ca),
      C(bundle) and C(time) belong to the node.
    - An item has its C(place), its C(key) there, what may be C(shown) (or null) and the C(digest) of what may not.
  returned: always
  type: dict
"""

import typing as t

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pullproof.registry.plugins.module_utils._audit.audit import audit
from ansible_collections.pullproof.registry.plugins.module_utils._facts.node import observe
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import ModuleCommands
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._node.module import run_node_module
from ansible_collections.pullproof.registry.plugins.module_utils._runtime.catalogue import RUNTIMES

if t.TYPE_CHECKING:
    from ansible_collections.pullproof.registry.plugins.module_utils._node.module import Result


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "key": {"type": "str", "required": True, "no_log": True},
            "runtime": {"type": "str", "choices": ["auto", *RUNTIMES], "default": "auto"},
        },
        supports_check_mode=True,
    )

    def body() -> Result:
        key, files = bytes.fromhex(module.params["key"]), NodeFiles(module)
        observation = observe(key, files, ModuleCommands(module))
        return {"observation": observation, "audit": audit(observation, module.params["runtime"], key, files)}

    run_node_module(module, body, {"changed": False, "observation": {}, "audit": {}})


if __name__ == "__main__":
    main()
