# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: preflight_info
short_description: Say what stands in the way of a node, or of an upgrade of it
version_added: 0.1.0
description:
  - Checks the variables of all roles, as M(pullproof.registry.lint_info) does, against the runtime and the version that
    the node has, and the certificates and keys that they name against the files on the node.
  - With O(target_version), names the known issues that the variables run into at that version and not at the running
    one, and those that it mends. An issue that can stop a pull is an error then.
  - Writes nothing, and never fails because of a finding; see M(pullproof.registry.preflight_report).
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._options.runtime
  - pullproof.registry._attributes.reads_only
options:
  target_version:
    description: The version that an upgrade is to bring, such as V(v1.34.1+rke2r1). A node of another product is left
      out. Empty if there is no upgrade.
    type: str
    default: ""
  embedded_registry:
    description: Whether the servers of RKE2 or K3s have C(embedded-registry) (Spegel) on.
    type: bool
    default: false
  cluster:
    description: Any text that the servers and agents of one cluster have in common, where the inventory has several.
    type: str
    default: ""
seealso:
  - module: pullproof.registry.preflight_report
"""

EXAMPLES = r"""
- name: Ask what an upgrade would break
  pullproof.registry.preflight_info:
    target_version: v1.34.1+rke2r1
  register: pullproof_preflight_info
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
  description: The runtime of the node.
  returned: always
  type: str
version:
  description: The version that its program prints; empty if it is not installed.
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
