# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: observe
short_description: Read the state of a node (internal)
version_added: 0.1.0
description:
  - Used by the action plugins of the collection on Linux nodes. Not for use in playbooks.
  - Reads the operating system, the container runtimes, what this collection wrote, the effective trust bundle and
    the clock.
  - Returns no secret. What we wrote is compared by digests keyed with O(key), proxies are shown without their
    credentials, C(hosts.toml) files without credentials and not at all where they set headers.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._options.key
  - pullproof.registry._attributes.reads_only
"""

EXAMPLES = r"""
- name: Look at the node
  pullproof.registry.internal.observe:
    key: "{{ '%064x' % 0 }}"
"""

RETURN = r"""
observation:
  description:
    - The node as it is. C(os) has C(family) (debian, el, suse, other), C(id), C(version), C(python), C(arch)
      and C(systemd).
    - C(runtimes) has, by runtime name, C(unit) (state as systemd shows it), C(restart) and C(reload) (pending,
      roles, basis, since), C(version), C(program), C(crictl), C(daemon_proxies), C(daemon_mirrors),
      C(unmanaged_mirrors), C(service) (the C(answer) on its
      socket, the C(process) that pulls, its proxies without credentials, names of our variables that it has not as
      written), C(hosts) (by the path of each C(certs.d), whether there is the C(folder), C(directories) with the
      C(text) of their C(hosts.toml) or word that it is C(withheld), their C(certificates), and what makes a file
      C(unusable), and for which hosts C(config.toml) has C(credentials)).
    - C(managed) has, by path, C(role), C(kind), C(mode), the keyed C(digest) of the managed part of
      the file, and C(changed_by), the likely owner of a change by others.
    - C(registries) has the settings of the role C(registries) as last written, in words and without secrets.
    - C(trust) has C(bundle), our anchors that are C(missing) from it, and when it C(changed). C(clock) has the
      provider, its sources and the offset.
    - C(snapshots) has the names of those that are C(restorable), C(pending) and C(restored), the newest first.
  returned: always
  type: dict
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pullproof.registry.plugins.module_utils._facts.node import observe
from ansible_collections.pullproof.registry.plugins.module_utils._node.commands import ModuleCommands
from ansible_collections.pullproof.registry.plugins.module_utils._node.files import NodeFiles
from ansible_collections.pullproof.registry.plugins.module_utils._node.module import run_node_module


def main() -> None:
    module = AnsibleModule(
        argument_spec={"key": {"type": "str", "required": True, "no_log": True}}, supports_check_mode=True
    )
    run_node_module(
        module,
        lambda: {
            "observation": observe(bytes.fromhex(module.params["key"]), NodeFiles(module), ModuleCommands(module))
        },
        {"changed": False, "observation": {}},
    )


if __name__ == "__main__":
    main()
