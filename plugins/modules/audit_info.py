# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: audit_info
short_description: Look at a node's effective configuration, to compare it with its peers
version_added: 0.1.0
description:
  - Sees, by concern, what decides where and how the node pulls. The registries of its container runtime, the folders
    of registries (C(certs.d)), the environment of the service in its files and in the running process, the CA
    certificates, the time sources.
  - M(pullproof.registry.report) then compares the nodes.
  - What may be a secret leaves the node as a digest only, keyed with a key of this run.
  - Looks at the node once. Works where the runtime is not installed yet, too, and without a runtime for CA certificates
    and time.
  - Asks nothing of a Windows node. M(pullproof.registry.report) names it as one without a result.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.reads_only
  - pullproof.registry._options.runtime
options:
  wanted:
    description:
      - What the variables of the node ask for, by concern (C(registries), C(certs), C(environment), C(ca), C(bundle),
        C(time)). Any values; nodes for which they are the same are peers.
      - A mapping. Its type is not checked by Ansible, because that would show a value of a wrong type.
    type: raw
    default: {}
seealso:
  - module: pullproof.registry.report
"""

EXAMPLES = r"""
- name: Look at the node
  pullproof.registry.audit_info:
    wanted:
      registries: "{{ registries_mirrors }}"
  register: audit_result
"""

RETURN = r"""
items:
  description: By concern what was seen, in the form that M(pullproof.registry.internal.audit) documents.
  returned: always
  type: dict
runtime_name:
  description: The container runtime; empty if none is known.
  returned: always
  type: str
product:
  description: Its product, such as rke2 for both of its services.
  returned: always
  type: str
system:
  description: The distribution and its version.
  returned: always
  type: str
family:
  description: The family of distributions.
  returned: always
  type: str
cluster:
  description: What all nodes of one RKE2 or K3s cluster have in common; empty if it is not known.
  returned: always
  type: str
wanted:
  description: A digest of O(wanted) by concern, keyed with the key of this run.
  returned: always
  type: dict
unmanaged:
  description: Unmanaged files in the places of managed files, each with its C(path), C(owner) and C(fix).
  returned: always
  type: list
  elements: dict
run:
  description: The run that the digests are of; those of others can't be compared with them.
  returned: always
  type: str
msg:
  description: The outcome in a sentence.
  returned: always
  type: str
"""
