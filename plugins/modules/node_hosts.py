# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: node_hosts
short_description: Look at the hosts.toml files of a Linux node (internal)
version_added: 0.1.0
description:
  - The eyes of M(pullproof.registry.registries_info) on a Linux node. It is not meant to be used in a playbook.
  - Reads C(hosts.toml) of the named directories of C(certs.d), and for which hosts C(config.toml) has credentials.
  - Returns no secret. A file with headers is withheld, credentials in URLs are cut out, those of C(config.toml) are
    not read.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.reads_only
options:
  folder:
    description: The path of C(certs.d).
    type: str
    required: true
  names:
    description: The directories to look for in it.
    type: list
    elements: str
    required: true
  config:
    description: The path of C(config.toml).
    type: str
    required: true
seealso:
  - module: pullproof.registry.registries_info
"""

EXAMPLES = r"""
- name: Look at the hosts of Docker Hub
  pullproof.registry.node_hosts:
    folder: /etc/containerd/certs.d
    names: [docker.io, _default]
    config: /etc/containerd/config.toml
"""

RETURN = r"""
found:
  description:
    - Whether there is the C(folder), per directory that there is (C(directories)) the C(text) of its file (null if it
      has none) and whether it is C(withheld), the hosts with C(credentials), and an C(error) of reading C(config.toml).
  returned: always
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pullproof.registry.plugins.module_utils._found_hosts import found_hosts
from ansible_collections.pullproof.registry.plugins.module_utils._node_files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._node_main import run_node_module


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "folder": {"type": "str", "required": True},
            "names": {"type": "list", "elements": "str", "required": True},
            "config": {"type": "str", "required": True},
        },
        supports_check_mode=True,
    )
    given = module.params
    run_node_module(
        module,
        lambda: {"found": found_hosts(NodeFiles(module), given["folder"], given["names"], given["config"])},
        {"changed": False, "found": {}},
    )


if __name__ == "__main__":
    main()
