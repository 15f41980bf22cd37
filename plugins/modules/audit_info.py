# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: audit_info
short_description: Read a node's configuration
version_added: 0.1.0
description:
  - Reads the effective configuration that decides from where and how the node pulls images, grouped by setting.
    Settings are the registries of the container runtime, the folders with C(hosts.toml) files (C(certs.d)), the
    environment of the service in its files and in the running process, the CA certificates, and the time sources.
  - M(pullproof.registry.report) compares the nodes.
  - Values that can be secret are returned as digests, with a key of this run.
  - The runtime need not be installed. Without a runtime, only CA certificates and time sources are read.
  - On Windows nodes, files that can contain secrets are not read, but compared by their SHA-256. The certificates in
    the stores C(Root) and C(CA) of the machine are listed by thumbprint.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.reads_only
  - pullproof.registry._options.runtime
options:
  wanted:
    description:
      - The values of the variables, by setting (C(registries), C(certs), C(environment), C(ca), C(bundle), C(time)).
        Nodes with the same values are peers.
      - A mapping. Its type is not checked by Ansible, because that would show a value of a wrong type.
    type: raw
    default: {}
seealso:
  - module: pullproof.registry.report
"""

EXAMPLES = r"""
- name: Read the configuration of the node
  pullproof.registry.audit_info:
  register: audit_result

- name: Compare only nodes with the same mirrors
  pullproof.registry.audit_info:
    wanted:
      registries: "{{ registries_mirrors }}"
  register: audit_result

- name: Read a node with more than one runtime
  pullproof.registry.audit_info:
    runtime: containerd
  register: audit_result
"""

RETURN = r"""
items:
  description: The configuration by setting, in the form that M(pullproof.registry.internal.audit) documents.
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
  description: The distribution and its version. The build of Windows.
  returned: always
  type: str
family:
  description: The family of distributions, or C(windows).
  returned: always
  type: str
cluster:
  description: An id that is the same on all nodes of one RKE2 or K3s cluster. Empty if it is not known.
  returned: always
  type: str
wanted:
  description: A digest of O(wanted) by setting, with a key of this run.
  returned: always
  type: dict
unmanaged:
  description: Unmanaged files in the places of managed files, each with its C(path), C(owner) and C(fix).
  returned: always
  type: list
  elements: dict
run:
  description: The run of the digests. Digests of different runs can't be compared.
  returned: always
  type: str
findings:
  description:
    - The invalid options and variables, each with C(id), C(severity), C(where), C(message), C(fix) and C(source).
  returned: failure because of invalid options or variables
  type: list
  elements: dict
msg:
  description: The outcome in a sentence.
  returned: always
  type: str
"""
