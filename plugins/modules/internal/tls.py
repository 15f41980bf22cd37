# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: tls
short_description: Read certificate files (internal)
version_added: 0.1.0
description:
  - Looks at the files that the settings of registries name. Not for use in playbooks.
  - Returns certificates, which are public. Of a private key, only the public half is returned, if the node has
    C(openssl).
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.reads_only
options:
  certificates:
    description: Paths of files with certificates.
    type: list
    elements: str
    default: []
  keys:
    description: Paths of files with private keys.
    type: list
    elements: str
    default: []
seealso:
  - module: pullproof.registry.registries
"""

EXAMPLES = r"""
- name: Look at the CA of a registry
  pullproof.registry.internal.tls:
    certificates: [/etc/ssl/registry-ca.pem]
"""

RETURN = r"""
files:
  description:
    - By path, whether it is C(present), the C(labels) of its PEM blocks, the text of its C(certificates), whether a key
      is C(encrypted), its C(public_key), and why that is not known (C(unchecked)).
  returned: always
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pullproof.registry.plugins.module_utils._facts.tls_files import read_tls_files
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import ModuleCommands
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._node.module import run_node_module


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "certificates": {"type": "list", "elements": "str", "default": []},
            "keys": {"type": "list", "elements": "str", "default": [], "no_log": False},
        },
        supports_check_mode=True,
    )
    given = module.params
    run_node_module(
        module,
        lambda: {
            "files": read_tls_files(given["certificates"], given["keys"], NodeFiles(module), ModuleCommands(module))
        },
        {"changed": False, "files": {}},
    )


if __name__ == "__main__":
    main()
