# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: preflight_info
short_description: Check whether a node can be changed
version_added: 0.1.0
description:
  - Fails if the roles of this collection can't configure the node. Returns the container runtime, its version, and
    whether the node belongs to the servers (provisioned one at a time) or to the agents (in batches).
  - Checks the variables of all roles, as M(pullproof.registry.lint_info) does, with the runtime and version of the
    node. Checks certificate and key files on the node that the variables refer to.
  - With O(target_version), returns known issues that the variables run into in that version and not in the installed
    one, and known issues that the upgrade fixes. An issue that can prevent a pull is an error.
  - Changes nothing, and does not fail because of a finding. M(pullproof.registry.report) shows the findings of all
    hosts.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._options.runtime
  - pullproof.registry._attributes.reads_only
options:
  target_version:
    description:
      - The version of an upgrade, such as V(v1.34.1+rke2r1). Empty if there is no upgrade.
      - It must be a version of RKE2, K3s, containerd or Docker Engine. It has no effect on nodes with another
        product.
    type: str
    default: ""
  embedded_registry:
    description: Whether the servers of RKE2 or K3s have C(embedded-registry) (Spegel) enabled.
    type: bool
    default: false
  cluster:
    description: Any text that is the same for the servers and agents of one cluster, if the inventory has several
      clusters.
    type: str
    default: ""
  lint:
    description: Whether to check the variables.
    type: bool
    default: true
seealso:
  - module: pullproof.registry.lint_info
  - module: pullproof.registry.report
"""

EXAMPLES = r"""
- name: Check the node and the variables
  pullproof.registry.preflight_info:
  register: pullproof_preflight

- name: List known issues of a new version
  pullproof.registry.preflight_info:
    target_version: v1.34.1+rke2r1
    embedded_registry: true
  register: pullproof_preflight

- name: Find the container runtime only
  pullproof.registry.preflight_info:
    runtime: auto
    lint: false
  register: node
"""

RETURN = r"""
findings:
  description:
    - Errors first. Each has C(id), C(severity) (C(error), C(warning), C(info)), C(where) (a path into the variables),
      C(message), C(fix) and C(source).
  returned: always
  type: list
  elements: dict
runtime_name:
  description: Name of the container runtime.
  returned: always
  type: str
unit:
  description: Name of the systemd unit, or of the Windows service.
  returned: always
  type: str
version:
  description: Installed version. Empty if the runtime is not installed.
  returned: always
  type: str
wave:
  description: V(servers) or V(agents).
  returned: always
  type: str
upgraded:
  description: Whether O(target_version) is a version of this runtime.
  returned: always
  type: bool
cluster:
  description: O(cluster) as given.
  returned: always
  type: str
msg:
  description: The outcome in a sentence.
  returned: always
  type: str
"""
