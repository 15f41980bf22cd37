# Copyright (c) 2026, pullproof.registry contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: lint_info
short_description: Check the variables of a host
version_added: 0.1.0
description:
  - Checks the values of the variables of all roles of the collection, as they are in the inventory and in the
    defaults of the roles that the play has loaded. The page C(docs/lint.md) explains each finding.
  - Runs on the controller and does not contact any node. The roles check what depends on the node.
  - Does not fail because of a finding. M(pullproof.registry.report) shows the findings of all hosts.
author:
  - pullproof.registry contributors (@pullproof)
extends_documentation_fragment:
  - pullproof.registry._attributes.reads_only
  - pullproof.registry._pages
options:
  runtime:
    description: The container runtime of the host. With V(auto) or an unknown name, limits of one runtime are not
      checked, and the result contains a finding of severity info.
    type: str
    default: auto
  version:
    description: The runtime's version, such as V(v1.32.2+rke2r1), for the known issues. If empty, only issues
      that no version has fixed are found.
    type: str
    default: ""
  platform:
    description: The system of the host. V(auto) derives it from the type of the connection, without connecting.
    type: str
    choices: [auto, linux, windows]
    default: auto
  embedded_registry:
    description: Whether the servers of RKE2 or K3s have C(embedded-registry) (Spegel) enabled.
    type: bool
    default: false
  hosts:
    description:
      - The hosts to check in one task. Set C(run_once) for this task. Variables that are equal on several hosts are
        checked once.
      - O(runtime), O(version), O(platform) and O(embedded_registry) are taken from the variables of each host
        (C(registries_runtime), C(pullproof_runtime_version), C(ansible_connection), C(ansible_shell_type) and
        C(pullproof_embedded_registry)).
      - If empty, the host of the task is checked.
    type: list
    elements: str
    default: []
  options_only:
    description: Check only the names, types, choices and ranges of the variables, and return only errors. The
      playbooks do this before they contact a node.
    type: bool
    default: false
seealso:
  - module: pullproof.registry.report
"""

EXAMPLES = r"""
- name: Check the variables of an RKE2 agent
  pullproof.registry.lint_info:
    runtime: rke2-agent
    version: v1.34.2+rke2r1
  register: pullproof_lint

- name: Check the variables of a host with an unknown runtime
  pullproof.registry.lint_info:
  register: pullproof_lint

- name: Check the variables of a Windows host
  pullproof.registry.lint_info:
    runtime: rke2-agent
    platform: windows
    embedded_registry: true
  register: pullproof_lint

- name: Check the variables of all hosts of the play
  pullproof.registry.lint_info:
    hosts: "{{ ansible_play_hosts_all }}"
  register: pullproof_lint
  run_once: true

- name: Show the findings of all hosts
  pullproof.registry.report:
    of: lint
  run_once: true
"""

RETURN = r"""
findings:
  description:
    - Errors first. Each has C(id), C(severity) (C(error), C(warning), C(info)), C(where) (a path into the variables),
      C(message), C(fix) and C(source).
  returned: always
  type: list
  elements: dict
groups:
  description: With O(hosts), the C(findings) of each group of C(hosts) with equal variables. Empty without O(hosts).
  returned: always
  type: list
  elements: dict
runtime_name:
  description: The runtime that was assumed. Empty if it is not known, and with O(hosts).
  returned: always
  type: str
version:
  description: The version that known issues were looked up for.
  returned: always
  type: str
msg:
  description: The outcome in a sentence.
  returned: always
  type: str
"""
